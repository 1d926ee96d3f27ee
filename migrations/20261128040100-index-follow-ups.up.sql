-- The list by age, and what is still open: quick however many were closed long ago.
CREATE INDEX follow_ups_opened_idx ON follow_ups (opened_at, id);
CREATE INDEX follow_ups_open_idx ON follow_ups (opened_at, id) WHERE state = 'open';
