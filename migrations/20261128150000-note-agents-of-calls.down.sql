DROP TRIGGER visits_calls ON visits;
DROP FUNCTION pass_calls_on();
DROP TRIGGER attempts_agent ON attempts;
DROP FUNCTION note_agent_of_call();
ALTER TABLE attempts DROP COLUMN agent_id;
