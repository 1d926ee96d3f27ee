CREATE TABLE approvals (                        -- what a second person must agree to before it takes effect
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('days-off', 'template')),
  subject text NOT NULL,                        -- 'campaign:12', 'template:visit-survey/sms/en/3'
  details jsonb NOT NULL DEFAULT '{}',
  asked_by text NOT NULL,                       -- 'user:alice'
  asked_at timestamptz NOT NULL,
  decision text CHECK (decision IN ('approved', 'refused')),
  decided_by text,
  decided_at timestamptz,
  note text,
  CONSTRAINT approvals_subject_uniq UNIQUE (kind, subject),
  CONSTRAINT approvals_decided_check CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)),
  CONSTRAINT approvals_second_person_check CHECK (decided_by <> asked_by)
);
CREATE INDEX approvals_open_idx ON approvals (asked_at) WHERE decision IS NULL;
