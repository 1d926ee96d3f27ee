-- A claim is a reservation that ends by itself: until the hand-over the visit counts as planned, and its row is not touched.
CREATE OR REPLACE FUNCTION ledger_part_of(visit text, attempt text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE visit
    WHEN 'completed' THEN 'answered'
    WHEN 'refused' THEN 'declined'
    WHEN 'opted_out' THEN 'declined'
    WHEN 'expired' THEN 'unanswered'
    WHEN 'unreachable' THEN 'not_reached'
    WHEN 'cancelled' THEN 'cancelled'
    ELSE CASE attempt
      WHEN 'held' THEN 'held'
      WHEN 'handed_over' THEN 'under_way'
      WHEN 'in_doubt' THEN 'in_doubt'
      WHEN 'accepted' THEN 'waiting'
      WHEN 'delivered' THEN 'waiting'
      WHEN 'assumed_sent' THEN 'waiting'
      ELSE 'planned' END END $$;
WITH moved AS (
  UPDATE visits SET ledger_part = 'planned', version = visits.version + 1 FROM attempts
  WHERE attempts.visit_id = visits.id AND attempts.rung = visits.rung AND attempts.try = visits.try
    AND attempts.state = 'claimed' AND visits.ledger_part = 'under_way' RETURNING visits.campaign_id
)
INSERT INTO ledger_deltas (campaign_id, kind, key, delta)
SELECT campaign_id, 'part', part.key, part.sign * count(*) FROM moved, (VALUES ('under_way', -1), ('planned', 1)) AS part (key, sign)
GROUP BY campaign_id, part.key, part.sign;
