-- When the agent pressed "dialled", "answered", "hung up" during the call, by the server's clock: most agents dial by hand.
-- A record whose outcome was taken back stays; undone_at says when, and its call counts with the one that goes on.
ALTER TABLE visit_records
  ADD COLUMN dialled_at timestamptz,
  ADD COLUMN answered_at timestamptz,
  ADD COLUMN hung_up_at timestamptz,
  ADD COLUMN undone_at timestamptz,
  ADD CONSTRAINT visit_records_undone_check CHECK (undone_at IS NULL OR state = 'complete');
-- What an agent recorded today, the newest first.
CREATE INDEX visit_records_agent_done_idx ON visit_records (agent_id, completed_at DESC) WHERE state = 'complete';
