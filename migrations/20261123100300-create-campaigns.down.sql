DROP TABLE ledger_deltas, visit_events, exclusions, attempts, visits, closed_issues, campaigns;
DROP FUNCTION ledger_part_of(text, text), contact_mark(bigint), refuse_illegal_campaign_move(), refuse_illegal_visit_move(), refuse_illegal_attempt_move(),
  is_legal_visit_move(text, text), is_legal_attempt_move(text, text);
