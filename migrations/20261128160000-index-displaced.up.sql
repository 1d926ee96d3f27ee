-- How many contacts a campaign of higher priority moved is asked on its page; few events are of that kind.
CREATE INDEX visit_events_displaced_idx ON visit_events (((reason -> 'params' ->> 'campaignId')::bigint)) WHERE actor = 'system:priority';
