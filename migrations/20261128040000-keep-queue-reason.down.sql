ALTER TABLE inbound_messages DROP COLUMN queue_reason;
