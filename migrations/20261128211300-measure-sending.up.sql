-- How much each provider was given: in all, and in about the last minute (it fades by itself). Written with the tokens.
ALTER TABLE provider_buckets ADD COLUMN units_total double precision NOT NULL DEFAULT 0,
  ADD COLUMN recent_units double precision NOT NULL DEFAULT 0;
-- What was put off lately, by reason.
CREATE INDEX visit_events_deferred_idx ON visit_events (at, (reason ->> 'code'))
  WHERE kind = 'attempt' AND from_state = 'claimed' AND to_state = 'scheduled' AND visit_id IS NOT NULL;
