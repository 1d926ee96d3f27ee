-- Why a follow-up was taken back together with the outcome that had opened it; null: closed by somebody, with a note.
ALTER TABLE follow_ups ADD COLUMN withdrawn jsonb
  CONSTRAINT follow_ups_withdrawn_check CHECK (withdrawn IS NULL OR state = 'closed');
