DROP TABLE bridged_call_events;
DROP TABLE bridged_calls;
ALTER TABLE agents DROP COLUMN phone;
