DROP INDEX addresses_bad_idx, field_conflicts_waiting_idx, customers_lifecycle_idx,
  customers_category_idx, customers_province_idx, customers_member_level_idx,
  customers_last_service_idx, customers_name_id_idx, customers_merged_no_idx, customers_merged_idx;
ALTER TABLE customers DROP COLUMN merged_into, DROP COLUMN merged_at;
