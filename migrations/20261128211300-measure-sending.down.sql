DROP INDEX visit_events_deferred_idx;
ALTER TABLE provider_buckets DROP COLUMN recent_units, DROP COLUMN units_total;
