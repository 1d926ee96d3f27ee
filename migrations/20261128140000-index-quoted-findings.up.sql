-- Each night what findings of old imports quote is forgotten; those that still quote something are found without a scan.
CREATE INDEX import_findings_quoted_idx ON import_findings (import_id) WHERE value IS NOT NULL;
