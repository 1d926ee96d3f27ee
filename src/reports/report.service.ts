import { Injectable } from '@nestjs/common';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { ReportArchiveRepository } from './report-archive.repository.js';
import { ReportComposer } from './report-composer.service.js';
import type { FrozenReport, ReportDocument } from './report-document.js';

const CLOSABLE = ['completed', 'cancelled', 'archived'];
const LIVE_PARTS = ['waiting', 'underWay', 'planned', 'held', 'inDoubt'];
// Two closes of one campaign at once: the second sees that the first changed the row, and begins again.
const SERIALIZATION_FAILURE = '40001';
const CLOSE_TRIES = 3;

/** A report, live or frozen; `frozen` says which. */
export interface BuiltReport {
  readonly document: ReportDocument;
  readonly frozen: Omit<FrozenReport, 'document'> | null;
  /** Answers that came after the report was frozen and are not in it (edge case 25). */
  readonly answersSince: number;
}

/** The visit report: live from the rows, and frozen when its campaign is closed. */
@Injectable()
export class ReportService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly composer: ReportComposer,
    private readonly archive: ReportArchiveRepository,
    private readonly clock: Clock,
  ) {}

  /** The newest frozen report of a closed campaign, the live one otherwise. Throws NotFoundError. */
  async build(campaignId: number): Promise<BuiltReport> {
    const campaign = await this.campaigns.get(campaignId);
    const kept = campaign.state === 'archived' ? await this.archive.newest(this.database, campaignId) : null;
    if (kept !== null) {
      const { document, ...frozen } = kept;
      const answersSince = await this.archive.answersSince(this.database, campaignId, document.asOf);
      return { document, frozen, answersSince };
    }
    const document = await this.database.transaction((tx) => this.composer.compose(tx, campaign), 'REPEATABLE READ');
    return { document, frozen: null, answersSince: 0 };
  }

  /**
   * Closes a campaign that has ended: freezes the report with audience, templates and versions under a content hash, and
   * archives the campaign. A later close makes a new version (A9). Throws RefusedError while anything is not over.
   */
  async close(campaignId: number, actor: string): Promise<FrozenReport> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.database.transaction((tx) => this.closeIn(tx, campaignId, actor), 'REPEATABLE READ');
      } catch (error) {
        if (tried === CLOSE_TRIES || (error as { code?: string }).code !== SERIALIZATION_FAILURE) throw error;
      }
    }
  }

  private async closeIn(tx: Tx, campaignId: number, actor: string): Promise<FrozenReport> {
    const campaign = await this.campaigns.lock(tx, campaignId);
    if (!CLOSABLE.includes(campaign.state)) {
      throw new RefusedError(
        reason('campaign-not-ended', { state: campaign.state }),
        `Campaign ${campaignId} is ${campaign.state}. Only a completed or cancelled campaign can be closed; cancel it first, or wait until every visit has ended.`,
      );
    }
    const document = await this.composer.compose(tx, { ...campaign, state: 'archived' });
    refuseWhileEnding(document);
    const at = this.clock.now();
    const frozen = await this.archive.keep(tx, document, actor, at);
    if (campaign.state !== 'archived') {
      await this.campaigns.setState(tx, campaignId, 'archived', { actor, at, action: 'campaign.close' });
    }
    return frozen;
  }
}

/** A cancel ends its visits in batches: until the last one, the numbers are not final. */
function refuseWhileEnding({ ledger, scope }: ReportDocument): void {
  const open = LIVE_PARTS.reduce((sum, part) => sum + (ledger.parts[part] ?? 0), 0);
  if (open === 0) return;
  throw new RefusedError(
    reason('campaign-still-ending', { open }),
    `${open} visits of campaign ${scope.campaignId} are not over yet; try again in a moment.`,
  );
}
