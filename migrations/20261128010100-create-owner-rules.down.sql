DROP TABLE owner_rules;
