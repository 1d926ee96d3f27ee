DROP TABLE field_conflicts, import_findings, imports, sources, header_mappings, segments, open_issues, contact_log,
  opt_outs, consents, services, contact_points, addresses, customers;
