-- A customer's timeline shows what came from their numbers and belongs to no visit.
CREATE INDEX inbound_messages_from_idx ON inbound_messages (from_address, received_at);
