-- Dispatch, what comes back, the desk, follow-ups, reports, and the sandbox's phone and mailbox.

-- A provider's token bucket, shared by all workers, on the database's own clock.
CREATE TABLE provider_buckets (
  provider text PRIMARY KEY,
  tokens double precision NOT NULL,
  refilled_at timestamptz NOT NULL,
  blocked_until timestamptz
);

CREATE TABLE receipts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider text NOT NULL,
  provider_message_id text NOT NULL,
  status text NOT NULL,
  error_code text,
  attempt_id bigint REFERENCES attempts (id),   -- null: not known yet, kept for reconciliation
  received_at timestamptz NOT NULL,
  CONSTRAINT receipts_once_uniq UNIQUE (provider, provider_message_id, status)
);
-- Planning anew deletes attempts and visits by the thousand: each delete looks here for rows that point at it.
CREATE INDEX receipts_attempt_idx ON receipts (attempt_id) WHERE attempt_id IS NOT NULL;

CREATE TABLE inbound_messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  provider text NOT NULL,
  provider_message_id text NOT NULL,
  from_address text NOT NULL,
  to_address text NOT NULL,
  body text NOT NULL,
  received_at timestamptz NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('answered', 'comment', 'opted-out', 'opted-in', 'help', 're-asked', 'queued', 'ignored')),
  reason jsonb NOT NULL,
  visit_id bigint REFERENCES visits (id),
  candidates jsonb NOT NULL DEFAULT '[]',
  decided_by text,
  decided_at timestamptz,
  CONSTRAINT inbound_messages_once_uniq UNIQUE (provider, provider_message_id)
);
CREATE INDEX inbound_messages_visit_idx ON inbound_messages (visit_id) WHERE visit_id IS NOT NULL;
CREATE INDEX inbound_messages_queue_idx ON inbound_messages (received_at) WHERE outcome = 'queued' AND decided_at IS NULL;

CREATE TABLE responses (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  visit_id bigint NOT NULL CONSTRAINT responses_visit_uniq UNIQUE REFERENCES visits (id),
  campaign_id bigint NOT NULL REFERENCES campaigns (id),
  customer_id bigint NOT NULL REFERENCES customers (id),
  survey_id text NOT NULL,
  survey_version integer NOT NULL,
  channel text NOT NULL CHECK (channel IN ('sms', 'web', 'email', 'call', 'onsite', 'other')),
  attempt_id bigint REFERENCES attempts (id),
  agent_id bigint REFERENCES agents (id),
  answers jsonb NOT NULL,                       -- {questionId: value}
  product_score smallint CHECK (product_score BETWEEN 1 AND 5),
  service_score smallint CHECK (service_score BETWEEN 1 AND 5),
  nps smallint CHECK (nps BETWEEN 0 AND 10),
  ces smallint CHECK (ces BETWEEN 1 AND 7),
  reason_codes text[] NOT NULL DEFAULT '{}',
  comment text,
  complete boolean NOT NULL,
  late boolean NOT NULL DEFAULT false,
  flags text[] NOT NULL DEFAULT '{}',
  answered_at timestamptz NOT NULL,
  edited_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  FOREIGN KEY (survey_id, survey_version) REFERENCES survey_versions (survey_id, version)
);
CREATE INDEX responses_attempt_idx ON responses (attempt_id) WHERE attempt_id IS NOT NULL;
CREATE INDEX responses_campaign_idx ON responses (campaign_id, answered_at);

CREATE TABLE response_edits (                   -- every version of an answer, the first included
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  response_id bigint NOT NULL REFERENCES responses (id),
  version integer NOT NULL,
  channel text NOT NULL,
  answers jsonb NOT NULL,
  actor text NOT NULL,
  at timestamptz NOT NULL,
  UNIQUE (response_id, version)
);
CREATE TRIGGER response_edits_history BEFORE UPDATE OR DELETE ON response_edits FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- 回访记录表: one for each contact that a person made.
CREATE TABLE visit_records (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  visit_id bigint NOT NULL REFERENCES visits (id),
  attempt_id bigint CONSTRAINT visit_records_attempt_uniq UNIQUE REFERENCES attempts (id),
  campaign_id bigint NOT NULL REFERENCES campaigns (id),
  customer_id bigint NOT NULL REFERENCES customers (id),
  agent_id bigint REFERENCES agents (id),
  channel text NOT NULL CHECK (channel IN ('call', 'inbound', 'onsite', 'wechat', 'other')),
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'complete')),
  fields jsonb NOT NULL DEFAULT '{}',
  line_result text,
  disposition text,
  identity_verified boolean,
  convenient boolean,
  ring_seconds integer CHECK (ring_seconds >= 0),
  talk_seconds integer CHECK (talk_seconds >= 0),
  started_at timestamptz,
  ended_at timestamptz,
  missing text[] NOT NULL DEFAULT '{}',          -- mandatory fields still empty
  flags text[] NOT NULL DEFAULT '{}',            -- 'over-target' (180 s), 'over-limit' (300 s), 'partial', 'special' …
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  completed_at timestamptz,
  CONSTRAINT visit_records_complete_check CHECK (state = 'draft' OR (missing = '{}' AND disposition IS NOT NULL AND completed_at IS NOT NULL))
);
CREATE INDEX visit_records_visit_idx ON visit_records (visit_id);
-- One draft of a contact that was made another way, until it is closed.
CREATE UNIQUE INDEX visit_records_elsewhere_draft_uniq ON visit_records (visit_id, channel) WHERE attempt_id IS NULL AND state = 'draft';

CREATE TABLE follow_ups (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  visit_id bigint NOT NULL CONSTRAINT follow_ups_visit_uniq UNIQUE REFERENCES visits (id),
  campaign_id bigint NOT NULL REFERENCES campaigns (id),
  customer_id bigint NOT NULL REFERENCES customers (id),
  response_id bigint REFERENCES responses (id),
  reason jsonb NOT NULL,
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  assigned_to bigint REFERENCES agents (id),
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  closed_by text,
  closing_note text,
  CONSTRAINT follow_ups_closed_check CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);

CREATE TABLE report_archives (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id bigint NOT NULL REFERENCES campaigns (id),
  version integer NOT NULL,
  document jsonb NOT NULL,
  content_hash text NOT NULL,
  closed_by text NOT NULL,
  closed_at timestamptz NOT NULL,
  UNIQUE (campaign_id, version)
);
CREATE TRIGGER report_archives_history BEFORE UPDATE OR DELETE ON report_archives FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What one local date brought, for managers; compiled at the end of the working day, completed when the day is over.
CREATE TABLE digests (
  local_date date PRIMARY KEY,                  -- in the organisation's zone
  from_at timestamptz NOT NULL,
  until_at timestamptz NOT NULL,
  compiled_at timestamptz NOT NULL,
  counts jsonb NOT NULL,
  standing jsonb NOT NULL,
  agents jsonb NOT NULL,
  CONSTRAINT digests_stretch_check CHECK (from_at < until_at AND until_at <= compiled_at)
);

-- What the sandbox's phone and mailbox received and sent; on the provider's side of the wire.
CREATE TABLE sandbox_messages (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  channel text NOT NULL CHECK (channel IN ('sms', 'email')),
  direction text NOT NULL CHECK (direction IN ('to-customer', 'from-customer')),
  message_id text NOT NULL CONSTRAINT sandbox_messages_message_id_uniq UNIQUE, -- SID or Message-ID
  from_address text NOT NULL,
  to_address text NOT NULL,
  subject text,
  body text NOT NULL,
  html text,
  headers jsonb NOT NULL DEFAULT '{}',
  status text NOT NULL DEFAULT 'queued',
  error_code text,
  status_callback text,
  received_at timestamptz NOT NULL
);
CREATE INDEX sandbox_messages_to_idx ON sandbox_messages (to_address, id);
