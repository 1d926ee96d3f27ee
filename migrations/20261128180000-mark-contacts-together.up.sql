-- The marks of many customers in one call. A mark changes whenever a contact that the caps count for the customer is added,
-- reached, refused or withdrawn. VOLATILE on purpose: called after the rows are locked, it sees what was committed while the
-- statement waited. EXECUTE on purpose: a kept plan would be of a time when the log was small, and read all of it.
CREATE FUNCTION contact_marks(customers bigint[]) RETURNS TABLE (of_customer bigint, mark bigint)
LANGUAGE plpgsql VOLATILE ROWS 50 AS $$
BEGIN
  RETURN QUERY EXECUTE 'SELECT asked.id, coalesce(max(log.id), 0) * 4096
    + coalesce(sum(1 + log.reached::int + 2 * log.refused::int), 0) % 4096
  FROM unnest($1) AS asked (id) LEFT JOIN LATERAL (
    SELECT own.id, own.reached, own.refused FROM contact_log own WHERE own.customer_id = asked.id
    UNION ALL SELECT shared.id, shared.reached, shared.refused FROM contact_points points
      JOIN contact_log shared ON shared.address = points.address WHERE points.customer_id = asked.id) log ON true
  GROUP BY asked.id' USING customers;
END $$;
DROP FUNCTION contact_mark(bigint);
