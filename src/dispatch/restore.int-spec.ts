import { jest } from '@jest/globals';
import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { at } from '../../test/support/calendar-rules.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { until } from '../../test/support/until.js';
import { DispatchWorker } from './dispatch.worker.js';
import { ReceiptService } from './receipt.service.js';
import { ReconcileJob } from './reconcile.job.js';
import { RestoreWatch } from './restore-watch.service.js';
import { SettleRestoreJob } from './settle-restore.job.js';
import { SettleRestore } from './settle-restore.service.js';

jest.setTimeout(60_000);

const NOON = '2026-11-24 10:00';
const clock = new FixedClock(at(NOON).toISOString());
let t: TestDatabase;
let stage: DispatchStage;
let campaignId: number;
let ids: number[];

const get = <T>(type: new (...args: never[]) => T): T => stage.app.get(type, { strict: false });
const signal = new AbortController().signal;
const settle = async () => {
  const { open } = await get(SettleRestore).status();
  await get(SettleRestoreJob).run({ holdId: open?.id ?? 0 }, signal);
};

/** Three are due, one is due in the afternoon. */
beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock, { LATE_AFTER_MINUTES: '120' });
  const survey = { survey_id: 'default', survey_version: 1 };
  const running = {
    state: 'running',
    launched_at: clock.now(),
    start_at: clock.now(),
    deadline_at: at('2026-12-20 20:00'),
  };
  campaignId = await insertCampaign(t.database, { ...survey, ...running, audience: 4 });
  ids = [];
  for (const [index, local] of [NOON, NOON, NOON, '2026-11-24 15:00'].entries()) {
    const phone = `+861350000000${index}`;
    const customerId = await insertCustomer(t.database, { phone });
    const id = await insertVisit(t.database, campaignId, customerId, { ladder: ['sms', 'email'] });
    ids.push(
      await insertAttempt(t.database, { id, campaignId, customerId }, { address: phone, scheduled_at: at(local) }),
    );
  }
  await openBooks(t.database, campaignId);
});
afterAll(async () => {
  await get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

async function states(): Promise<Record<string, string>> {
  const rows = await t.database.query<{ id: number; state: string }>('SELECT id, state FROM attempts ORDER BY id');
  return Object.fromEntries(rows.map(({ id, state }) => [`${ids.indexOf(id)}`, state]));
}

/** As the database was before: nothing of what was sent is known to it. Rules and triggers do not look. */
async function goBack(): Promise<void> {
  await t.database.transaction(async (tx) => {
    await tx.execute('SET LOCAL session_replication_role = replica');
    await tx.execute(`UPDATE attempts SET state = 'scheduled', claim_token = NULL, handed_over_at = NULL, provider = NULL,
      provider_message_id = NULL, body_hash = NULL`);
    await tx.execute(
      `UPDATE visits SET state = 'planned', ledger_part = 'planned', opened_at = NULL, reached_at = NULL, next_rung_at = NULL`,
    );
    for (const table of ['visit_events', 'ledger_deltas', 'contact_log', 'receipts'])
      await tx.execute(`DELETE FROM ${table}`);
  });
  await openBooks(t.database, campaignId);
}

async function sentTo(): Promise<Record<string, number>> {
  const rows = await t.database.query<{ to: string; n: number }>(
    `SELECT to_address AS to, count(*)::int AS n FROM sandbox_messages WHERE direction = 'to-customer' GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ to, n }) => [to, n]));
}

/** Two of three due ones are sent; then the database is that of a minute before. */
describe('a database that is an older copy', () => {
  it('is noticed by the worker that remembers what it sent, and nothing is sent any more', async () => {
    await t.database.execute(`UPDATE attempts SET scheduled_at = $2 WHERE id = $1`, [ids[2], at('2026-11-24 10:05')]);
    await get(RestoreWatch).check();
    expect(await get(DispatchWorker).sendDue()).toBe(2);
    await get(RestoreWatch).check();
    expect((await get(SettleRestore).status()).open).toBeNull();
    await until(
      'both are delivered',
      async () => Object.values(await states()).filter((state) => state === 'delivered').length === 2,
    );

    await goBack();
    await get(RestoreWatch).check();
    const { open } = await get(SettleRestore).status();
    expect(open).toMatchObject({ cause: 'unknown-hand-over', detail: { sentAt: clock.now().toISOString() } });
    clock.advanceMs(6 * 60_000);
    expect(await get(DispatchWorker).sendDue()).toBe(0);
    expect(await states()).toEqual({ 0: 'scheduled', 1: 'scheduled', 2: 'scheduled', 3: 'scheduled' });
  });

  it('cannot be confirmed for a time before what was certainly sent, or one that has not come', async () => {
    await expect(get(SettleRestore).confirm('user:a', at('2026-11-24 09:59'))).rejects.toMatchObject({
      faults: [{ code: 'before-sent' }],
    });
    await expect(get(SettleRestore).confirm('user:a', at('2026-11-24 11:00'))).rejects.toMatchObject({
      faults: [{ code: 'in-the-future' }],
    });
  });

  it('has everything in doubt that may have been sent when it is confirmed, once, and sends only the rest', async () => {
    await get(SettleRestore).confirm('user:a', at('2026-11-24 10:01'));
    await expect(get(SettleRestore).confirm('user:b', null)).rejects.toMatchObject({
      reason: { code: 'hold-is-confirmed' },
    });
    expect(await get(DispatchWorker).sendDue()).toBe(0);
    const standing = { trigger: 'birthday', earliestDays: 0, dueDays: 3 };
    const id = await insertCampaign(t.database, { state: 'running', launched_at: clock.now(), standing });
    await settle();
    expect(await states()).toEqual({ 0: 'in_doubt', 1: 'in_doubt', 2: 'scheduled', 3: 'scheduled' });
    expect(await t.database.one('SELECT state FROM campaigns WHERE id = $1', [id])).toEqual({ state: 'paused' });
    const { open, past } = await get(SettleRestore).status();
    expect([open, past[0]?.doubted]).toEqual([null, 2]);
    const { n } = await t.database.one<{ n: number }>('SELECT count(*)::int AS n FROM contact_log');
    expect(n).toBe(2);

    await get(RestoreWatch).check();
    expect(await get(DispatchWorker).sendDue()).toBe(1);
    expect(await states()).toMatchObject({ 0: 'in_doubt', 1: 'in_doubt', 3: 'scheduled' });
    const books = await readBooks(t.database, campaignId);
    expect(books.counters).toEqual(books.rows);
    expect(books.wrongParts).toEqual([]);
  });

  it('learns from the provider what was sent, because the text is made again as it was', async () => {
    clock.advanceMs(2 * 60_000);
    await get(ReconcileJob).run({}, signal);
    expect(await states()).not.toMatchObject({ 0: 'in_doubt' });
    expect(await states()).not.toMatchObject({ 1: 'in_doubt' });
    expect(Object.values(await sentTo())).toEqual([1, 1, 1]);
  });

  it('shows by a receipt for a message that nobody here made, unless that follows from a loss that was confirmed', async () => {
    const receipt = { provider: 'sandbox-sms', providerMessageId: 'SM1', status: 'delivered', key: 'v9-r0-t1-abc' };
    expect(await get(ReceiptService).apply(receipt)).toBe('unknown');
    expect((await get(SettleRestore).status()).open).toBeNull();
    clock.advanceMs(4 * 86_400_000);
    expect(await get(ReceiptService).apply({ ...receipt, status: 'sent', key: 'of another service' })).toBe('unknown');
    expect((await get(SettleRestore).status()).open).toBeNull();
    expect(await get(ReceiptService).apply({ ...receipt, providerMessageId: 'SM2' })).toBe('unknown');
    expect((await get(SettleRestore).status()).open).toMatchObject({ cause: 'unknown-receipt' });
    await t.database.execute(`UPDATE campaigns SET launched_at = $1`, [at('2026-12-01 10:00')]);
    await get(SettleRestore).confirm('user:a', null);
    await settle();
    // A person launched the campaign after the copy was put to work: nothing of it is lost.
    expect(await states()).toMatchObject({ 3: 'scheduled' });
    await t.database.execute(`UPDATE campaigns SET launched_at = $1`, [at(NOON)]);
  });

  it('shows by a receipt for a message of ours that this copy has not sent; what it says holds when that is in doubt', async () => {
    clock.advanceMs(4 * 86_400_000);
    const { key } = await t.database.one<{ key: string }>('SELECT attempt_key AS key FROM attempts WHERE id = $1', [
      ids[3],
    ]);
    const receipt = { provider: 'sandbox-sms', providerMessageId: 'SM3', status: 'delivered', key };
    expect(await get(ReceiptService).apply(receipt)).toBe('outdated');
    expect((await get(SettleRestore).status()).open).toMatchObject({ cause: 'unknown-receipt' });
    await get(SettleRestore).confirm('user:a', null);
    await settle();
    expect(await states()).toMatchObject({ 3: 'in_doubt' });
    await get(ReconcileJob).run({}, signal);
    expect(await states()).toMatchObject({ 3: 'delivered' });
  });

  it('shows by another server, where nobody remembers anything', async () => {
    const fresh = stage.app.get(RestoreWatch, { strict: false });
    await t.database.execute(`UPDATE installation SET server = 'another'`);
    await fresh.check();
    // This worker remembers a message that the database knows: a standby took over, and nothing is missing.
    expect((await get(SettleRestore).status()).open).toBeNull();
    const { server } = await t.database.one<{ server: string }>('SELECT server FROM installation');
    expect(server).toMatch(/^\d+\/\d+\/\d+$/);
  });

  it('can be held by a person, who knows better', async () => {
    await get(SettleRestore).hold('user:a');
    await expect(get(SettleRestore).hold('user:b')).rejects.toMatchObject({ reason: { code: 'sending-is-held' } });
    expect((await get(SettleRestore).status()).open).toMatchObject({ cause: 'person' });
  });
});
