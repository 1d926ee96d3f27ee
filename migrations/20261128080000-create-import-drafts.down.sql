DROP INDEX field_conflicts_import_idx, import_findings_page_idx, imports_created_idx;
ALTER TABLE imports DROP COLUMN columns;
DROP TABLE import_lines, import_drafts;
