DROP INDEX mail_reports_time_idx;
