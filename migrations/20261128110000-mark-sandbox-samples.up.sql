-- Samples of a campaign's messages lie in the sandbox beside what was sent, and are told apart by the campaign.
ALTER TABLE sandbox_messages ADD COLUMN sample_of bigint;
