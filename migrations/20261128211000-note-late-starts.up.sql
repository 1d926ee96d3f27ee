-- What an outage, a pause or a restored backup left behind: messages that were due too long ago to be sent as they stand.
-- One row for each such time, which grows while more of it is found; its parts by campaign and channel.
CREATE TABLE late_starts (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  noticed_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  seen_by text,
  seen_at timestamptz,
  CONSTRAINT late_starts_seen_check CHECK ((seen_by IS NULL) = (seen_at IS NULL))
);
CREATE INDEX late_starts_time_idx ON late_starts (noticed_at, id);

CREATE TABLE late_start_parts (
  late_start_id bigint NOT NULL REFERENCES late_starts (id),
  campaign_id bigint NOT NULL REFERENCES campaigns (id),
  channel text NOT NULL CHECK (channel IN ('sms', 'email')),
  moved integer NOT NULL DEFAULT 0,
  held integer NOT NULL DEFAULT 0,
  ended integer NOT NULL DEFAULT 0,            -- the visit was over, the deadline gone, the address no good: nothing is sent
  due_from timestamptz NOT NULL,               -- when the first of them was due
  due_until timestamptz NOT NULL,
  slots_from timestamptz,                      -- where the first of them now stands; null: none was moved
  slots_until timestamptz,
  PRIMARY KEY (late_start_id, campaign_id, channel)
);
