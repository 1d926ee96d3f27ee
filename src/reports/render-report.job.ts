import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { JobHandler } from '../jobs/job-handler.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { type AskedDocument, type DrawnContent, ReportDocumentsRepository } from './report-documents.repository.js';
import { RENDER_REPORT } from './report-documents.service.js';
import { ReportRenderService } from './report-render.service.js';
import { ReportService } from './report.service.js';

const payloadSchema = z.object({ documentId: z.number().int().positive() });

/** Draws a report document that somebody asked for, once: who comes second finds it drawn. */
@Injectable()
export class RenderReportJob extends JobHandler {
  override readonly job = RENDER_REPORT;
  private readonly log = new Logger(RENDER_REPORT);

  constructor(
    private readonly database: Database,
    private readonly documents: ReportDocumentsRepository,
    private readonly reports: ReportService,
    private readonly renderer: ReportRenderService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** The lock falls with the transaction, also when this process is killed: the job then comes again and draws. */
  override async run(payload: unknown, signal?: AbortSignal): Promise<void> {
    const { documentId } = payloadSchema.parse(payload);
    await this.database.transaction(async (tx) => {
      await this.documents.lock(tx, documentId);
      const wish = await this.documents.find(tx, documentId);
      if (wish?.state !== 'asked') return;
      const drawn = await this.database.apart(() => this.draw(wish, signal));
      if (drawn === null) return this.documents.markFailed(tx, wish.id, reason('report-not-drawn'));
      await this.documents.markReady(tx, wish.id, drawn, this.clock.now());
    });
  }

  /** Null where it cannot be drawn: trying again would not make it better, and somebody waits for the answer. */
  private async draw(wish: AskedDocument, signal: AbortSignal | undefined): Promise<DrawnContent | null> {
    const { campaignId, format, locale } = wish;
    try {
      const report = await this.reports.build(campaignId);
      const content = await this.renderer.render(report, format, locale, this.rowsAt(campaignId));
      const contentHash = createHash('sha256').update(content).digest('hex');
      const { frozen, answersSince } = report;
      return { content, contentHash, frozenVersion: frozen?.version ?? null, answersSince };
    } catch (error) {
      // A process that stops takes its database and its threads away; the next one draws.
      if (signal?.aborted === true) throw error;
      this.log.error(`Report document ${wish.id} (campaign ${campaignId}, ${format}): ${(error as Error).message}`);
      return null;
    }
  }

  /** The file is read far from the console: its numbers lead back by the whole address. */
  private rowsAt(campaignId: number): string {
    return `${this.settings.settings.publicUrl}/campaigns/${campaignId}/report/rows`;
  }
}
