DROP INDEX exclusions_list_idx;
DROP INDEX visits_campaign_part_idx;
DROP INDEX attempts_campaign_idx;
DROP INDEX campaigns_deadline_idx;
