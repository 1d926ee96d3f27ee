import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ReportView } from './report-view.js';

const WORKER_FILE = fileURLToPath(new URL('./report-pdf.worker.js', import.meta.url));

/**
 * The report as a PDF, drawn in a thread of its own: a table of a thousand agents takes seconds, in which this process
 * goes on answering. Sources that were not compiled have no worker file; there it is drawn in place.
 */
export async function pdfInThread(view: ReportView): Promise<Buffer> {
  if (!existsSync(WORKER_FILE)) {
    const { drawPdf } = await import('./report-pdf.adapter.js');
    return drawPdf(view);
  }
  return new Promise((resolve, reject) => {
    const worker = new Worker(WORKER_FILE, { workerData: view });
    worker.once('message', (pdf: Uint8Array) => resolve(Buffer.from(pdf)));
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`The thread that draws the PDF ended early (${code}).`)));
  });
}
