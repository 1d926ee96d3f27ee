-- What waits for a person, and what each agent did today: quick beside a million visits.
CREATE INDEX visits_at_risk_idx ON visits (due_at, id) WHERE state IN ('planned', 'open') AND reached_at IS NULL;
CREATE INDEX attempts_doubt_age_idx ON attempts (coalesce(handed_over_at, created_at), id) WHERE state = 'in_doubt';
CREATE INDEX attempts_held_time_idx ON attempts (coalesce(scheduled_at, 'infinity'), id) WHERE state = 'held';
CREATE INDEX visit_records_day_idx ON visit_records (completed_at, agent_id) WHERE state = 'complete';
CREATE INDEX field_conflicts_open_idx ON field_conflicts (customer_id) WHERE resolved_at IS NULL;
