-- The digest by e-mail: a row for each day and recipient, committed as handed over before the mail may leave. A row that
-- a killed process leaves as handed over is never sent again: nobody knows whether it left.
CREATE TABLE digest_mails (
  local_date date NOT NULL REFERENCES digests (local_date),
  recipient text NOT NULL,
  state text NOT NULL CONSTRAINT digest_mails_state_check
    CHECK (state IN ('handed_over', 'accepted', 'deferred', 'failed', 'in_doubt')),
  handed_over_at timestamptz NOT NULL,
  ended_at timestamptz,                         -- when the relay's answer came; null while nobody knows
  provider_message_id text,
  error_code text,
  PRIMARY KEY (local_date, recipient),
  CONSTRAINT digest_mails_ended_check CHECK ((state = 'handed_over') = (ended_at IS NULL)),
  CONSTRAINT digest_mails_accepted_check CHECK ((state = 'accepted') = (provider_message_id IS NOT NULL))
);
