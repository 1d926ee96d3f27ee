/** An account's columns over alias `u` = users; the agents of the teams are read anew with each request. */
export const ACCOUNT_COLUMNS = `u.id, u.login, u.name, u.role, u.agent_id AS "agentId", u.locale, u.teams,
  CASE WHEN u.teams <> '{}' THEN
    (SELECT coalesce(jsonb_agg(m.id ORDER BY m.id), '[]') FROM agents m WHERE m.team = ANY (u.teams)) END AS "teamAgentIds"`;
