import { Injectable } from '@nestjs/common';
import { CampaignService } from '../campaigns/campaign.service.js';
import type { Campaign } from '../campaigns/campaign.js';
import { SettingsService } from '../config/settings.service.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { contentHash } from '../kernel/stable-json.js';
import { composeReport, headlineOf } from './compose-report.js';
import type { FrozenReport, ReportDocument } from './report-document.js';
import { ReportSourceReadModel } from './report-source.read-model.js';
import { ReportReadModel } from './report.read-model.js';

const CLOSABLE = ['completed', 'cancelled', 'archived'];

/** A report, live or frozen; `frozen` says which. */
export interface BuiltReport {
  readonly document: ReportDocument;
  readonly frozen: Omit<FrozenReport, 'document'> | null;
}

/** The visit report: live from the rows, and frozen when its campaign is closed. */
@Injectable()
export class ReportService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly numbers: ReportReadModel,
    private readonly sources: ReportSourceReadModel,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** The newest frozen report of a closed campaign, the live one otherwise. Throws NotFoundError. */
  async build(campaignId: number): Promise<BuiltReport> {
    const campaign = await this.campaigns.get(campaignId);
    const frozen = campaign.state === 'archived' ? await this.newestFrozen(campaignId) : null;
    if (frozen !== null) {
      const { document, ...rest } = frozen;
      return { document, frozen: rest };
    }
    return { document: await this.compose(campaign), frozen: null };
  }

  /**
   * Closes a campaign that has ended: freezes the report with audience, templates and versions under a content hash, and
   * archives the campaign. A later close makes a new version (A9).
   */
  async close(campaignId: number, actor: string): Promise<FrozenReport> {
    const campaign = await this.campaigns.get(campaignId);
    if (!CLOSABLE.includes(campaign.state)) {
      throw new RefusedError(
        reason('campaign-not-ended', { state: campaign.state }),
        `Campaign ${campaignId} is ${campaign.state}. Only a completed or cancelled campaign can be closed; cancel it first, or wait until every visit has ended.`,
      );
    }
    const document = await this.compose({ ...campaign, state: 'archived' });
    return this.database.transaction((tx) => this.freeze(tx, campaign, document, actor));
  }

  private compose(campaign: Campaign): Promise<ReportDocument> {
    return this.database.transaction(async (tx) => {
      const asOf = this.clock.now();
      const organisation = await this.settings.organisation();
      const ledger = await this.sources.ledger(tx, campaign.id);
      const { name, center, department, timeZone } = organisation;
      return composeReport({
        scope: await this.sources.scope(tx, campaign),
        asOf,
        organisation: { name, center, department, timeZone },
        ledger,
        facts: await this.numbers.read(tx, campaign.id, asOf),
        previous: await this.previous(tx, campaign, asOf),
        contactable: await this.sources.contactable(tx, campaign.id, ledger.audience),
      });
    }, 'REPEATABLE READ');
  }

  private async previous(tx: Tx, campaign: Campaign, asOf: Date): Promise<ReportDocument['previous']> {
    const before = await this.sources.previousCampaignId(tx, campaign);
    if (before === null) return null;
    const facts = await this.numbers.read(tx, before.id, asOf);
    return { ...headlineOf(facts), campaignId: before.id, name: before.name };
  }

  private async freeze(tx: Tx, campaign: Campaign, document: ReportDocument, actor: string): Promise<FrozenReport> {
    const closedAt = this.clock.now();
    const locked = await this.campaigns.lock(tx, campaign.id);
    const hash = contentHash(document);
    const { version } = await tx.one<{ version: number }>(
      `INSERT INTO report_archives (campaign_id, version, document, content_hash, closed_by, closed_at)
       SELECT $1, coalesce(max(old.version), 0) + 1, $2, $3, $4, $5 FROM report_archives old WHERE old.campaign_id = $1
       RETURNING version`,
      [campaign.id, JSON.stringify(document), hash, actor, closedAt],
    );
    if (locked.state !== 'archived') {
      await this.campaigns.setState(tx, campaign.id, 'archived', { actor, at: closedAt, action: 'campaign.close' });
    }
    return { version, document, contentHash: hash, closedBy: actor, closedAt };
  }

  private async newestFrozen(campaignId: number): Promise<FrozenReport | null> {
    const row = await this.database.maybe<FrozenReport>(
      `SELECT version, document, content_hash AS "contentHash", closed_by AS "closedBy", closed_at AS "closedAt"
       FROM report_archives WHERE campaign_id = $1 ORDER BY version DESC LIMIT 1`,
      [campaignId],
    );
    return row === null ? null : { ...row, document: reviveDates(row.document) };
  }
}

/** JSON has no instants: the document's own are made instants again. */
function reviveDates(document: ReportDocument): ReportDocument {
  const { scope } = document;
  return {
    ...document,
    asOf: new Date(document.asOf),
    scope: { ...scope, startAt: new Date(scope.startAt), deadlineAt: new Date(scope.deadlineAt) },
  };
}
