DROP INDEX field_conflicts_open_idx;
DROP INDEX visit_records_day_idx;
DROP INDEX attempts_held_time_idx;
DROP INDEX attempts_doubt_age_idx;
DROP INDEX visits_at_risk_idx;
