DROP TABLE templates, survey_versions, calendar_days, policies;
DROP FUNCTION refuse_change();
