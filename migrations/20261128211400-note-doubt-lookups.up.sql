-- What providers answered when they were asked about attempts in doubt.
CREATE TABLE doubt_lookups (
  attempt_id bigint PRIMARY KEY REFERENCES attempts (id),
  looked_at timestamptz NOT NULL,
  times integer NOT NULL DEFAULT 1,
  answer text NOT NULL CHECK (answer IN ('found', 'nothing', 'failed'))
);
