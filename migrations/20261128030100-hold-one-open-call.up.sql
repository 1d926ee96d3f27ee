-- An agent has one open call at most, whatever two clicks or two machines do at the same instant.
CREATE UNIQUE INDEX attempts_one_open_call_uniq ON attempts (claimed_by) WHERE channel = 'call' AND state = 'handed_over';
-- Calls that an agent made today.
CREATE INDEX attempts_called_idx ON attempts (claimed_by, handed_over_at) WHERE channel = 'call' AND handed_over_at IS NOT NULL;
-- The desk's list in its own order: by the earlier of both promises.
CREATE INDEX visits_agent_promise_idx ON visits (agent_id, least(due_at, CASE WHEN opened_at IS NULL THEN week_due_at END), id)
  WHERE state IN ('planned', 'open');
