-- The phone lists the newest message of each number, the mailbox all mails, newest first.
CREATE INDEX sandbox_messages_customer_idx ON sandbox_messages
  (channel, (CASE direction WHEN 'to-customer' THEN to_address ELSE from_address END), id);
CREATE INDEX sandbox_messages_channel_idx ON sandbox_messages (channel, id);
