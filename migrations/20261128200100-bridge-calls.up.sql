-- Click-to-call: the agent's own telephone, and the calls that the service put through for an agent. Written by the desk.
ALTER TABLE agents ADD COLUMN phone text CONSTRAINT agents_phone_check CHECK (phone ~ '^\+[1-9][0-9]{6,14}$');

CREATE TABLE bridged_calls (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  attempt_id bigint NOT NULL REFERENCES attempts (id),
  agent_id bigint NOT NULL REFERENCES agents (id),
  bridge_key text NOT NULL CONSTRAINT bridged_calls_key_uniq UNIQUE,   -- stands in the addresses that the provider calls
  call_sid text,
  state text NOT NULL CHECK (state IN ('asked', 'taken', 'refused', 'unknown', 'ended')),
  error_code text,
  asked_at timestamptz NOT NULL
);
CREATE INDEX bridged_calls_attempt_idx ON bridged_calls (attempt_id, id);
-- One at a time: two presses of the button ring once.
CREATE UNIQUE INDEX bridged_calls_live_uniq ON bridged_calls (attempt_id) WHERE state IN ('asked', 'taken');

-- What the provider told of each side; once each, in whatever order it came.
CREATE TABLE bridged_call_events (
  bridge_id bigint NOT NULL REFERENCES bridged_calls (id),
  leg text NOT NULL CHECK (leg IN ('agent', 'customer')),
  status text NOT NULL,
  at timestamptz NOT NULL,
  talk_seconds integer,
  PRIMARY KEY (bridge_id, leg, status)
);
