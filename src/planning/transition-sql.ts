/** The columns of a move, as the transition statement reads them. */
export const MOVE_COLUMNS = {
  visit_id: 'bigint',
  attempt_id: 'bigint',
  from_states: 'text[]',
  to_state: 'text',
  token: 'uuid',
  reason: 'jsonb',
  note: 'boolean',
  go_on: 'text',
  next_at: 'timestamptz',
  scheduled_at: 'timestamptz',
  fixed_time: 'boolean',
  claim_token: 'uuid',
  claimed_by: 'bigint',
  valid_until: 'timestamptz',
  provider: 'text',
  provider_message_id: 'text',
  address: 'text',
  body_hash: 'text',
  segments: 'smallint',
  template_version: 'jsonb',
  error_class: 'text',
  error_code: 'text',
  visit_from: 'text[]',
  visit_to: 'text',
  sets_appointment: 'boolean',
  appointment_at: 'timestamptz',
} as const;
export type MoveColumn = keyof typeof MOVE_COLUMNS;

/** The moves out of a JSON array at parameter `$n`. */
export function movesFromJson(paramNumber: number): string {
  const columns = Object.entries(MOVE_COLUMNS).map(([name, type]) => `${name} ${type}`);
  return `SELECT * FROM jsonb_to_recordset($${paramNumber}::jsonb) AS given (${columns.join(', ')})`;
}

/** A select list that gives these expressions their place among the move's columns, and null to the others. */
export function moveColumns(expressions: Partial<Record<MoveColumn, string>>): string {
  return Object.entries(MOVE_COLUMNS)
    .map(([name, type]) => `(${expressions[name as MoveColumn] ?? 'NULL'})::${type} AS ${name}`)
    .join(', ');
}

/** Where a transition takes its moves from, and the SQL of its actor (text) and its instant (timestamptz). */
export interface TransitionSource {
  /** One or more WITH items, without the keyword; the last one is named `m` and has the columns of a move. */
  readonly items: string;
  readonly actor: string;
  readonly at: string;
  /** Further data-changing WITH items that read `x`, the moves that took place. */
  readonly also?: string;
  /** What the statement answers with, in place of a row for each of `x`. */
  readonly answer?: string;
}

const MOVED_ROWS = `SELECT x.visit_id AS "visitId", x.attempt_id AS "attemptId", x.old_state AS "from",
  CASE WHEN x.attempt_id IS NULL THEN NULL ELSE x.to_state END AS "to", x.visit_state AS "visitWas", x.new_state AS "visitIs"
FROM x`;

/**
 * The one statement that changes states: locks the visits in the order of their ids, then their attempts, lets pass
 * only the rows that are still in a state to come from, works out what becomes of the visit and which part of the
 * ledger it belongs to, and writes rows, events and deltas. The newest versions decide, because the locks re-read them.
 */
export function transitionSql(source: TransitionSource): string {
  return `WITH ${source.items}, ${lockItems()}, ${outcomeItems()}, ${changeItems(source.at)}, ${historyItems(source)}
${source.also ? `, ${source.also}` : ''}
${source.answer ?? MOVED_ROWS}`;
}

function lockItems(): string {
  return `v AS MATERIALIZED (
  SELECT m.*, visits.campaign_id, visits.state AS visit_state, visits.ledger_part AS old_part, visits.rung AS visit_rung,
    visits.try AS visit_try, visits.ladder, visits.plan_version
  FROM m JOIN visits ON visits.id = m.visit_id
  WHERE m.visit_from IS NULL OR visits.state = ANY (m.visit_from)
  ORDER BY visits.id FOR NO KEY UPDATE OF visits
), a AS MATERIALIZED (
  SELECT v.*, attempts.state AS old_state, attempts.rung = v.visit_rung AND attempts.try = v.visit_try AS is_current
  FROM v JOIN attempts ON attempts.id = v.attempt_id AND attempts.visit_id = v.visit_id
  WHERE attempts.state = ANY (v.from_states) AND (v.token IS NULL OR attempts.claim_token = v.token)
  FOR NO KEY UPDATE OF attempts
)`;
}

/** The locked rows carry everything along: joining them once more would compare each with each. */
function outcomeItems(): string {
  return `n AS MATERIALIZED (
  SELECT r.*, r.visit_state IN ('planned', 'open') AS is_live, campaigns.survey_id IS NULL AS only_notifies,
    r.visit_rung + 1 < cardinality(r.ladder) AS has_rung_left
  FROM (SELECT * FROM a UNION ALL SELECT v.*, NULL, false FROM v WHERE v.attempt_id IS NULL) AS r
    JOIN campaigns ON campaigns.id = r.campaign_id
), w AS MATERIALIZED (
  SELECT n.*, CASE
    WHEN n.visit_to IS NOT NULL THEN n.visit_to
    WHEN NOT n.is_live THEN n.visit_state
    WHEN n.to_state = 'delivered' AND n.only_notifies THEN 'completed'
    WHEN n.go_on = 'opt-out' THEN 'opted_out'
    WHEN n.is_current AND (n.go_on = 'end' OR (n.go_on = 'next' AND NOT n.has_rung_left))
      THEN CASE WHEN EXISTS (SELECT FROM attempts other WHERE other.visit_id = n.visit_id AND other.id <> n.attempt_id
        AND other.state IN ('accepted', 'delivered', 'assumed_sent')) THEN 'expired' ELSE 'unreachable' END
    WHEN n.to_state = 'handed_over' THEN 'open'
    ELSE n.visit_state END AS new_state
  FROM n
), x AS MATERIALIZED (
  SELECT w.*, w.new_state IN ('planned', 'open') AS stays_live, CASE
    WHEN w.new_state NOT IN ('planned', 'open') OR w.is_current
      THEN ledger_part_of(w.new_state, CASE WHEN w.is_current THEN w.to_state END)
    WHEN NOT w.is_live THEN 'planned'
    ELSE w.old_part END AS new_part
  FROM w
)`;
}

function changeItems(at: string): string {
  const kept = (name: MoveColumn) => `${name} = coalesce(x.${name}, attempts.${name})`;
  const sets: MoveColumn[] = [
    'scheduled_at',
    'fixed_time',
    'claimed_by',
    'valid_until',
    'provider',
    'provider_message_id',
  ];
  sets.push('address', 'body_hash', 'segments', 'template_version', 'error_class', 'error_code');
  return `changed_attempts AS (
  UPDATE attempts SET state = x.to_state, ${sets.map(kept).join(', ')},
    reasons = CASE WHEN NOT coalesce(x.note, false) OR attempts.reasons -> -1 = x.reason THEN attempts.reasons
      ELSE attempts.reasons || jsonb_build_array(x.reason) END,
    claim_token = CASE WHEN x.to_state IN ('scheduled', 'held', 'skipped') THEN NULL
      ELSE coalesce(x.claim_token, attempts.claim_token) END,
    claimed_at = CASE WHEN x.to_state = 'claimed' THEN clock_timestamp() ELSE attempts.claimed_at END,
    handed_over_at = CASE WHEN x.to_state = 'handed_over' THEN ${at} ELSE attempts.handed_over_at END,
    ended_at = CASE WHEN x.to_state IN ('delivered', 'undelivered', 'failed', 'skipped') THEN ${at} END
  FROM x WHERE attempts.id = x.attempt_id RETURNING attempts.id
), changed_visits AS (
  UPDATE visits SET state = x.new_state, ledger_part = x.new_part, version = visits.version + 1,
    next_rung_at = CASE WHEN NOT x.stays_live THEN NULL WHEN x.go_on = 'wait' AND x.is_current
      THEN coalesce(visits.next_rung_at, x.next_at) WHEN x.go_on IS NOT NULL AND x.is_current THEN x.next_at ELSE visits.next_rung_at END,
    appointment_at = CASE WHEN x.sets_appointment THEN x.appointment_at ELSE visits.appointment_at END,
    opened_at = CASE WHEN x.to_state = 'handed_over' THEN coalesce(visits.opened_at, ${at}) ELSE visits.opened_at END,
    reached_at = CASE WHEN x.to_state = 'delivered' THEN coalesce(visits.reached_at, ${at}) ELSE visits.reached_at END,
    ended_at = CASE WHEN x.stays_live THEN NULL WHEN x.visit_state <> x.new_state THEN ${at} ELSE visits.ended_at END,
    end_reason = CASE WHEN x.stays_live THEN NULL WHEN x.visit_state <> x.new_state THEN x.reason ELSE visits.end_reason END
  FROM x WHERE visits.id = x.visit_id RETURNING visits.id
)`;
}

/** A claim is only a reservation, so claims and their release are one event for the batch of each campaign. */
function historyItems({ actor, at }: TransitionSource): string {
  const reserves = `(x.to_state = 'claimed' OR (x.to_state = 'scheduled' AND NOT coalesce(x.note, false)))`;
  return `row_events AS (
  INSERT INTO visit_events (at, actor, campaign_id, visit_id, attempt_id, kind, from_state, to_state, reason, plan_version)
  SELECT ${at}, ${actor}, x.campaign_id, x.visit_id, x.attempt_id, 'attempt', x.old_state, x.to_state, x.reason, x.plan_version
  FROM x WHERE x.attempt_id IS NOT NULL AND NOT ${reserves}
  UNION ALL
  SELECT ${at}, ${actor}, x.campaign_id, x.visit_id, x.attempt_id, 'visit', x.visit_state, x.new_state, x.reason, x.plan_version
  FROM x WHERE x.visit_state <> x.new_state
  ORDER BY 4, 6
), batch_events AS (
  INSERT INTO visit_events (at, actor, campaign_id, kind, from_state, to_state, reason, row_count)
  SELECT ${at}, ${actor}, x.campaign_id, 'attempt', x.old_state, x.to_state, x.reason, count(*)
  FROM x WHERE x.attempt_id IS NOT NULL AND ${reserves}
  GROUP BY x.campaign_id, x.old_state, x.to_state, x.reason
), deltas AS (
  INSERT INTO ledger_deltas (campaign_id, kind, key, delta)
  SELECT d.campaign_id, d.kind, d.key, sum(d.delta) FROM (
    SELECT campaign_id, 'attempt' AS kind, old_state AS key, -1 AS delta FROM x WHERE attempt_id IS NOT NULL
    UNION ALL SELECT campaign_id, 'attempt', to_state, 1 FROM x WHERE attempt_id IS NOT NULL
    UNION ALL SELECT campaign_id, 'visit', visit_state, -1 FROM x
    UNION ALL SELECT campaign_id, 'visit', new_state, 1 FROM x
    UNION ALL SELECT campaign_id, 'part', old_part, -1 FROM x
    UNION ALL SELECT campaign_id, 'part', new_part, 1 FROM x
  ) d GROUP BY d.campaign_id, d.kind, d.key HAVING sum(d.delta) <> 0
)`;
}
