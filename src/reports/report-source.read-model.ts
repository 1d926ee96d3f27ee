import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import type { Queryable } from '../database/queryable.js';
import type { Locale } from '../kernel/words.js';
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
         AND c.launched_at IS NOT NULL AND c.start_at < $3 ORDER BY c.start_at DESC, c.id DESC LIMIT 1`,
      [campaign.kind, campaign.id, campaign.startAt],
    );
  }

  /** The evenness that the plan proved, with what the agents held already. */
  async plannedBalance(db: Queryable, campaignId: number): Promise<ReportDocument['balance']['planned']> {
    const { found } = await db.one<{ found: ReportDocument['balance']['planned'] }>(
      `SELECT CASE WHEN jsonb_array_length(plan -> 'agents') > 0 THEN jsonb_build_object('spread', plan -> 'spread', 'gini', plan -> 'gini',
         'jain', plan -> 'jain', 'optimal', plan -> 'optimal') END AS found
       FROM campaigns CROSS JOIN LATERAL (SELECT campaigns.plan_summary -> 'assignment' AS plan) summary WHERE campaigns.id = $1`,
      [campaignId],
    );
    return found;
  }

  /** What the campaign's survey calls its reasons for dissatisfaction, by code and language. */
  async reasonTexts(db: Queryable, { surveyId, surveyVersion }: Campaign): Promise<ReportDocument['reasonTexts']> {
    const rows = await db.query<{ code: string; text: Partial<Record<Locale, string>> }>(
      `SELECT option.value ->> 'code' AS code, option.value -> 'text' AS text FROM survey_versions
         CROSS JOIN LATERAL jsonb_path_query(survey_versions.definition, '$.questions[*] ? (@.score == "reasons").options[*]') option (value)
       WHERE survey_versions.survey_id = $1 AND survey_versions.version = $2`,
      [surveyId, surveyVersion],
    );
    return Object.fromEntries(rows.map(({ code, text }) => [code, text]));
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
