-- What is decided by rules and words: contact policies, calendars, surveys, message templates.

CREATE TABLE policies (
  id text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  jurisdiction text NOT NULL,
  effective_from date NOT NULL,
  source text NOT NULL,
  document jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, version)
);

CREATE TABLE calendar_days (
  region text NOT NULL,
  date date NOT NULL,
  day text NOT NULL CHECK (day IN ('off', 'work')),
  name text NOT NULL DEFAULT '',
  source text NOT NULL,
  imported_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (region, date)
);

-- A survey version is never changed: an answer belongs to the version that was sent.
CREATE TABLE survey_versions (
  survey_id text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  definition jsonb NOT NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (survey_id, version)
);

CREATE TABLE templates (
  id text NOT NULL,
  channel text NOT NULL CHECK (channel IN ('sms', 'email', 'call')),
  language text NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  purpose text NOT NULL CHECK (purpose IN ('service', 'marketing')),
  subject text,
  body text NOT NULL,                         -- e-mail: HTML
  text_body text,                             -- e-mail: the same in plain text, which goes first
  created_by text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id, channel, language, version),
  CONSTRAINT templates_subject_check CHECK ((channel = 'email') = (subject IS NOT NULL)),
  CONSTRAINT templates_text_body_check CHECK ((channel = 'email') = (text_body IS NOT NULL))
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: these rows are history', lower(TG_OP), TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER policies_history BEFORE UPDATE OR DELETE ON policies FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER survey_versions_history BEFORE UPDATE OR DELETE ON survey_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER templates_history BEFORE UPDATE OR DELETE ON templates FOR EACH ROW EXECUTE FUNCTION refuse_change();
