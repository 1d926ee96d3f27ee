DROP INDEX follow_ups_open_idx;
DROP INDEX follow_ups_opened_idx;
