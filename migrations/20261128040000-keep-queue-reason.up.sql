-- Why a message waited for a person, so that a decision can be taken back.
ALTER TABLE inbound_messages ADD COLUMN queue_reason jsonb;
