import type { Database } from '../../src/database/database.service.js';
import { openBooks, readBooks } from './books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from './builders.js';

/** A message that is due, of a customer of its own. */
export interface PlannedMessage {
  readonly visitId: number;
  readonly attemptId: number;
  readonly customerId: number;
  readonly address: string;
}

export interface PlannedMessages {
  readonly campaignId: number;
  readonly messages: readonly PlannedMessage[];
}

let people = 0;

/** A running campaign with one due message for each address; null stands for any address of the channel. */
export async function planMessages(
  database: Database,
  channel: 'sms' | 'email',
  addresses: readonly (string | null)[],
  { at, ...campaign }: { readonly at: string } & Readonly<Record<string, unknown>>,
): Promise<PlannedMessages> {
  const ladder = channel === 'sms' ? ['sms', 'email'] : ['email', 'sms'];
  const campaignId = await insertCampaign(database, {
    state: 'running',
    ladder: JSON.stringify(ladder.map((each) => ({ channel: each, waitHours: 24 }))),
    audience: addresses.length,
    survey_id: 'default',
    survey_version: 1,
    ...campaign,
  });
  const messages = await Promise.all(
    addresses.map(async (given): Promise<PlannedMessage> => {
      people += 1;
      const own = { phone: `+86136${String(people).padStart(8, '0')}`, email: `person${people}@example.com` };
      const contact = given === null ? own : { ...own, [channel === 'sms' ? 'phone' : 'email']: given };
      const address = channel === 'sms' ? contact.phone : contact.email;
      const customerId = await insertCustomer(database, { ...contact, timezone: 'Asia/Shanghai' });
      const visitId = await insertVisit(database, campaignId, customerId, { ladder });
      const of = { id: visitId, campaignId, customerId };
      const attemptId = await insertAttempt(database, of, { channel, address, scheduled_at: at });
      return { visitId, attemptId, customerId, address };
    }),
  );
  await openBooks(database, campaignId);
  return { campaignId, messages };
}

/** How an attempt stands, with its visit's part of the ledger and the last of its reasons. */
export async function standOf(database: Database, attemptId: number) {
  return database.one<{ state: string; error: string | null; part: string; why: string | null; key: string }>(
    `SELECT a.state, a.error_class AS error, v.ledger_part AS part, a.reasons -> -1 ->> 'code' AS why, a.attempt_key AS key
     FROM attempts a JOIN visits v ON v.id = a.visit_id WHERE a.id = $1`,
    [attemptId],
  );
}

/** Throws where the books of a campaign do not balance. */
export async function expectBooks(database: Database, campaignId: number): Promise<void> {
  const { rows, counters, wrongParts } = await readBooks(database, campaignId);
  if (JSON.stringify(rows) !== JSON.stringify(counters) || wrongParts.length > 0) {
    throw new Error(`rows ${JSON.stringify(rows)}, counters ${JSON.stringify(counters)}, wrong ${wrongParts.join()}`);
  }
}

/** As if no provider had ever failed. */
export async function forgetFailures(database: Database): Promise<void> {
  await database.execute(`UPDATE provider_buckets SET blocked_until = NULL, phase = 'closed', phase_since = NULL,
    phase_until = NULL, trips = 0, failed_in_row = 0, counted_from = NULL, counted = 0, counted_failed = 0, cause = NULL`);
}
