DROP INDEX inbound_messages_from_idx;
