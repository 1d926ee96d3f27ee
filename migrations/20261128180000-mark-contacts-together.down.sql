CREATE FUNCTION contact_mark(customer bigint) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  RETURN (SELECT coalesce(max(log.id), 0) * 4096 + (count(*) + count(*) FILTER (WHERE log.reached)) % 4096 FROM (
    SELECT own.id, own.reached FROM contact_log own WHERE own.customer_id = customer
    UNION SELECT shared.id, shared.reached FROM contact_points points JOIN contact_log shared ON shared.address = points.address
      WHERE points.customer_id = customer) log);
END $$;
DROP FUNCTION contact_marks(bigint[]);
