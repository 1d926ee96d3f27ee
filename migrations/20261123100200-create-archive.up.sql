-- Who we know. One row a customer; addresses stand apart, because an opt-out outlives the customer.

CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_no text NOT NULL CONSTRAINT customers_customer_no_uniq UNIQUE CHECK (customer_no <> ''),
  name text NOT NULL DEFAULT '' CHECK (length(name) <= 100),
  contact_name text,
  contact_relation text,
  company text,
  gender text NOT NULL DEFAULT 'unknown' CHECK (gender IN ('male', 'female', 'unknown')),
  birthday date,
  preferred_channel text CHECK (preferred_channel IN ('call', 'sms', 'email')),
  preferred_time jsonb,               -- [["18:00","20:00"]], the customer's local time; narrows the windows
  explicit_time_consent boolean NOT NULL DEFAULT false,
  timezone text,
  country text,
  province text,
  city text,
  district text,
  postcode text,
  language text,
  member_level text,
  card_no text,
  card_expires_on date,
  lifecycle text NOT NULL DEFAULT 'existing' CHECK (lifecycle IN ('existing', 'onboarding', 'prospect', 'lapsed')),
  category text,
  source text,
  tags text[] NOT NULL DEFAULT '{}',
  product text,
  last_service_at timestamptz,
  last_service_item text,
  last_served_by text,
  owner_agent_no text,
  assigned_at timestamptz,
  required_skill text,
  visit_interval_days integer CHECK (visit_interval_days > 0),
  do_not_contact text[] NOT NULL DEFAULT '{}' CHECK (do_not_contact <@ ARRAY['all', 'call', 'sms', 'email']),
  consent jsonb NOT NULL DEFAULT '{}',        -- now in force: {"sms.service":"granted","call.marketing":"denied"}
  attributes jsonb NOT NULL DEFAULT '{}',     -- typed custom attributes
  hand_edited text[] NOT NULL DEFAULT '{}',   -- fields that a person changed; an import never overwrites them
  deceased boolean NOT NULL DEFAULT false,
  minor boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customers_card_no_idx ON customers (card_no) WHERE card_no IS NOT NULL;
CREATE INDEX customers_name_idx ON customers (name text_pattern_ops);
CREATE INDEX customers_owner_agent_no_idx ON customers (owner_agent_no);

-- One row an address that anybody ever had: what it may not be used for, and the row that a hand-over locks.
CREATE TABLE addresses (
  address text PRIMARY KEY,                   -- E.164 number, or e-mail with its domain in lower case
  kind text NOT NULL CHECK (kind IN ('phone', 'email')),
  opted_out text[] NOT NULL DEFAULT '{}' CHECK (opted_out <@ ARRAY['all', 'call', 'sms', 'email']),
  status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'hard-bounced', 'complained', 'wrong-party', 'suspended')),
  version integer NOT NULL DEFAULT 1,
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE contact_points (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('phone', 'email')),
  position smallint NOT NULL DEFAULT 1,       -- 1 is tried first
  raw text NOT NULL,
  address text REFERENCES addresses (address),
  ext text,
  phone_type text CHECK (phone_type IN ('mobile', 'fixed', 'shared', 'unknown')),
  country text,                               -- ISO 3166 alpha-2 of the number
  invalid_code text,                          -- why it cannot be used; null = usable
  CONSTRAINT contact_points_usable_check CHECK ((address IS NULL) = (invalid_code IS NOT NULL)),
  CONSTRAINT contact_points_customer_kind_position_uniq UNIQUE (customer_id, kind, position)
);
CREATE INDEX contact_points_address_idx ON contact_points (address);
CREATE INDEX contact_points_last_four_idx ON contact_points (right(address, 4)) WHERE kind = 'phone';

CREATE TABLE services (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  served_at timestamptz NOT NULL,
  item text,
  product text,
  served_by text,
  CONSTRAINT services_once_uniq UNIQUE NULLS NOT DISTINCT (customer_id, served_at, item, product)
);
CREATE INDEX services_served_at_idx ON services (served_at);

CREATE TABLE consents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  channel text NOT NULL CHECK (channel IN ('call', 'sms', 'email', 'all')),
  purpose text NOT NULL CHECK (purpose IN ('service', 'marketing')),
  state text NOT NULL CHECK (state IN ('granted', 'denied', 'unknown')),
  method text NOT NULL,                       -- 'import', 'list-declaration', 'call', 'survey-page', …
  evidence text,
  actor text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX consents_customer_idx ON consents (customer_id, at);
CREATE TRIGGER consents_history BEFORE UPDATE ON consents FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE opt_outs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  address text NOT NULL REFERENCES addresses (address),
  channel text NOT NULL CHECK (channel IN ('call', 'sms', 'email', 'all')),
  opted_in boolean NOT NULL DEFAULT false,    -- true = the customer came back
  source text NOT NULL,                       -- 'sms-reply', 'one-click', 'page', 'call', 'provider', 'import', 'api'
  evidence text,
  actor text NOT NULL,
  at timestamptz NOT NULL
);
CREATE INDEX opt_outs_address_idx ON opt_outs (address, at);
CREATE TRIGGER opt_outs_history BEFORE UPDATE OR DELETE ON opt_outs FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Contact facts: what earlier stages must know about later ones; written by later stages calling down.
CREATE TABLE contact_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  address text,
  channel text NOT NULL CHECK (channel IN ('call', 'sms', 'email', 'onsite', 'other')),
  campaign_id bigint,
  campaign_kind text,
  survey_id text,
  attempt_id bigint CONSTRAINT contact_log_attempt_uniq UNIQUE,
  at timestamptz NOT NULL,
  reached boolean NOT NULL DEFAULT false,     -- a person was spoken to, or the message was delivered
  refused boolean NOT NULL DEFAULT false
);
CREATE INDEX contact_log_customer_idx ON contact_log (customer_id, at);
CREATE INDEX contact_log_address_idx ON contact_log (address, at);

CREATE TABLE open_issues (                    -- an open complaint or follow-up that suppresses surveys
  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('complaint', 'follow-up')),
  ref text NOT NULL,
  opened_at timestamptz NOT NULL,
  PRIMARY KEY (customer_id, kind, ref)
);

CREATE TABLE segments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CONSTRAINT segments_name_uniq UNIQUE,
  filter jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE header_mappings (                -- a mapping of headers, remembered by the set of headers
  header_hash text PRIMARY KEY,
  headers text[] NOT NULL,
  mapping jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE sources (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL CONSTRAINT sources_name_uniq UNIQUE,
  kind text NOT NULL CHECK (kind IN ('folder', 'sql')),
  config jsonb NOT NULL,
  daily_at text NOT NULL CHECK (daily_at ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  cursor text,                                -- the highest value of the cursor column that is in the archive
  last_bucket date,                           -- the local date whose pull was last enqueued
  enabled boolean NOT NULL DEFAULT true,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE imports (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source_id bigint REFERENCES sources (id),
  file text NOT NULL,
  encoding text,
  options jsonb NOT NULL DEFAULT '{}',
  dry_run boolean NOT NULL DEFAULT false,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
  rows_read bigint NOT NULL DEFAULT 0,
  created bigint NOT NULL DEFAULT 0,
  updated bigint NOT NULL DEFAULT 0,
  unchanged bigint NOT NULL DEFAULT 0,
  rejected bigint NOT NULL DEFAULT 0,
  duplicates bigint NOT NULL DEFAULT 0,
  warnings bigint NOT NULL DEFAULT 0,
  bytes_total bigint,
  bytes_read bigint NOT NULL DEFAULT 0,
  error jsonb,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz,
  CONSTRAINT imports_sum_check CHECK (rows_read = created + updated + unchanged + rejected + duplicates)
);

CREATE TABLE import_findings (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  import_id bigint NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('reject', 'duplicate', 'warning', 'conflict')),
  line bigint NOT NULL,
  field text,
  value text,
  code text NOT NULL,
  message text NOT NULL
);
CREATE INDEX import_findings_import_idx ON import_findings (import_id, kind, line);

CREATE TABLE field_conflicts (                -- an import met a field that a person had changed
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  field text NOT NULL,
  kept_value text,
  offered_value text,
  import_id bigint REFERENCES imports (id) ON DELETE SET NULL,
  at timestamptz NOT NULL,
  resolved_at timestamptz,
  CONSTRAINT field_conflicts_open_uniq UNIQUE NULLS NOT DISTINCT (customer_id, field, offered_value, resolved_at)
);
