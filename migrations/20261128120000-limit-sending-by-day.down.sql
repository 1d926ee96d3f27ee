ALTER TABLE campaigns DROP COLUMN sms_units;
ALTER TABLE provider_buckets DROP COLUMN day, DROP COLUMN day_units;
