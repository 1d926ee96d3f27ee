DROP INDEX visit_records_agent_done_idx;
ALTER TABLE visit_records
  DROP CONSTRAINT visit_records_undone_check,
  DROP COLUMN undone_at,
  DROP COLUMN hung_up_at,
  DROP COLUMN answered_at,
  DROP COLUMN dialled_at;
