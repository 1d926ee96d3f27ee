-- What a provider carried on the local day of the organisation, and what one SMS of a campaign takes of a provider's rate.
ALTER TABLE provider_buckets ADD COLUMN day date, ADD COLUMN day_units double precision NOT NULL DEFAULT 0;
ALTER TABLE campaigns ADD COLUMN sms_units smallint NOT NULL DEFAULT 1 CONSTRAINT campaigns_sms_units_check CHECK (sms_units >= 1);
