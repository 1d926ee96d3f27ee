-- The report's page lists the newest documents of its campaign.
CREATE INDEX report_documents_campaign_idx ON report_documents (campaign_id, id);
