-- Which team, or agents with which skill, serve customers of a member level. A rule without both asks for nothing any
-- more; it stays, because plans compare its time with their own.
CREATE TABLE level_rules (
  member_level text PRIMARY KEY CHECK (member_level <> ''),
  team text CHECK (team <> ''),
  skill text CHECK (skill <> ''),
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL
);
