import { Injectable } from '@nestjs/common';
import { CampaignService } from '../campaigns/campaign.service.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { Locale } from '../kernel/words.js';
import type { ReportFormat } from './report-render.service.js';
import { type AskedDocument, ReportDocumentsRepository } from './report-documents.repository.js';

/** The name of the job that draws a report document. */
export const RENDER_REPORT = 'render-report';

/** Reports as files that are drawn in the background: asked for, looked after, fetched. */
@Injectable()
export class ReportDocuments {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly documents: ReportDocumentsRepository,
    private readonly jobs: JobQueue,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for a document; row and job are one transaction. Who asks again before it is drawn gets the one that waits, and
   * of a frozen report the one that is ready. Throws NotFoundError.
   */
  async ask(
    campaignId: number,
    { format, locale }: { readonly format: ReportFormat; readonly locale?: Locale | undefined },
    actor: string,
  ): Promise<AskedDocument> {
    await this.campaigns.get(campaignId);
    const wish = { campaignId, format, locale: locale ?? (await this.settings.organisation()).locale };
    return this.database.transaction(async (tx) => {
      const ready = await this.documents.findFrozen(tx, wish);
      if (ready !== null) return ready;
      const asked = await this.documents.ask(tx, wish, { actor, at: this.clock.now() });
      await this.jobs.add(tx, RENDER_REPORT, { documentId: asked.id }, { key: `${RENDER_REPORT}:${asked.id}` });
      return asked;
    });
  }

  /** Throws NotFoundError, also for a document of another campaign. */
  async get(campaignId: number, id: number): Promise<AskedDocument> {
    const found = await this.documents.find(this.database, id);
    if (found?.campaignId !== campaignId) throw new NotFoundError('report document', id);
    return found;
  }

  /** The newest documents of a campaign, whoever asked for them. */
  list(campaignId: number, limit: number): Promise<AskedDocument[]> {
    return this.documents.list(this.database, campaignId, limit);
  }

  /** The file. Throws NotFoundError, and RefusedError while it is not drawn or where it failed. */
  async file(campaignId: number, id: number): Promise<{ readonly document: AskedDocument; readonly content: Buffer }> {
    const document = await this.get(campaignId, id);
    if (document.reason !== null) throw new RefusedError(document.reason, `Report document ${id} was not drawn.`);
    const content = await this.documents.content(this.database, id);
    if (content !== null) return { document, content };
    throw new RefusedError(reason('report-document-waits'), `Report document ${id} is not drawn yet; try again soon.`);
  }
}
