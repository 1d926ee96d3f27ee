ALTER TABLE addresses DROP COLUMN status_lifted_at, DROP COLUMN status_reason;
DROP TABLE mail_reports;
