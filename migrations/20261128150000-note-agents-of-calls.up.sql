-- Whose call it is that is still to be made: the agent of its visit while that is not over, noted beside the call's time, so
-- that what is due of an agent is found without looking at all that the agent will ever call. The database keeps the note; the
-- visit's agent is the one that is checked.
ALTER TABLE attempts ADD COLUMN agent_id bigint;
UPDATE attempts SET agent_id = visits.agent_id FROM visits
 WHERE visits.id = attempts.visit_id AND visits.ended_at IS NULL AND visits.agent_id IS NOT NULL
   AND attempts.channel = 'call' AND attempts.state IN ('scheduled', 'held', 'claimed');

-- Who writes many calls writes their agents with them; this is for all others.
CREATE FUNCTION note_agent_of_call() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE attempts SET agent_id = visits.agent_id FROM visits
   WHERE attempts.id = NEW.id AND visits.id = NEW.visit_id AND visits.ended_at IS NULL AND visits.agent_id IS NOT NULL;
  RETURN NULL;
END $$;
CREATE TRIGGER attempts_agent AFTER INSERT ON attempts FOR EACH ROW
  WHEN (NEW.channel = 'call' AND NEW.agent_id IS NULL) EXECUTE FUNCTION note_agent_of_call();

CREATE FUNCTION pass_calls_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE attempts SET agent_id = CASE WHEN NEW.ended_at IS NULL THEN NEW.agent_id END
   WHERE attempts.visit_id = NEW.id AND attempts.channel = 'call' AND attempts.state IN ('scheduled', 'held', 'claimed');
  RETURN NULL;
END $$;
CREATE TRIGGER visits_calls AFTER UPDATE OF agent_id, ended_at ON visits FOR EACH ROW
  WHEN (OLD.agent_id IS DISTINCT FROM NEW.agent_id OR (OLD.ended_at IS NULL) <> (NEW.ended_at IS NULL))
  EXECUTE FUNCTION pass_calls_on();

-- With what a count needs: it reads no rows then.
CREATE INDEX attempts_agent_calls_idx ON attempts (agent_id, scheduled_at) INCLUDE (visit_id, campaign_id)
  WHERE channel = 'call' AND state IN ('scheduled', 'held', 'claimed');
