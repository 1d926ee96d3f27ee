-- Sending is held while nobody has said that this database is the newest one: it may be an older copy (adr/0018).
CREATE TABLE sending_holds (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cause text NOT NULL CHECK (cause IN ('unknown-hand-over', 'other-server', 'unknown-receipt', 'person')),
  detail jsonb NOT NULL DEFAULT '{}',
  noticed_at timestamptz NOT NULL,
  known_until timestamptz,                     -- the newest thing that this database knew when it was noticed
  lost_until timestamptz,                      -- what was due by then may have been sent; said with the confirmation
  confirmed_by text,
  confirmed_at timestamptz,
  confirmed_real_at timestamptz,               -- the same on the database's own clock: what was made since is of the settlement
  doubted integer NOT NULL DEFAULT 0,
  ended_at timestamptz,
  CONSTRAINT sending_holds_confirmed_check CHECK ((confirmed_at IS NULL) = (confirmed_by IS NULL)
    AND (confirmed_at IS NULL) = (lost_until IS NULL) AND (confirmed_at IS NULL) = (confirmed_real_at IS NULL)),
  CONSTRAINT sending_holds_ended_check CHECK (ended_at IS NULL OR confirmed_at IS NOT NULL)
);
CREATE UNIQUE INDEX sending_holds_open_uniq ON sending_holds ((true)) WHERE ended_at IS NULL;

-- Which installation this is, copies included, and the server that it was last known to live on.
CREATE TABLE installation (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  server text,
  server_at timestamptz
);
INSERT INTO installation DEFAULT VALUES;
