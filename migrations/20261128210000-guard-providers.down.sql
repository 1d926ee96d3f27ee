DROP TABLE rate_limits;

UPDATE attempts SET error_class = 'retry' WHERE error_class = 'not-now';
ALTER TABLE attempts DROP CONSTRAINT attempts_error_class_check;
ALTER TABLE attempts ADD CONSTRAINT attempts_error_class_check
  CHECK (error_class IN ('retry', 'next-rung', 'give-up', 'unknown-outcome'));

ALTER TABLE provider_buckets
  DROP COLUMN channel, DROP COLUMN phase, DROP COLUMN phase_since, DROP COLUMN phase_until, DROP COLUMN trips,
  DROP COLUMN failed_in_row, DROP COLUMN counted_from, DROP COLUMN counted, DROP COLUMN counted_failed, DROP COLUMN cause;
