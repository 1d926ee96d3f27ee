DELETE FROM sandbox_messages WHERE sample_of IS NOT NULL;
ALTER TABLE sandbox_messages DROP COLUMN sample_of;
