-- The nightly sweep looks at the oldest alone.
CREATE INDEX mail_reports_time_idx ON mail_reports (received_at);
