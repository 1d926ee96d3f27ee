/** Where the rows behind a number come from. */
export type MeasureSource = 'audience' | 'visits' | 'exclusions' | 'responses' | 'attempts' | 'deferrals' | 'followUps';

/** Reasons that move a contact for the customer's rest: what `decideAttempt` says when the hours are closed (T1). */
export const REST_CODES = ['rest-hours', 'rest-day', 'outside-preferred-time', 'window-closes'] as const;

/**
 * What became of visits or attempts after `$2`: the first event after it says where a row stood at that instant, so that
 * the rows behind a frozen number stay those that were counted. Empty for a live report.
 */
const laterEvents = (
  kind: 'visit' | 'attempt',
) => `(SELECT DISTINCT ON (e.${kind}_id) e.${kind}_id, e.from_state AS state,
    (SELECT b.reason FROM visit_events b WHERE b.visit_id = e.visit_id AND b.kind = '${kind}' AND b.at <= $2 ORDER BY b.id DESC LIMIT 1) AS reason
  FROM visit_events e WHERE e.campaign_id = $1 AND e.kind = '${kind}' AND e.at > $2 AND e.${kind}_id IS NOT NULL
  ORDER BY e.${kind}_id, e.id)`;

/** The first instant at which a message left that nobody has contradicted; a relay gives no receipts for e-mail. */
const SENT_MESSAGES = `(SELECT a.visit_id, min(a.handed_over_at) AS sent_at,
    min(a.handed_over_at) FILTER (WHERE a.channel = 'email' AND a.state = 'accepted') AS mailed_at
  FROM attempts a WHERE a.campaign_id = $1 AND a.handed_over_at <= $2 AND a.state IN ('accepted', 'assumed_sent') GROUP BY a.visit_id)`;

/** Reached: delivered, a person on the line, an answer, or an e-mail that was accepted and did not come back. */
const CONTACT_AT = `least(CASE WHEN v.reached_at <= $2 THEN v.reached_at END, r.answered_at, gone.mailed_at,
    CASE coalesce(was.state, v.state) WHEN 'expired' THEN coalesce(gone.sent_at, v.opened_at, v.ended_at) WHEN 'refused' THEN v.ended_at END)`;

const VISITS = `SELECT v.id AS row_id, '' AS row_key, v.customer_id, v.id AS visit_id, agents.agent_no, v.due_at, v.week_due_at, v.appointment_at,
    coalesce(was.state, v.state) AS state, CASE WHEN was.state IN ('planned', 'open') THEN NULL ELSE v.ended_at END AS ended_at,
    CASE WHEN was.state IS NULL THEN v.end_reason ELSE was.reason END AS end_reason, v.reasons -> -1 AS plan_reason,
    CASE WHEN was.state IS NULL THEN v.ledger_part ELSE ledger_part_of(was.state, NULL) END AS part,
    CASE WHEN v.opened_at <= $2 THEN v.opened_at END AS opened_at, ${CONTACT_AT} AS contact_at, r.id AS response_id
  FROM visits v LEFT JOIN agents ON agents.id = v.agent_id LEFT JOIN ${laterEvents('visit')} was ON was.visit_id = v.id
    LEFT JOIN responses r ON r.visit_id = v.id AND r.answered_at <= $2 LEFT JOIN ${SENT_MESSAGES} gone ON gone.visit_id = v.id
  WHERE v.campaign_id = $1`;

/** Why a visit is not done, as state and reason: `unreachable/nothing-delivered`; for one that is not over, where it stands. */
const MISSING_CODE = `CASE WHEN v.state IN ('planned', 'open') THEN 'still/' || v.part ELSE v.state || '/' || coalesce(v.end_reason ->> 'code', v.state) END`;

const EXCLUSIONS = `SELECT x.customer_id AS row_id, x.occasion AS row_key, x.customer_id, NULL::bigint AS visit_id, 'excluded' AS state,
    x.created_at AS at, jsonb_build_object('code', x.code, 'params', x.params) AS reason, x.code
  FROM exclusions x WHERE x.campaign_id = $1`;

/** An answer on the survey page counts for the channel of the message that brought the customer there. */
const RESPONSE_CHANNEL = `CASE r.channel WHEN 'web' THEN coalesce((SELECT a.channel FROM attempts a WHERE a.visit_id = r.visit_id
    AND a.handed_over_at <= r.answered_at ORDER BY a.handed_over_at DESC LIMIT 1), 'web') ELSE r.channel END`;

const RESPONSES = `SELECT r.id AS row_id, '' AS row_key, r.customer_id, r.visit_id, 'answered' AS state, r.answered_at AS at,
    jsonb_build_object('code', 'answered', 'params', jsonb_strip_nulls(jsonb_build_object('product', r.product_score, 'service', r.service_score,
      'nps', r.nps, 'ces', r.ces, 'channel', r.channel))) AS reason,
    r.product_score, r.service_score, r.nps, r.ces, r.reason_codes, r.comment, r.complete, r.late, r.flags, agents.agent_no, ${RESPONSE_CHANNEL} AS channel
  FROM responses r JOIN visits v ON v.id = r.visit_id LEFT JOIN agents ON agents.id = v.agent_id
  WHERE r.campaign_id = $1 AND r.answered_at <= $2`;

const ATTEMPTS = `SELECT a.id AS row_id, '' AS row_key, a.customer_id, a.visit_id, coalesce(was.state, a.state) AS state,
    coalesce(a.ended_at, a.handed_over_at, a.scheduled_at) AS at, coalesce(was.reason, a.reasons -> -1) AS reason, a.channel,
    CASE WHEN a.handed_over_at <= $2 THEN a.handed_over_at END AS handed_over_at
  FROM attempts a LEFT JOIN ${laterEvents('attempt')} was ON was.attempt_id = a.id
  WHERE a.campaign_id = $1 AND (was.attempt_id IS NULL OR was.state IS NOT NULL)`;

const DEFERRALS = `SELECT e.id AS row_id, '' AS row_key, v.customer_id, e.visit_id, e.to_state AS state, e.at, e.reason, e.reason ->> 'code' AS code
  FROM visit_events e JOIN visits v ON v.id = e.visit_id
  WHERE e.campaign_id = $1 AND e.at <= $2 AND e.kind = 'attempt' AND e.from_state IN ('claimed', 'scheduled') AND e.to_state = 'scheduled'
    AND e.reason ->> 'code' IN (${REST_CODES.map((code) => `'${code}'`).join(', ')})`;

const FOLLOW_UPS = `SELECT f.id AS row_id, '' AS row_key, f.customer_id, f.visit_id, CASE WHEN f.closed_at <= $2 THEN 'closed' ELSE 'open' END AS state,
    f.opened_at AS at, f.reason
  FROM follow_ups f WHERE f.campaign_id = $1 AND f.opened_at <= $2 AND f.withdrawn IS NULL`;

const SHOWN_VISIT = `SELECT v.*, coalesce(v.ended_at, v.contact_at, v.due_at) AS at, coalesce(v.end_reason, v.plan_reason) AS reason, ${MISSING_CODE} AS code
  FROM (${VISITS}) v`;

/**
 * The rows of each source as one select, `$1` being the campaign and `$2` the instant as of which is counted. All have
 * row_id and row_key (their order), customer_id, visit_id, state, at and reason.
 */
export const SOURCES: Readonly<Record<MeasureSource, string>> = {
  audience: `SELECT v.customer_id AS row_id, v.occasion AS row_key, v.customer_id, v.id AS visit_id, v.state, v.due_at AS at, v.reasons -> -1 AS reason
    FROM visits v WHERE v.campaign_id = $1 UNION ALL SELECT row_id, row_key, customer_id, visit_id, state, at, reason FROM (${EXCLUSIONS}) x`,
  visits: SHOWN_VISIT,
  exclusions: EXCLUSIONS,
  responses: RESPONSES,
  attempts: ATTEMPTS,
  deferrals: DEFERRALS,
  followUps: FOLLOW_UPS,
};
