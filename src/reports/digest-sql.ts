/** What happened in [$1, $2): SMS and e-mail handed over, people reached, answers, follow-ups. */
export const COUNTS_SQL = `SELECT
  (SELECT count(*)::int FROM campaigns c
    WHERE c.launched_at < $2 AND (c.ended_at IS NULL OR c.ended_at >= $1)) AS "campaignsRunning",
  (SELECT count(*)::int FROM campaigns c
     JOIN visit_events e ON e.campaign_id = c.id AND e.at >= $1 AND e.at < $2
     JOIN attempts a ON a.id = e.attempt_id
    WHERE e.kind = 'attempt' AND e.to_state = 'handed_over' AND a.channel IN ('sms', 'email')) AS sent,
  (SELECT count(*)::int FROM visits v WHERE v.reached_at >= $1 AND v.reached_at < $2) AS reached,
  (SELECT count(*)::int FROM follow_ups f WHERE f.opened_at >= $1 AND f.opened_at < $2 AND f.withdrawn IS NULL) AS "followUpsOpened",
  r.answered, r.rated, r.satisfied
FROM (SELECT count(*)::int AS answered, count(x.service_score)::int AS rated,
        count(*) FILTER (WHERE x.service_score >= 4)::int AS satisfied
      FROM responses x WHERE x.answered_at >= $1 AND x.answered_at < $2) r`;

const OVERDUE = `v.state IN ('planned', 'open') AND v.reached_at IS NULL AND c.state IN ('running', 'paused')`;

/** What is open, as it is now; a promise is overdue when it was due before $1. */
export const STANDING_SQL = `SELECT
  (SELECT count(*)::int FROM follow_ups f WHERE f.state = 'open') AS "followUpsOpen",
  (SELECT count(*)::int FROM attempts a WHERE a.state = 'in_doubt') AS "inDoubt",
  (SELECT count(*)::int FROM visits v JOIN campaigns c ON c.id = v.campaign_id
    WHERE ${OVERDUE} AND v.due_at < $1) AS "overduePromises"`;

/** The day [$1, $2) of every agent who is active or did something in it, by number. */
export const AGENTS_SQL = `WITH records AS (
  SELECT r.agent_id, count(*)::int AS records, coalesce(sum(r.talk_seconds), 0)::int AS talk
  FROM visit_records r WHERE r.completed_at >= $1 AND r.completed_at < $2 GROUP BY r.agent_id
), reached AS (
  SELECT v.agent_id, count(*)::int AS reached FROM visits v WHERE v.reached_at >= $1 AND v.reached_at < $2 GROUP BY v.agent_id
), answers AS (
  SELECT v.agent_id, count(*)::int AS answered, count(*) FILTER (WHERE x.service_score >= 4)::int AS satisfied
  FROM responses x JOIN visits v ON v.id = x.visit_id
  WHERE x.answered_at >= $1 AND x.answered_at < $2 GROUP BY v.agent_id
), overdue AS (
  SELECT v.agent_id, count(*)::int AS overdue FROM visits v JOIN campaigns c ON c.id = v.campaign_id
  WHERE ${OVERDUE} AND v.due_at < $2 GROUP BY v.agent_id
)
SELECT g.agent_no AS "agentNo", g.name, coalesce(records.records, 0) AS records, coalesce(records.talk, 0) AS "talkSeconds",
  coalesce(reached.reached, 0) AS reached, coalesce(answers.answered, 0) AS answered,
  coalesce(answers.satisfied, 0) AS satisfied, coalesce(overdue.overdue, 0) AS "overduePromises"
FROM agents g
  LEFT JOIN records ON records.agent_id = g.id
  LEFT JOIN reached ON reached.agent_id = g.id
  LEFT JOIN answers ON answers.agent_id = g.id
  LEFT JOIN overdue ON overdue.agent_id = g.id
WHERE g.active OR records.agent_id IS NOT NULL OR reached.agent_id IS NOT NULL OR answers.agent_id IS NOT NULL
ORDER BY g.agent_no`;
