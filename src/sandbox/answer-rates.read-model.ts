import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { CampaignKind } from '../kernel/words.js';
import {
  CALL_FATES,
  fateOfRecord,
  type CallCounts,
  type CallFate,
  type MessageCounts,
  type PastAnswers,
} from './answer-model.js';

interface RecordRow {
  readonly rung: number;
  readonly disposition: string;
  readonly lineResult: string | null;
  readonly count: number;
}

/** As many of the newest campaigns of a kind say what to expect of the next one. */
const MOST_CAMPAIGNS = 20;

/** Visits whose time is over: who may still answer would count as one who did not. */
const OVER_SQL = `alike AS MATERIALIZED (
  SELECT c.id FROM campaigns c WHERE c.kind = $1 AND c.launched_at IS NOT NULL AND c.id <> $2
  ORDER BY c.launched_at DESC, c.id DESC LIMIT ${MOST_CAMPAIGNS}
), past AS MATERIALIZED (
  SELECT v.id, v.state, v.rung, v.try FROM visits v JOIN alike ON alike.id = v.campaign_id
  WHERE v.rolled_due_at <= $3 AND v.state <> 'cancelled'
)`;

/** An answer on the web page belongs to the message that was handed over last before it. */
const MESSAGES_SQL = `WITH ${OVER_SQL}, given AS MATERIALIZED (
  SELECT coalesce(r.attempt_id, (SELECT t.id FROM attempts t WHERE t.visit_id = r.visit_id AND t.channel IN ('sms', 'email')
    AND t.handed_over_at <= r.answered_at ORDER BY t.handed_over_at DESC LIMIT 1)) AS attempt_id, r.answered_at
  FROM responses r JOIN past ON past.id = r.visit_id
)
SELECT a.channel, a.rung, count(*)::int AS sent, count(*) FILTER (WHERE a.state IN ('failed', 'undelivered'))::int AS failed,
  count(given.attempt_id)::int AS answered,
  count(*) FILTER (WHERE past.state = 'opted_out' AND a.rung = past.rung AND a.try = past.try)::int AS "optedOut",
  percentile_cont(ARRAY[0, 0.1, 0.25, 0.5, 0.75, 0.9, 1]) WITHIN GROUP (
    ORDER BY greatest(0, extract(epoch FROM given.answered_at - a.handed_over_at) / 60)::float8) FILTER (WHERE given.attempt_id IS NOT NULL) AS delays
FROM past JOIN attempts a ON a.visit_id = past.id LEFT JOIN given ON given.attempt_id = a.id
WHERE a.channel IN ('sms', 'email') AND a.handed_over_at IS NOT NULL
  AND a.state IN ('accepted', 'delivered', 'undelivered', 'failed', 'assumed_sent')
GROUP BY a.channel, a.rung ORDER BY a.channel, a.rung`;

const CALLS_SQL = `WITH ${OVER_SQL}
SELECT a.rung, r.disposition, r.line_result AS "lineResult", count(*)::int AS count
FROM past JOIN attempts a ON a.visit_id = past.id JOIN visit_records r ON r.attempt_id = a.id
WHERE a.channel = 'call' AND r.state = 'complete' AND r.undone_at IS NULL
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

/** What past campaigns of a kind say about answers. */
@Injectable()
export class AnswerRatesReadModel {
  /** By channel and rung; empty where there was none yet. */
  async load(
    db: Queryable,
    campaign: { readonly id: number; readonly kind: CampaignKind },
    now: Date,
  ): Promise<PastAnswers> {
    const params = [campaign.kind, campaign.id, now];
    const messages = await db.query<MessageCounts>(MESSAGES_SQL, params);
    return { messages, calls: toCalls(await db.query<RecordRow>(CALLS_SQL, params)) };
  }
}

function toCalls(rows: readonly RecordRow[]): CallCounts[] {
  const byRung = new Map<number, Record<CallFate, number>>();
  for (const { rung, disposition, lineResult, count } of rows) {
    const none = Object.fromEntries(CALL_FATES.map(({ name }) => [name, 0])) as Record<CallFate, number>;
    const fates = byRung.get(rung) ?? none;
    fates[fateOfRecord(disposition, lineResult)] += count;
    byRung.set(rung, fates);
  }
  return [...byRung].map(([rung, fates]) => ({ rung, fates }));
}
