/** What the rows of campaign `$1` say of each customer and occasion: who, on which channel, when; or why left out. */
const PLAN_ROWS_SQL = `SELECT v.customer_id, v.occasion, v.agent_id, v.ladder, a.channel, a.address, a.scheduled_at, NULL::text AS code,
      NULL::jsonb AS params
    FROM visits AS v LEFT JOIN attempts AS a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try
    WHERE v.campaign_id = $1
    UNION ALL
    SELECT e.customer_id, e.occasion, NULL, NULL, NULL, NULL, NULL, e.code, e.params
    FROM exclusions AS e WHERE e.campaign_id = $1`;

/** Keeps the rows of campaign `$1` before they are cleared, as long as the transaction lives. */
export const REMEMBER_SQL = `CREATE TEMPORARY TABLE plan_before ON COMMIT DROP AS ${PLAN_ROWS_SQL}`;

/**
 * Who differs between `plan_before` and the rows of campaign `$1`: for each kind how many, by the code of why, and the
 * first `$2` by customer number. Contacted now: `added`; no longer contacted: `removed`; both, but by another agent, on
 * another channel or at another time: `changed`; left out for another reason, newly, or not in the audience any more
 * without having been contacted: `leftOut`.
 */
export const DIFFERENCE_SQL = `WITH now AS MATERIALIZED (${PLAN_ROWS_SQL}), paired AS (
    SELECT coalesce(n.customer_id, b.customer_id) AS customer_id, coalesce(n.occasion, b.occasion) AS occasion,
      CASE WHEN n.customer_id IS NOT NULL AND n.code IS NULL AND (b.customer_id IS NULL OR b.code IS NOT NULL) THEN 'added'
        WHEN b.customer_id IS NOT NULL AND b.code IS NULL AND (n.customer_id IS NULL OR n.code IS NOT NULL) THEN 'removed'
        WHEN n.code IS NULL AND b.code IS NULL THEN 'changed' ELSE 'leftOut' END AS kind,
      CASE WHEN n.customer_id IS NULL THEN 'not-in-audience' WHEN n.code IS NOT NULL THEN n.code
        WHEN b.customer_id IS NULL THEN 'new-in-audience' WHEN b.code IS NOT NULL THEN 'no-longer-left-out'
        WHEN n.agent_id IS DISTINCT FROM b.agent_id THEN 'other-agent'
        WHEN n.ladder IS DISTINCT FROM b.ladder OR n.channel IS DISTINCT FROM b.channel THEN 'other-channel'
        WHEN n.address IS DISTINCT FROM b.address THEN 'other-address' ELSE 'other-time' END AS code,
      CASE WHEN n.code IS NOT NULL THEN n.params WHEN b.code IS NOT NULL AND n.customer_id IS NOT NULL
        THEN jsonb_build_object('was', b.code) END AS params,
      n.agent_id, n.scheduled_at
    FROM now AS n FULL JOIN plan_before AS b ON b.customer_id = n.customer_id AND b.occasion = n.occasion
    WHERE (n.customer_id IS NULL OR b.customer_id IS NULL OR n.code IS DISTINCT FROM b.code
      OR (n.agent_id, n.ladder, n.channel, n.address, n.scheduled_at)
        IS DISTINCT FROM (b.agent_id, b.ladder, b.channel, b.address, b.scheduled_at))
  ), numbered AS (
    SELECT p.*, k.customer_no, row_number() OVER (PARTITION BY p.kind ORDER BY k.customer_no, p.occasion) AS place
    FROM paired AS p JOIN customers AS k ON k.id = p.customer_id
  )
  SELECT s.kind, sum(s.n)::int AS count, jsonb_object_agg(s.code, s.n) AS "byReason",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('customerId', f.customer_id, 'customerNo', f.customer_no, 'occasion', f.occasion,
        'reason', jsonb_build_object('code', f.code, 'params', coalesce(f.params, CASE f.code
          WHEN 'other-agent' THEN jsonb_build_object('agentNo', g.agent_no)
          WHEN 'other-time' THEN jsonb_build_object('at', to_char(f.scheduled_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
          ELSE '{}' END))) ORDER BY f.place), '[]')
      FROM numbered AS f LEFT JOIN agents AS g ON g.id = f.agent_id WHERE f.kind = s.kind AND f.place <= $2) AS first
  FROM (SELECT kind, code, count(*) AS n FROM numbered GROUP BY kind, code) AS s GROUP BY s.kind`;
