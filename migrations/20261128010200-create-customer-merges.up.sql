-- One row a merge of two customers, with everything that taking it back needs.
CREATE TABLE customer_merges (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kept_id bigint NOT NULL REFERENCES customers (id),
  merged_id bigint NOT NULL REFERENCES customers (id),
  kept_version integer NOT NULL,               -- as the merge left them: another version means changed since
  merged_version integer NOT NULL,
  before jsonb NOT NULL,                       -- the changed columns of the kept row as they were
  moved jsonb NOT NULL,                        -- ids of what was added to it or moved to it
  chosen jsonb NOT NULL,                       -- by field: whose value stays
  merged_by text NOT NULL,
  merged_at timestamptz NOT NULL,
  undone_by text,
  undone_at timestamptz,
  CONSTRAINT customer_merges_two_check CHECK (kept_id <> merged_id),
  CONSTRAINT customer_merges_undone_check CHECK ((undone_by IS NULL) = (undone_at IS NULL))
);
CREATE INDEX customer_merges_kept_idx ON customer_merges (kept_id);
CREATE UNIQUE INDEX customer_merges_merged_uniq ON customer_merges (merged_id) WHERE undone_at IS NULL;
