CREATE TABLE import_drafts (                  -- a file that somebody is about to import: looked at, not yet taken
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  file text NOT NULL,
  path text NOT NULL,
  options jsonb NOT NULL DEFAULT '{}',        -- as somebody said them; checked at each use
  rehearsal_id bigint REFERENCES imports (id) ON DELETE SET NULL, -- the dry run under these options
  import_id bigint REFERENCES imports (id) ON DELETE SET NULL,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX import_drafts_rehearsal_idx ON import_drafts (rehearsal_id);
CREATE INDEX import_drafts_import_idx ON import_drafts (import_id);
CREATE INDEX import_drafts_open_idx ON import_drafts (id) WHERE import_id IS NULL;

CREATE TABLE import_lines (                   -- the cells of each line with a finding, as they stood in the file
  import_id bigint NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  line bigint NOT NULL,
  cells text[] NOT NULL,
  PRIMARY KEY (import_id, line)
);

ALTER TABLE imports ADD COLUMN columns jsonb;  -- the headers and what each became, in the file's order
CREATE INDEX imports_created_idx ON imports (created_at, id);
CREATE INDEX import_findings_page_idx ON import_findings (import_id, kind, id);
CREATE INDEX field_conflicts_import_idx ON field_conflicts (import_id) WHERE resolved_at IS NULL;
