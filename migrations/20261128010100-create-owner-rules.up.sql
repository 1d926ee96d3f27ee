-- Who looks after which category (domain.md A2): at most one agent each; customers who have an owner keep theirs.
CREATE TABLE owner_rules (
  category text PRIMARY KEY CHECK (category <> ''),
  agent_no text NOT NULL REFERENCES agents (agent_no),
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL
);
