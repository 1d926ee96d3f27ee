/**
 * Adds the contacts of a SELECT of customer, address, channel, campaign, its kind, survey, attempt and instant; as a statement
 * or as a WITH item. One that is there already for its attempt is left as it is.
 */
export function appendContactsSql(rows: string): string {
  return `INSERT INTO contact_log (customer_id, address, channel, campaign_id, campaign_kind, survey_id, attempt_id, at)
    ${rows} ON CONFLICT (attempt_id) DO NOTHING RETURNING id`;
}
