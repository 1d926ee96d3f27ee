-- Visit reports drawn as files in the background. A row is written with the job that draws it, and swept after some days.
CREATE TABLE report_documents (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  campaign_id bigint NOT NULL REFERENCES campaigns (id),
  format text NOT NULL CONSTRAINT report_documents_format_check CHECK (format IN ('json', 'html', 'pdf', 'xlsx', 'csv')),
  locale text NOT NULL CONSTRAINT report_documents_locale_check CHECK (locale IN ('en', 'zh-CN')),
  state text NOT NULL DEFAULT 'asked',
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  ready_at timestamptz,
  reason jsonb,                                 -- why it failed
  frozen_version integer,                       -- the frozen report that was drawn; null: the live one
  answers_since integer,                        -- answers after it was frozen, which the file names
  content bytea,
  content_hash text,                            -- SHA-256 of the content
  size integer,                                 -- bytes
  CONSTRAINT report_documents_state_check CHECK (CASE state
    WHEN 'asked' THEN num_nonnulls(ready_at, reason, content, content_hash, size) = 0
    WHEN 'ready' THEN reason IS NULL AND num_nulls(ready_at, content, content_hash, size) = 0
    WHEN 'failed' THEN reason IS NOT NULL AND num_nonnulls(ready_at, content, content_hash, size) = 0
    ELSE false END)
);
-- Who asks again before it is drawn gets the one that waits.
CREATE UNIQUE INDEX report_documents_asked_uniq ON report_documents (campaign_id, format, locale) WHERE state = 'asked';
CREATE INDEX report_documents_frozen_idx ON report_documents (campaign_id, format, locale, frozen_version)
  WHERE state = 'ready' AND frozen_version IS NOT NULL;
CREATE INDEX report_documents_asked_at_idx ON report_documents (asked_at);
