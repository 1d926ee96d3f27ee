-- Settings, staff accounts, sessions, the audit trail, and what processes and jobs say of themselves.

CREATE TABLE settings (
  key text PRIMARY KEY,
  value jsonb NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- Agents stand before users, because an account may belong to an agent.
CREATE TABLE agents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  agent_no text NOT NULL CONSTRAINT agents_agent_no_uniq UNIQUE CHECK (agent_no <> ''),
  name text NOT NULL,
  team text,
  skills text[] NOT NULL DEFAULT '{}',
  languages text[] NOT NULL DEFAULT '{}',
  regions text[] NOT NULL DEFAULT '{}',
  weight numeric NOT NULL DEFAULT 1 CHECK (weight >= 0),
  daily_minutes numeric CHECK (daily_minutes >= 0),   -- without an upper limit; null = the whole shift
  shifts jsonb NOT NULL DEFAULT '[]',  -- [{"days":[1..7],"from":"09:00","to":"12:00"}], organisation's zone, 1 = Monday
  leave jsonb NOT NULL DEFAULT '[]',   -- [{"from":"2026-12-01","to":"2026-12-03"}], local dates, both included
  active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  login text NOT NULL CONSTRAINT users_login_uniq UNIQUE CHECK (login = lower(login) AND login <> ''),
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('admin', 'supervisor', 'agent', 'manager')),
  agent_id bigint REFERENCES agents (id),
  teams text[] NOT NULL DEFAULT '{}',
  password_hash text NOT NULL,
  locale text CHECK (locale IN ('en', 'zh-CN')),
  created_at timestamptz NOT NULL DEFAULT now(),
  disabled_at timestamptz,
  CONSTRAINT users_agent_role_check CHECK (role <> 'agent' OR agent_id IS NOT NULL)
);

CREATE TABLE api_tokens (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  user_id bigint NOT NULL REFERENCES users (id),
  name text NOT NULL,
  token_hash bytea NOT NULL CONSTRAINT api_tokens_token_hash_uniq UNIQUE,
  created_at timestamptz NOT NULL DEFAULT now(),
  last_used_at timestamptz,
  revoked_at timestamptz
);

-- The shape that connect-pg-simple reads and writes.
CREATE TABLE sessions (
  sid text PRIMARY KEY,
  sess json NOT NULL,
  expire timestamp(6) NOT NULL
);
CREATE INDEX sessions_expire_idx ON sessions (expire);

CREATE TABLE audit_events (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT now(),
  actor text NOT NULL,               -- 'user:alice', 'cli', 'system'
  action text NOT NULL,              -- 'campaign.launch', 'customer.edit', …
  subject text,                      -- 'campaign:12'
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_events_subject_idx ON audit_events (subject, at);

-- One row for each job and its bucket (a local date, mostly): once, however many machines tick.
CREATE TABLE job_runs (
  job text NOT NULL,
  bucket text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT now(),
  finished_at timestamptz,
  outcome jsonb,
  PRIMARY KEY (job, bucket)
);

-- A worker lives as long as it holds the advisory lock of its id.
CREATE TABLE workers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  host text NOT NULL,
  pid integer NOT NULL,
  roles text[] NOT NULL,
  engine_worker_ids text[] NOT NULL DEFAULT '{}',  -- the job engine's own names for it: its jobs are freed when it dies
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz
);
