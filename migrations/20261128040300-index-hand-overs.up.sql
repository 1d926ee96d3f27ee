-- Who handed over what and when, for the way back.
CREATE INDEX visit_events_hand_over_idx ON visit_events (actor, at) WHERE kind = 'handed-over-to-agent';
