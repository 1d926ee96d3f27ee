-- The lists of a campaign's page: its attempts in order, its visits by part, its exclusions, and campaigns by deadline.
CREATE INDEX campaigns_deadline_idx ON campaigns (deadline_at, id);
CREATE INDEX attempts_campaign_idx ON attempts (campaign_id, id);
CREATE INDEX visits_campaign_part_idx ON visits (campaign_id, ledger_part, id);
CREATE INDEX exclusions_list_idx ON exclusions (campaign_id, occasion, customer_id);
