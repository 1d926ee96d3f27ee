import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type {
  AgentFacts,
  ChannelFacts,
  CodeFact,
  CommentFact,
  MarkFacts,
  MeasureCounts,
  ReportFacts,
} from './report-facts.js';
import { MEASURE_NAMES, MEASURES, type MeasureName } from './report-measures.js';
import { type MeasureSource, SOURCES } from './report-source-sql.js';

/** First and last mark of each scale. */
const SCALES = { product: [1, 5], service: [1, 5], nps: [0, 10], ces: [1, 7] } as const;
const COMMENTS = 200;

/** The campaign's numbers by SQL; the rows of each are listed by the same condition. */
@Injectable()
export class ReportReadModel {
  /** Call it in a repeatable-read transaction, so that the numbers belong together. */
  async read(db: Queryable, campaignId: number, asOf: Date): Promise<ReportFacts> {
    const about = [campaignId, asOf];
    return {
      ...(await this.headline(db, campaignId, asOf)),
      excluded: await db.query<CodeFact>(codesSql('excluded', 's.code'), about),
      unfinished: await db.query<CodeFact>(codesSql('unfinished', 's.code'), about),
      deferrals: await db.query<CodeFact>(codesSql('deferrals', 's.code'), about),
      reasons: await db.query<CodeFact>(codesSql('reasoned', 'unnest(s.reason_codes)'), about),
      channels: await db.query<ChannelFacts>(CHANNELS_SQL, about),
      agents: await db.query<AgentFacts>(AGENTS_SQL, about),
      comments: await db.query<CommentFact>(COMMENTS_SQL, about),
    };
  }

  /** Only what the first lines need; also of the campaign before. */
  async headline(db: Queryable, campaignId: number, asOf: Date): Promise<Pick<ReportFacts, 'counts' | 'marks'>> {
    return { counts: await this.counts(db, [campaignId, asOf]), marks: await this.marks(db, [campaignId, asOf]) };
  }

  private async counts(db: Queryable, about: readonly unknown[]): Promise<MeasureCounts> {
    const counts: Partial<Record<MeasureName, number>> = {};
    for (const source of Object.keys(SOURCES) as MeasureSource[]) {
      const names = MEASURE_NAMES.filter((name) => MEASURES[name].from === source);
      const columns = names.map((name) => `count(*) FILTER (WHERE ${MEASURES[name].where}) AS "${name}"`);
      Object.assign(counts, await db.one<Record<string, number>>(selectSql(source, columns.join(', ')), about));
    }
    return counts as MeasureCounts;
  }

  private async marks(db: Queryable, about: readonly unknown[]): Promise<MarkFacts> {
    const rows = await db.query<{ scale: keyof MarkFacts; mark: number; n: number }>(MARKS_SQL, about);
    const histogram = (scale: keyof MarkFacts) => {
      const [first, last] = SCALES[scale];
      const marks = Array<number>(last - first + 1).fill(0);
      for (const row of rows) if (row.scale === scale) marks[row.mark - first] = row.n;
      return marks;
    };
    return {
      product: histogram('product'),
      service: histogram('service'),
      nps: histogram('nps'),
      ces: histogram('ces'),
    };
  }
}

/** A select over a source; both parameters are named in every statement, so that each has the same two. */
export function selectSql(source: MeasureSource, columns: string): string {
  return `SELECT ${columns} FROM (${SOURCES[source]}) s WHERE $2::timestamptz IS NOT NULL`;
}

function codesSql(measure: MeasureName, code: string): string {
  const { from, where } = MEASURES[measure];
  const given = `${selectSql(from, `${code} AS code`)} AND ${where}`;
  return `SELECT given.code, count(*) AS n FROM (${given}) given GROUP BY given.code ORDER BY n DESC, given.code`;
}

const countOf = (name: MeasureName) => `count(*) FILTER (WHERE ${MEASURES[name].where})`;

const MARKS_SQL = `SELECT given.scale, given.mark, count(*) AS n FROM (${SOURCES.responses}) s
  CROSS JOIN LATERAL (VALUES ('product', s.product_score), ('service', s.service_score), ('nps', s.nps), ('ces', s.ces)) given (scale, mark)
  WHERE given.mark IS NOT NULL GROUP BY 1, 2`;

const CHANNELS_SQL = `WITH tries AS (
    SELECT s.channel, ${countOf('sent')} AS sent, ${countOf('delivered')} AS delivered, ${countOf('failed')} AS failed, ${countOf('inDoubt')} AS in_doubt
    FROM (${SOURCES.attempts}) s GROUP BY s.channel
  ), answers AS (
    SELECT s.channel, ${countOf('responses')} AS answers, ${countOf('serviceRated')} AS rated, ${countOf('serviceSatisfied')} AS satisfied
    FROM (${SOURCES.responses}) s GROUP BY s.channel
  )
  SELECT channel, coalesce(tries.sent, 0) AS sent, coalesce(tries.delivered, 0) AS delivered, coalesce(tries.failed, 0) AS failed,
    coalesce(tries.in_doubt, 0) AS "inDoubt", coalesce(answers.answers, 0) AS answers, coalesce(answers.rated, 0) AS rated,
    coalesce(answers.satisfied, 0) AS satisfied
  FROM tries FULL JOIN answers USING (channel)
  ORDER BY array_position(ARRAY['sms', 'email', 'call'], channel), channel`;

/** Agents that have visits, and those to whom the plan could have given some: an empty hand belongs to the balance. */
const AGENTS_SQL = `WITH held AS (
    SELECT s.agent_no, ${countOf('planned')} AS visits, ${countOf('done')} AS done, ${countOf('reached')} AS reached, ${countOf('answered')} AS answered
    FROM (${SOURCES.visits}) s WHERE s.agent_no IS NOT NULL GROUP BY s.agent_no
  ), rated AS (
    SELECT s.agent_no, ${countOf('serviceRated')} AS rated, ${countOf('serviceSatisfied')} AS satisfied
    FROM (${SOURCES.responses}) s GROUP BY s.agent_no
  ), planned AS (
    SELECT share.value ->> 'agentNo' AS agent_no FROM campaigns
      CROSS JOIN LATERAL jsonb_array_elements(campaigns.plan_summary -> 'assignment' -> 'agents') share WHERE campaigns.id = $1
  )
  SELECT agents.agent_no AS "agentNo", agents.name, agents.weight, coalesce(held.visits, 0) AS visits, coalesce(held.done, 0) AS done,
    coalesce(held.reached, 0) AS reached, coalesce(held.answered, 0) AS answered, coalesce(rated.rated, 0) AS rated,
    coalesce(rated.satisfied, 0) AS satisfied
  FROM agents LEFT JOIN held ON held.agent_no = agents.agent_no LEFT JOIN rated ON rated.agent_no = agents.agent_no
  WHERE held.agent_no IS NOT NULL OR (agents.weight > 0 AND EXISTS (SELECT FROM planned WHERE planned.agent_no = agents.agent_no))
  ORDER BY agents.agent_no`;

const COMMENTS_SQL = `SELECT s.comment, customers.name, customers.contact_name AS "contactName"
  FROM (${SOURCES.responses}) s JOIN customers ON customers.id = s.customer_id WHERE ${MEASURES.commented.where}
  ORDER BY s.at DESC, s.row_id DESC LIMIT ${COMMENTS}`;
