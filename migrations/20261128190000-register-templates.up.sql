-- Texts that a provider has on its books, because it sends nothing else: a version of an SMS as it was handed in, with
-- {1}, {2} … where the customer's own facts stand, and what the provider's review said of it.
CREATE TABLE template_registrations (
  provider text NOT NULL,                       -- by its capability's name: 'tencent', 'sandbox:tencent'
  template_id text NOT NULL,
  channel text NOT NULL DEFAULT 'sms' CHECK (channel = 'sms'),
  language text NOT NULL,
  version integer NOT NULL,
  provider_template_id text NOT NULL CHECK (provider_template_id <> ''),
  text text NOT NULL,                           -- without the signature, which the provider puts in front
  params text[] NOT NULL,                       -- the variables of {1}, {2} … in this order
  longest_param smallint NOT NULL CHECK (longest_param BETWEEN 1 AND 500),
  state text NOT NULL CHECK (state IN ('pending', 'approved', 'rejected')),
  note text,                                    -- why it was rejected, in the provider's words
  registered_by text NOT NULL,
  registered_at timestamptz NOT NULL,
  state_at timestamptz NOT NULL,
  PRIMARY KEY (provider, template_id, language, version),
  FOREIGN KEY (template_id, channel, language, version) REFERENCES templates (id, channel, language, version)
);
CREATE INDEX template_registrations_named_idx ON template_registrations (provider, provider_template_id);
