-- Mail that came back: what it says, which message it is about, and what became of it. Written by responses.
CREATE TABLE mail_reports (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL,
  via text NOT NULL CHECK (via IN ('smtp', 'webhook', 'command')),
  digest text NOT NULL CONSTRAINT mail_reports_once_uniq UNIQUE,  -- of the mail and where it came to: the same again is nothing new
  verdict text NOT NULL CHECK (verdict IN ('hard', 'soft', 'policy', 'delayed', 'delivered', 'relayed', 'complaint', 'auto-reply', 'unknown')),
  code text,
  diagnostic text,
  attempt_id bigint REFERENCES attempts (id),
  matched_by text CHECK (matched_by IN ('bounce-address', 'message-id')),
  outcome text NOT NULL CHECK (outcome IN ('applied', 'noted', 'queued', 'ignored')),
  from_line text NOT NULL,
  subject text NOT NULL,
  body text NOT NULL,                         -- the beginning of its text, for a person
  decided_as text CHECK (decided_as IN ('bounce', 'complaint', 'nothing')),
  decided_by text,
  decided_at timestamptz,
  CONSTRAINT mail_reports_match_check CHECK ((attempt_id IS NULL) = (matched_by IS NULL)),
  CONSTRAINT mail_reports_decision_check CHECK ((decided_as IS NULL) = (decided_at IS NULL))
);
CREATE INDEX mail_reports_attempt_idx ON mail_reports (attempt_id) WHERE attempt_id IS NOT NULL;
CREATE INDEX mail_reports_waiting_idx ON mail_reports (id) WHERE outcome = 'queued' AND decided_at IS NULL;

-- Why an address is not used any more: a reason, shown in both languages.
ALTER TABLE addresses ADD COLUMN status_reason jsonb,
  ADD COLUMN status_lifted_at timestamptz;     -- a person trusts it again: what came back before counts no longer
