import type { VisitState } from '../kernel/words.js';
import type { Disposition, LineResult } from './visit-record-form.js';

/** An agent's day in numbers; visits, not dials. */
export interface DeskDay {
  /** Own calls that the plan puts on today or earlier and that are not made yet. */
  readonly toCall: number;
  /** Visits that were called today. */
  readonly called: number;
  /** Of these: a person was on the line. */
  readonly reached: number;
  /** Visits that ended today with a record of this agent. */
  readonly done: number;
  /** What the plan gives the agent today: what is still to call and what was called, each visit once. */
  readonly target: number;
}

/** A record that the agent closed today. */
export interface DoneToday {
  readonly recordId: number;
  readonly visitId: number;
  readonly attemptId: number | null;
  readonly name: string;
  readonly customerNo: string;
  readonly lineResult: LineResult | null;
  readonly disposition: Disposition;
  readonly completedAt: Date;
  readonly talkSeconds: number | null;
  readonly visitState: VisitState;
  readonly undone: boolean;
  /** The visit's next call is planned then; null: none is. */
  readonly nextAt: Date | null;
  /** No later record of the visit was closed. */
  readonly isLast: boolean;
}

/** The SQL of an agent's day: the agent, and the first instant of the organisation's day and of the next one. */
export interface DayPlace {
  readonly agent: string;
  readonly from: string;
  readonly to: string;
}

/** The numbers of a day. A call that is still to be made notes its agent while its visit is not over. */
export const daySql = ({ agent, from, to }: DayPlace) => `WITH to_call AS (
  SELECT a.visit_id AS id FROM attempts a JOIN campaigns g ON g.id = a.campaign_id
  WHERE a.agent_id = ${agent} AND a.channel = 'call' AND a.state IN ('scheduled', 'held', 'claimed')
    AND a.scheduled_at < ${to} AND g.state = 'running'
), called AS (
  SELECT a.visit_id AS id, bool_or(a.state = 'delivered') AS reached FROM attempts a
  WHERE a.claimed_by = ${agent} AND a.channel = 'call' AND a.handed_over_at >= ${from} AND a.handed_over_at < ${to}
    AND NOT EXISTS (SELECT FROM visit_records r WHERE r.attempt_id = a.id AND r.undone_at IS NOT NULL)
  GROUP BY a.visit_id
), done AS (
  SELECT DISTINCT r.visit_id FROM visit_records r JOIN visits v ON v.id = r.visit_id
  WHERE r.agent_id = ${agent} AND r.state = 'complete' AND r.undone_at IS NULL AND r.completed_at >= ${from}
    AND r.completed_at < ${to} AND v.ended_at IS NOT NULL
)
SELECT (SELECT count(*)::int FROM to_call) AS "toCall", (SELECT count(*)::int FROM called) AS called,
  (SELECT count(*)::int FROM called WHERE reached) AS reached, (SELECT count(*)::int FROM done) AS done,
  (SELECT count(*)::int FROM (SELECT id FROM to_call UNION SELECT id FROM called) AS given) AS target`;

/** What the agent closed that day, at most `most` records, the newest first. */
export const doneSql = (
  { agent, from, to }: DayPlace,
  most: string,
) => `SELECT r.id AS "recordId", r.visit_id AS "visitId", r.attempt_id AS "attemptId", k.name,
  k.customer_no AS "customerNo", r.line_result AS "lineResult", r.disposition, r.completed_at AS "completedAt",
  r.talk_seconds AS "talkSeconds", v.state AS "visitState", r.undone_at IS NOT NULL AS undone,
  (SELECT a.scheduled_at FROM attempts a WHERE a.visit_id = v.id AND a.state IN ('scheduled', 'held')) AS "nextAt",
  NOT EXISTS (SELECT FROM visit_records o WHERE o.visit_id = r.visit_id AND o.id > r.id AND o.state = 'complete') AS "isLast"
FROM visit_records r JOIN visits v ON v.id = r.visit_id JOIN customers k ON k.id = r.customer_id
WHERE r.agent_id = ${agent} AND r.state = 'complete' AND r.completed_at >= ${from} AND r.completed_at < ${to}
ORDER BY r.completed_at DESC, r.id DESC LIMIT ${most}`;
