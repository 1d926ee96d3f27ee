import { jest } from '@jest/globals';
import { ContactLogRepository } from '../archive/contact-log.repository.js';
import { OptOutService } from '../archive/opt-out.service.js';
import { reason } from '../kernel/reason.js';
import { AdvanceRungsJob } from '../planning/advance-rungs.job.js';
import { TransitionRepository } from '../planning/transition.repository.js';
import { VisitService } from '../planning/visit.service.js';
import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { DispatchWorker } from './dispatch.worker.js';
import { ReceiptService } from './receipt.service.js';
import { ReconcileJob } from './reconcile.job.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const MORNING = '2026-11-23T02:00:00Z'; // Monday 10:00 in Shanghai
const clock = new FixedClock(MORNING);
const signal = new AbortController().signal;
let t: TestDatabase;
let stage: DispatchStage;
let phones = 0;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
});
beforeEach(() => clock.set(MORNING));
afterAll(async () => {
  await stage.app.get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

interface PlannedVisit {
  readonly visitId: number;
  readonly attemptId: number;
  readonly customerId: number;
  readonly address: string;
}

async function plan(
  count: number,
  { channel = 'sms', ladder = ['sms', 'email'], campaign = {}, addresses = [] as string[], scheduledAt = MORNING } = {},
) {
  const rungs = ladder.map((each) => ({ channel: each, waitHours: 24 }));
  const survey = { survey_id: 'default', survey_version: 1 };
  const campaignId = await insertCampaign(t.database, {
    state: 'running',
    ladder: JSON.stringify(rungs),
    audience: count,
    ...survey,
    ...campaign,
  });
  const visits: PlannedVisit[] = [];
  for (let i = 0; i < count; i += 1) {
    phones += 1;
    const phone =
      channel === 'sms'
        ? (addresses[i] ?? `+8613800${String(phones).padStart(6, '0')}`)
        : `+8613900${String(phones).padStart(6, '0')}`;
    const email = channel === 'email' ? (addresses[i] ?? `user${phones}@example.com`) : `mail${phones}@example.com`;
    const customerId = await insertCustomer(t.database, { phone, email });
    const visitId = await insertVisit(t.database, campaignId, customerId, { ladder });
    const address = channel === 'sms' ? phone : email;
    const attempt = { channel, address, scheduled_at: scheduledAt };
    const attemptId = await insertAttempt(t.database, { id: visitId, campaignId, customerId }, attempt);
    visits.push({ visitId, attemptId, customerId, address });
  }
  await openBooks(t.database, campaignId);
  return { campaignId, visits };
}

const send = () => stage.app.get(DispatchWorker).sendDue();
const states = async (campaignId: number) =>
  (
    await t.database.query<{ state: string }>('SELECT state FROM attempts WHERE campaign_id = $1 ORDER BY id', [
      campaignId,
    ])
  ).map((row) => row.state);
const visitOf = (id: number) =>
  t.database.one<{ state: string; ledger_part: string }>('SELECT state, ledger_part FROM visits WHERE id = $1', [id]);
const reasonsOf = async (attemptId: number) => {
  const row = await t.database.one<{ reasons: { code: string }[] }>('SELECT reasons FROM attempts WHERE id = $1', [
    attemptId,
  ]);
  return row.reasons.map(({ code }) => code);
};

async function expectBalance(campaignId: number) {
  const books = await readBooks(t.database, campaignId);
  expect(books.counters).toEqual(books.rows);
  expect(books.wrongParts).toEqual([]);
}

/** Waits for something that real sockets bring about. */
async function until(holds: () => Promise<boolean>) {
  for (let i = 0; i < 3_000; i += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never came about');
}

describe('dispatch', () => {
  it('sends each planned SMS once, with the key in its callback, and learns of the delivery', async () => {
    const { campaignId, visits } = await plan(60);
    expect(await send()).toBe(60);
    await until(async () => (await states(campaignId)).every((state) => state === 'delivered'));
    const arrived = await stage.sandbox.messages({ channel: 'sms' });
    const mine = arrived.filter(({ toAddress }) => visits.some(({ address }) => address === toAddress));
    expect(mine).toHaveLength(60);
    expect(new Set(mine.map(({ statusCallback }) => statusCallback)).size).toBe(60);
    expect(await visitOf(visits[0]!.visitId)).toEqual({ state: 'open', ledger_part: 'waiting' });
    await expectBalance(campaignId);
  });

  it('sends each e-mail once, with a way to unsubscribe, and waits for its answer', async () => {
    const { campaignId, visits } = await plan(30, { channel: 'email', ladder: ['email'] });
    expect(await send()).toBe(30);
    expect(new Set(await states(campaignId))).toEqual(new Set(['accepted']));
    const arrived = await stage.sandbox.messages({ channel: 'email' });
    expect(arrived.map(({ toAddress }) => toAddress).sort()).toEqual(visits.map(({ address }) => address).sort());
    expect(arrived[0]?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    await expectBalance(campaignId);
  });

  it('sends nothing in rest hours and says until when it waits', async () => {
    clock.set('2026-11-23T04:30:00Z'); // 12:30 in Shanghai
    const { campaignId, visits } = await plan(3, { scheduledAt: '2026-11-23T04:30:00Z' });
    expect(await send()).toBe(0);
    expect(await states(campaignId)).toEqual(['scheduled', 'scheduled', 'scheduled']);
    expect(await reasonsOf(visits[0]!.attemptId)).toEqual(['rest-hours']);
    const { at } = await t.database.one<{ at: Date }>(
      'SELECT min(scheduled_at) AS at FROM attempts WHERE campaign_id = $1',
      [campaignId],
    );
    expect(at.getTime()).toBeGreaterThanOrEqual(Date.parse('2026-11-23T06:00:00Z'));
    await expectBalance(campaignId);
  });

  it('sends nothing for a campaign that is not running', async () => {
    const { campaignId } = await plan(2, { campaign: { state: 'paused' } });
    expect(await send()).toBe(0);
    expect(await states(campaignId)).toEqual(['scheduled', 'scheduled']);
  });

  it('skips to the next rung whom an opt-out closed, and never sends to that address', async () => {
    const { campaignId, visits } = await plan(1);
    const [visit] = visits;
    const change = {
      address: visit!.address,
      channel: 'sms',
      source: 'page',
      actor: 'customer',
      at: clock.now(),
    } as const;
    await stage.app.get(OptOutService, { strict: false }).optOut(t.database, change);
    expect(await send()).toBe(0);
    expect(await states(campaignId)).toEqual(['skipped']);
    expect(await reasonsOf(visit!.attemptId)).toEqual(['opted-out']);
    await stage.app.get(AdvanceRungsJob, { strict: false }).run({}, signal);
    await send();
    expect(await states(campaignId)).toEqual(['skipped', 'accepted']);
    await expectBalance(campaignId);
  });

  it('counts the caps across campaigns: two messages for one person do not go on one day', async () => {
    const first = await plan(1);
    const [visit] = first.visits;
    const second = await insertCampaign(t.database, { state: 'running', survey_id: 'default', survey_version: 1 });
    const visitId = await insertVisit(t.database, second, visit!.customerId, { ladder: ['sms'] });
    await insertAttempt(
      t.database,
      { id: visitId, campaignId: second, customerId: visit!.customerId },
      { address: visit!.address, scheduled_at: MORNING },
    );
    await openBooks(t.database, second);
    expect(await send()).toBe(1);
    const all = [...(await states(first.campaignId)), ...(await states(second))];
    expect(all.filter((state) => state === 'scheduled')).toHaveLength(1);
    await expectBalance(second);
  });

  it('classes what the provider answers: bad number, unsubscribed, not delivered, and nobody knows', async () => {
    const addresses = ['+15005550001', '+15005550004', '+15005553007', '+15005550500'];
    const { campaignId, visits } = await plan(4, { addresses });
    await t.database.execute(`UPDATE customers SET timezone = 'Asia/Shanghai' WHERE id = ANY($1::bigint[])`, [
      visits.map(({ customerId }) => customerId),
    ]);
    await send();
    await until(async () => (await states(campaignId))[2] === 'undelivered');
    expect((await states(campaignId)).slice(0, 3)).toEqual(['failed', 'failed', 'undelivered']);
    expect(await visitOf(visits[0]!.visitId)).toEqual({ state: 'open', ledger_part: 'planned' });
    expect(await visitOf(visits[1]!.visitId)).toEqual({ state: 'opted_out', ledger_part: 'declined' });
    // The answer was lost, but the receipt with the attempt's key says that the message arrived.
    await until(async () => (await states(campaignId))[3] === 'delivered');
    expect(await stage.sandbox.messages({ to: '+15005550500' })).toHaveLength(1);
    await expectBalance(campaignId);
  });

  it('leaves in doubt what nobody answered for, assumes after a while that it was sent, and never sends it again', async () => {
    const { campaignId, visits } = await plan(1, {
      channel: 'email',
      ladder: ['email'],
      addresses: ['anna+lost@example.com'],
    });
    await send();
    expect(await states(campaignId)).toEqual(['in_doubt']);
    expect((await visitOf(visits[0]!.visitId)).ledger_part).toBe('in_doubt');
    clock.advanceMs(31 * 60_000);
    await stage.app.get(ReconcileJob).run({}, signal);
    expect(await states(campaignId)).toEqual(['assumed_sent']);
    await send();
    expect(await stage.sandbox.messages({ to: 'anna+lost@example.com' })).toHaveLength(1);
    await expectBalance(campaignId);
  });

  it('finds at the provider what it was in doubt about', async () => {
    const { campaignId, visits } = await plan(1);
    await send();
    await until(async () => (await states(campaignId))[0] === 'delivered');
    const [arrived] = await stage.sandbox.messages({ to: visits[0]!.address });
    const lost = await plan(1);
    const bodyOf = await t.database.one<{ body_hash: string }>('SELECT body_hash FROM attempts WHERE id = $1', [
      visits[0]!.attemptId,
    ]);
    await t.database.execute(`UPDATE attempts SET state = 'claimed' WHERE id = $1`, [lost.visits[0]!.attemptId]);
    await t.database.execute(
      `UPDATE attempts SET state = 'handed_over', handed_over_at = $2, body_hash = $3, address = $4 WHERE id = $1`,
      [lost.visits[0]!.attemptId, clock.now(), bodyOf.body_hash, visits[0]!.address],
    );
    await t.database.execute(`UPDATE attempts SET state = 'in_doubt' WHERE id = $1`, [lost.visits[0]!.attemptId]);
    clock.advanceMs(5 * 60_000);
    await stage.app.get(ReconcileJob).run({}, signal);
    // That message belongs to another attempt, so it proves nothing about this one.
    expect(await states(lost.campaignId)).toEqual(['in_doubt']);
    expect(arrived?.status).toBe('delivered');
  });

  it('tries again after a refusal that asks for it, as a new attempt of the same rung', async () => {
    const { campaignId, visits } = await plan(1, {
      channel: 'email',
      ladder: ['email'],
      addresses: ['anna+452@example.com'],
    });
    await send();
    expect(await states(campaignId)).toEqual(['failed']);
    clock.advanceMs(61_000);
    await stage.app.get(AdvanceRungsJob, { strict: false }).run({}, signal);
    const tries = await t.database.query('SELECT rung, try, state FROM attempts WHERE campaign_id = $1 ORDER BY id', [
      campaignId,
    ]);
    expect(tries).toEqual([
      { rung: 0, try: 1, state: 'failed' },
      { rung: 0, try: 2, state: 'scheduled' },
    ]);
    expect(await visitOf(visits[0]!.visitId)).toEqual({ state: 'open', ledger_part: 'planned' });
    await expectBalance(campaignId);
  });

  it('goes to the next rung when nobody answered, and ends as expired after the last', async () => {
    const { campaignId, visits } = await plan(1);
    await send();
    await until(async () => (await states(campaignId))[0] === 'delivered');
    await stage.app.get(AdvanceRungsJob, { strict: false }).run({}, signal);
    expect(await states(campaignId)).toEqual(['delivered']);
    clock.set('2026-11-24T03:00:00Z');
    await stage.app.get(AdvanceRungsJob, { strict: false }).run({}, signal);
    expect(await states(campaignId)).toEqual(['delivered', 'scheduled']);
    await send();
    expect(await states(campaignId)).toEqual(['delivered', 'accepted']);
    clock.set('2026-11-26T12:00:01Z');
    await stage.app.get(AdvanceRungsJob, { strict: false }).run({}, signal);
    expect(await visitOf(visits[0]!.visitId)).toEqual({ state: 'expired', ledger_part: 'unanswered' });
    await expectBalance(campaignId);
  });

  it('ends a claimed attempt when the answer comes first', async () => {
    const { campaignId, visits } = await plan(1);
    const { visitId, attemptId } = visits[0]!;
    const author = { actor: 'test', at: clock.now() };
    const claim = { visitId, reason: reason('claimed'), attempt: { id: attemptId, to: 'claimed' as const } };
    await stage.app.get(TransitionRepository, { strict: false }).transition(t.database, [claim], author);
    const visit = stage.app.get(VisitService, { strict: false });
    await t.database.transaction((tx) => visit.answer(tx, visitId, author));
    expect(await states(campaignId)).toEqual(['skipped']);
    expect(await visitOf(visitId)).toEqual({ state: 'completed', ledger_part: 'answered' });
    await expectBalance(campaignId);
  });
});

describe('a receipt', () => {
  it('changes nothing the second time, late or out of order', async () => {
    const { campaignId, visits } = await plan(1, { ladder: ['sms'] });
    await send();
    await until(async () => (await states(campaignId))[0] === 'delivered');
    const row = await t.database.one<{ sid: string; key: string }>(
      'SELECT provider_message_id AS sid, attempt_key AS key FROM attempts WHERE id = $1',
      [visits[0]!.attemptId],
    );
    const receipts = stage.app.get(ReceiptService);
    const receipt = { provider: 'sandbox-sms', providerMessageId: row.sid, key: row.key };
    expect(await receipts.apply({ ...receipt, status: 'delivered' })).toBe('repeated');
    expect(await receipts.apply({ ...receipt, status: 'queued' })).toBe('outdated');
    expect(await receipts.apply({ ...receipt, status: 'undelivered', errorCode: '30003' })).toBe('outdated');
    expect(await states(campaignId)).toEqual(['delivered']);
    await expectBalance(campaignId);
  });

  it('of a message that nobody knows is kept, and applied when its attempt is known', async () => {
    const receipts = stage.app.get(ReceiptService);
    const providerMessageId = 'SM00000000000000000000000000000001';
    expect(await receipts.apply({ provider: 'sandbox-sms', providerMessageId, status: 'delivered' })).toBe('unknown');
    const { campaignId, visits } = await plan(1);
    const { attemptId } = visits[0]!;
    for (const state of ['claimed', 'handed_over', 'accepted']) {
      await t.database.execute('UPDATE attempts SET state = $2, provider_message_id = $3 WHERE id = $1', [
        attemptId,
        state,
        providerMessageId,
      ]);
    }
    expect(await receipts.applyKept()).toBe(1);
    expect(await states(campaignId)).toEqual(['delivered']);
  });

  it('notes that the customer was reached', async () => {
    const { campaignId, visits } = await plan(1);
    await send();
    await until(async () => (await states(campaignId))[0] === 'delivered');
    const [contact] = await stage.app
      .get(ContactLogRepository, { strict: false })
      .latest(t.database, visits[0]!.customerId);
    expect(contact).toMatchObject({ channel: 'sms', reached: true, attemptId: visits[0]!.attemptId });
  });
});
