DROP TABLE sandbox_messages, digests, report_archives, follow_ups, visit_records, response_edits, responses, inbound_messages, receipts, provider_buckets;
