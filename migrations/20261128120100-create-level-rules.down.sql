DROP TABLE level_rules;
