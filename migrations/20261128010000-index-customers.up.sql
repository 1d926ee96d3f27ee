-- No index on updated_at: with one, no change of a customer could stay in its page (HOT).
-- Lists of customers: each order has an index with the id behind it, each filter one of its own. A merged-away row stays,
-- because visits and their books point at it; merged_into says who it became.
ALTER TABLE customers ADD COLUMN merged_into bigint REFERENCES customers (id), ADD COLUMN merged_at timestamptz,
  ADD CONSTRAINT customers_merged_check CHECK ((merged_into IS NULL) = (merged_at IS NULL) AND merged_into <> id);
CREATE INDEX customers_merged_idx ON customers (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX customers_merged_no_idx ON customers (customer_no) WHERE merged_into IS NOT NULL;
CREATE INDEX customers_name_id_idx ON customers (name, id);
CREATE INDEX customers_last_service_idx ON customers (coalesce(last_service_at, '-infinity'), id);
CREATE INDEX customers_member_level_idx ON customers (coalesce(member_level, ''), id);
CREATE INDEX customers_province_idx ON customers (province) WHERE province IS NOT NULL;
CREATE INDEX customers_category_idx ON customers (category, id);
CREATE INDEX customers_lifecycle_idx ON customers (lifecycle) WHERE lifecycle <> 'existing';
-- What has waited for somebody: undecided conflicts, and addresses known to be bad.
CREATE INDEX field_conflicts_waiting_idx ON field_conflicts (customer_id, at) WHERE resolved_at IS NULL;
CREATE INDEX addresses_bad_idx ON addresses (updated_at) WHERE status IN ('hard-bounced', 'wrong-party');
