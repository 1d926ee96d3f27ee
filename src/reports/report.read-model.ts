import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { AgentFacts, ChannelFacts, MeasureCounts, ReportFacts } from './report-facts.js';
import { MEASURES, SOURCES, type MeasureName, type MeasureSource } from './report-measures.js';

const MARKS = 5;
const NPS_MARKS = 11;

/** The campaign's numbers by SQL; the rows of each are listed by the same condition. */
@Injectable()
export class ReportReadModel {
  /** Call it in a repeatable-read transaction, so that the numbers belong together. */
  async read(db: Queryable, campaignId: number, asOf: Date): Promise<ReportFacts> {
    const counts = await this.count(db, campaignId, asOf);
    const scores = await this.scores(db, campaignId);
    return {
      counts,
      excluded: await codes(db, `SELECT x.code, count(*) AS n FROM ${SOURCES.exclusions} GROUP BY x.code`, campaignId),
      unfinished: await codes(db, UNFINISHED_SQL, campaignId),
      deferrals: await codes(
        db,
        `SELECT e.reason ->> 'code' AS code, sum(e.row_count) AS n FROM ${SOURCES.deferrals} GROUP BY 1`,
        campaignId,
      ),
      ...scores,
      reasons: Object.fromEntries((await codes(db, REASONS_SQL, campaignId)).map(({ code, n }) => [code, n])),
      channels: await db.query<ChannelFacts>(CHANNELS_SQL, [campaignId]),
      agents: await db.query<AgentFacts>(AGENTS_SQL, [campaignId]),
    };
  }

  private async count(db: Queryable, campaignId: number, asOf: Date): Promise<MeasureCounts> {
    const counts: Partial<Record<MeasureName, number>> = {};
    for (const source of Object.keys(SOURCES) as MeasureSource[]) {
      const names = (Object.keys(MEASURES) as MeasureName[]).filter((name) => MEASURES[name].from === source);
      const columns = names.map((name) => `count(*) FILTER (WHERE ${MEASURES[name].where}) AS "${name}"`).join(', ');
      // The instant is named in every statement, so that each has the same two parameters.
      const sql = `SELECT ${columns} FROM ${SOURCES[source]} AND $2::timestamptz IS NOT NULL`;
      Object.assign(counts, await db.one<Record<string, number>>(sql, [campaignId, asOf]));
    }
    return counts as MeasureCounts;
  }

  private async scores(db: Queryable, campaignId: number) {
    const rows = await db.query<{ kind: string; mark: number; n: number; flagged: number }>(SCORES_SQL, [campaignId]);
    const histogram = (kind: string, size: number, first: number) => {
      const marks = Array<number>(size).fill(0);
      for (const row of rows) if (row.kind === kind) marks[row.mark - first] = row.n;
      return marks;
    };
    return {
      scores: { product: histogram('product', MARKS, 1), service: histogram('service', MARKS, 1) },
      nps: histogram('nps', NPS_MARKS, 0),
      flagged: rows.find((row) => row.kind === 'flagged')?.n ?? 0,
    };
  }
}

async function codes(db: Queryable, sql: string, campaignId: number): Promise<{ code: string; n: number }[]> {
  return db.query(`SELECT c.code, c.n FROM (${sql}) c ORDER BY c.n DESC, c.code`, [campaignId]);
}

/** Why visits have no answer: the reason of their end, or where they stand. */
const UNFINISHED_SQL = `SELECT CASE WHEN v.ended_at IS NULL THEN 'still-' || v.ledger_part
    ELSE coalesce(v.end_reason ->> 'code', v.state) END AS code, count(*) AS n
  FROM ${SOURCES.visits} AND v.state <> 'completed' GROUP BY 1`;

const REASONS_SQL = `SELECT given.code, count(*) AS n FROM (SELECT unnest(r.reason_codes) AS code FROM ${SOURCES.responses}) given GROUP BY given.code`;

const SCORES_SQL = `SELECT 'product' AS kind, r.product_score AS mark, count(*) AS n FROM ${SOURCES.responses} AND r.product_score IS NOT NULL GROUP BY 2
  UNION ALL SELECT 'service', r.service_score, count(*) FROM ${SOURCES.responses} AND r.service_score IS NOT NULL GROUP BY 2
  UNION ALL SELECT 'nps', r.nps, count(*) FROM ${SOURCES.responses} AND r.nps IS NOT NULL GROUP BY 2
  UNION ALL SELECT 'flagged', 0, count(*) FROM ${SOURCES.responses} AND r.flags <> '{}'`;

const CHANNELS_SQL = `WITH tries AS (
    SELECT a.channel, count(*) FILTER (WHERE a.handed_over_at IS NOT NULL) AS sent, count(*) FILTER (WHERE a.state = 'delivered') AS delivered,
      count(*) FILTER (WHERE a.state IN ('failed', 'undelivered')) AS failed,
      count(*) FILTER (WHERE a.state IN ('in_doubt', 'assumed_sent')) AS in_doubt
    FROM ${SOURCES.attempts} GROUP BY a.channel
  ), answers AS (
    SELECT CASE r.channel WHEN 'web' THEN coalesce(sent.channel, 'web') ELSE r.channel END AS channel, count(*) AS answers,
      count(r.service_score) AS rated, count(*) FILTER (WHERE r.service_score >= 4) AS satisfied
    FROM responses r LEFT JOIN attempts sent ON sent.id = r.attempt_id WHERE r.campaign_id = $1 GROUP BY 1
  )
  SELECT channel, coalesce(tries.sent, 0) AS sent, coalesce(tries.delivered, 0) AS delivered, coalesce(tries.failed, 0) AS failed,
    coalesce(tries.in_doubt, 0) AS "inDoubt", coalesce(answers.answers, 0) AS answers, coalesce(answers.rated, 0) AS rated,
    coalesce(answers.satisfied, 0) AS satisfied
  FROM tries FULL JOIN answers USING (channel) ORDER BY array_position(ARRAY['sms', 'email', 'call'], channel), channel`;

const AGENTS_SQL = `SELECT agents.agent_no AS "agentNo", agents.name, agents.weight, count(*) AS visits,
    count(v.reached_at) AS reached, count(r.id) AS answered, count(r.service_score) AS rated,
    count(*) FILTER (WHERE r.service_score >= 4) AS satisfied
  FROM visits v JOIN agents ON agents.id = v.agent_id LEFT JOIN responses r ON r.visit_id = v.id
  WHERE v.campaign_id = $1 GROUP BY agents.id ORDER BY agents.agent_no`;
