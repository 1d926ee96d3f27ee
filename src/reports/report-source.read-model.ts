import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import type { Queryable } from '../database/queryable.js';
import { LedgerReadModel } from '../planning/ledger.read-model.js';
import type { ReportDocument, Scope } from './report-document.js';

/** What a report says of its campaign besides numbers. */
@Injectable()
export class ReportSourceReadModel {
  constructor(private readonly ledgers: LedgerReadModel) {}

  /** The books as they stand in this transaction. */
  async ledger(db: Queryable, campaignId: number): Promise<ReportDocument['ledger']> {
    const { audience, ledger, balanced } = await this.ledgers.statusIn(db, campaignId);
    return { audience, parts: ledger, balanced };
  }

  async scope(db: Queryable, campaign: Campaign): Promise<Scope> {
    const policy = await db.maybe<{ version: number }>(
      `SELECT p.version FROM policies p WHERE p.id = $1 AND p.effective_from <= ($2::timestamptz AT TIME ZONE 'UTC')::date ORDER BY p.version DESC LIMIT 1`,
      [campaign.policyId, campaign.startAt],
    );
    return {
      campaignId: campaign.id,
      name: campaign.name,
      kind: campaign.kind,
      state: campaign.state,
      purpose: campaign.purpose,
      segment: campaign.segment,
      ladder: campaign.ladder.map((rung) => rung.channel),
      startAt: campaign.startAt,
      deadlineAt: campaign.deadlineAt,
      policy: { id: campaign.policyId, version: policy?.version ?? null },
      survey:
        campaign.surveyId === null || campaign.surveyVersion === null
          ? null
          : { id: campaign.surveyId, version: campaign.surveyVersion },
      templates: await this.templatesUsed(db, campaign.id),
      planVersion: campaign.planVersion,
      audienceHash: campaign.audienceHash,
    };
  }

  /** The latest campaign of the same kind that ended before this one began. */
  async previousCampaignId(db: Queryable, campaign: Campaign): Promise<{ id: number; name: string } | null> {
    return db.maybe(
      `SELECT c.id, c.name FROM campaigns c WHERE c.kind = $1 AND c.id <> $2 AND c.state IN ('completed', 'archived')
         AND c.start_at < $3 ORDER BY c.start_at DESC LIMIT 1`,
      [campaign.kind, campaign.id, campaign.startAt],
    );
  }

  /** Members who could be contacted at all: the audience without those whom law, wish or missing addresses exclude. */
  async contactable(db: Queryable, campaignId: number, audience: number): Promise<number> {
    const { n } = await db.one<{ n: number }>(
      `SELECT count(*) AS n FROM exclusions x WHERE x.campaign_id = $1 AND x.code NOT LIKE 'unplaced-%'`,
      [campaignId],
    );
    return audience - n;
  }

  private templatesUsed(db: Queryable, campaignId: number): Promise<Scope['templates']> {
    return db.query(
      `SELECT DISTINCT a.template_version ->> 'id' AS id, a.channel, a.template_version ->> 'language' AS language,
         (a.template_version ->> 'version')::int AS version
       FROM attempts a WHERE a.campaign_id = $1 AND a.template_version IS NOT NULL ORDER BY 1, 2, 3, 4`,
      [campaignId],
    );
  }
}
