import { parentPort, workerData } from 'node:worker_threads';
import { drawPdf } from './report-pdf.adapter.js';
import type { ReportView } from './report-view.js';

// The whole life of the thread: one report in, one PDF out. An error ends the thread and reaches who started it.
const pdf = await drawPdf(workerData as ReportView);
parentPort?.postMessage(pdf);
