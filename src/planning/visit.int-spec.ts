import { jest } from '@jest/globals';
import { renderReason } from '../kernel/catalogue.js';
import { type Reason, reason } from '../kernel/reason.js';
import { StringsService } from '../messages/strings.service.js';
import { openBooks, readBooks } from '../../test/support/books.js';
import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { CallService } from './call.service.js';
import { LedgerReadModel } from './ledger.read-model.js';
import { VisitService } from './visit.service.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const clock = new FixedClock('2026-11-23T02:00:00Z');
const later = new Date('2026-11-23T07:00:00Z');
let t: TestDatabase;
let stage: DispatchStage;
let visits: VisitService;
let calls: CallService;
let agentId: number;
let people = 0;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  visits = stage.app.get(VisitService, { strict: false });
  calls = stage.app.get(CallService, { strict: false });
});
beforeEach(async () => {
  clock.set('2026-11-23T02:00:00Z');
  agentId = await insertAgent(t.database);
});
afterAll(async () => {
  await stage.close();
  await t.close();
});

const author = () => ({ actor: 'test', at: clock.now() });

async function plan({
  channel = 'call',
  ladder = ['sms', 'call'],
  state = 'scheduled',
  rung = 1,
  due = '2026-11-26T12:00:00Z',
} = {}) {
  people += 1;
  const survey = { survey_id: 'default', survey_version: 1 };
  const campaignId = await insertCampaign(t.database, { state: 'running', audience: 1, ...survey });
  const phone = `+8613600${String(people).padStart(6, '0')}`;
  const customerId = await insertCustomer(t.database, { phone, email: `v${people}@example.com` });
  const visit = { ladder, agent_id: agentId, rung, due_at: due, rolled_due_at: due };
  const visitId = await insertVisit(t.database, campaignId, customerId, visit);
  const of = { channel, rung, address: phone, scheduled_at: clock.now(), state };
  const attemptId = await insertAttempt(t.database, { id: visitId, campaignId, customerId }, of);
  await t.database.execute('UPDATE visits SET ledger_part = ledger_part_of(state, $2) WHERE id = $1', [visitId, state]);
  await openBooks(t.database, campaignId);
  return { campaignId, visitId, attemptId, customerId };
}

async function expectBalance(campaignId: number) {
  const books = await readBooks(t.database, campaignId);
  expect(books.counters).toEqual(books.rows);
  expect(books.wrongParts).toEqual([]);
  expect(await stage.app.get(LedgerReadModel, { strict: false }).status(campaignId)).toMatchObject({
    balanced: true,
    audience: 1,
  });
}

const attemptsOf = (visitId: number) =>
  t.database.query<{ channel: string; state: string; rung: number; try: number; at: Date; fixed: boolean }>(
    'SELECT channel, state, rung, try, scheduled_at AS at, fixed_time AS fixed FROM attempts WHERE visit_id = $1 ORDER BY id',
    [visitId],
  );
const stateOf = async (visitId: number) =>
  (await t.database.one<{ state: string }>('SELECT state FROM visits WHERE id = $1', [visitId])).state;

describe('a call', () => {
  it('is offered to its own agent, opened under the locks, and recorded', async () => {
    const { campaignId, visitId, attemptId } = await plan();
    const other = await insertAgent(t.database);
    expect(await calls.offerNext(other)).toBeNull();
    expect(await calls.offerNext(agentId)).toMatchObject({ attemptId, state: 'claimed' });
    await expect(calls.open(attemptId, other)).rejects.toMatchObject({ reason: { code: 'call-not-offered' } });
    await calls.open(attemptId, agentId);
    await calls.open(attemptId, agentId);
    expect(await calls.offerNext(agentId)).toMatchObject({ attemptId, state: 'handed_over' });
    await expectBalance(campaignId);
    const outcome = { reached: true, visit: 'refused', reason: reason('refused') } as const;
    await t.database.transaction((tx) => visits.recordCall(tx, attemptId, outcome, author()));
    expect(await stateOf(visitId)).toBe('refused');
    const log = await t.database.one('SELECT reached, refused FROM contact_log WHERE attempt_id = $1', [attemptId]);
    expect(log).toEqual({ reached: true, refused: true });
    await expectBalance(campaignId);
  });

  it('is not offered in rest hours, and says why', async () => {
    clock.set('2026-11-23T04:30:00Z');
    const { campaignId, visitId } = await plan();
    expect(await calls.offerNext(agentId)).toBeNull();
    expect((await attemptsOf(visitId))[0]).toMatchObject({ state: 'scheduled', at: new Date('2026-11-23T06:00:00Z') });
    await expectBalance(campaignId);
  });

  it('stays with its agent over a restart, until the agent gives it back', async () => {
    const { attemptId, campaignId } = await plan();
    await calls.offerNext(agentId);
    expect(await calls.offerNext(agentId)).toMatchObject({ attemptId });
    await calls.release(attemptId, agentId);
    expect(
      (await t.database.one<{ state: string }>('SELECT state FROM attempts WHERE id = $1', [attemptId])).state,
    ).toBe('scheduled');
    await expectBalance(campaignId);
  });

  it('that is due sooner comes first, an appointment before everything', async () => {
    const late = await plan({ due: '2026-11-27T12:00:00Z' });
    const soon = await plan({ due: '2026-11-24T12:00:00Z' });
    expect(await calls.offerNext(agentId)).toMatchObject({ attemptId: soon.attemptId });
    await calls.release(soon.attemptId, agentId);
    await t.database.execute('UPDATE attempts SET fixed_time = true WHERE id = $1', [late.attemptId]);
    expect(await calls.offerNext(agentId)).toMatchObject({ attemptId: late.attemptId });
  });

  it('to somebody who had no time leads to an appointment and nothing else', async () => {
    const { campaignId, visitId, attemptId } = await plan();
    await calls.offerNext(agentId);
    await calls.open(attemptId, agentId);
    const outcome = { reached: true, reason: reason('inconvenient'), again: { at: later, fixed: true } };
    await t.database.transaction((tx) => visits.recordCall(tx, attemptId, outcome, author()));
    expect(await stateOf(visitId)).toBe('open');
    expect((await attemptsOf(visitId))[1]).toMatchObject({
      channel: 'call',
      state: 'scheduled',
      try: 2,
      at: later,
      fixed: true,
    });
    await expectBalance(campaignId);
  });

  it('that reached nobody on the last rung ends the visit as unreachable', async () => {
    const { campaignId, visitId, attemptId } = await plan();
    await calls.offerNext(agentId);
    await calls.open(attemptId, agentId);
    const outcome = { reached: false, reason: reason('given-up') };
    await t.database.transaction((tx) => visits.recordCall(tx, attemptId, outcome, author()));
    expect(await stateOf(visitId)).toBe('unreachable');
    await expect(
      t.database.transaction((tx) => visits.recordCall(tx, attemptId, outcome, author())),
    ).rejects.toMatchObject({ reason: { code: 'call-not-open' } });
    await expectBalance(campaignId);
  });
});

describe('an answer', () => {
  it('leaves a call that is in hand to its agent, and completes the visit', async () => {
    const { campaignId, visitId, attemptId } = await plan();
    await calls.offerNext(agentId);
    await calls.open(attemptId, agentId);
    const change = await t.database.transaction((tx) => visits.answer(tx, visitId, author()));
    expect(change).toEqual({ moved: true, was: 'open', is: 'completed' });
    expect((await attemptsOf(visitId))[0]?.state).toBe('handed_over');
    const outcome = { reached: true, visit: 'completed', reason: reason('answered') } as const;
    await t.database.transaction((tx) => visits.recordCall(tx, attemptId, outcome, author()));
    expect((await attemptsOf(visitId))[0]?.state).toBe('delivered');
    await expectBalance(campaignId);
  });

  it('proves that a message in doubt arrived', async () => {
    const { campaignId, visitId } = await plan({ channel: 'sms', rung: 0, state: 'in_doubt' });
    await t.database.transaction((tx) => visits.answer(tx, visitId, author()));
    expect((await attemptsOf(visitId))[0]?.state).toBe('delivered');
    await expectBalance(campaignId);
  });

  it('proves it only where it is an answer: an opt-out may mean another message', async () => {
    const { campaignId, visitId } = await plan({ channel: 'sms', rung: 0, state: 'in_doubt' });
    await t.database.transaction((tx) => visits.optOut(tx, visitId, author()));
    expect((await attemptsOf(visitId))[0]?.state).toBe('in_doubt');
    await expectBalance(campaignId);
  });

  it('a second time changes nothing', async () => {
    const { campaignId, visitId } = await plan();
    await t.database.transaction((tx) => visits.answer(tx, visitId, author()));
    const again = await t.database.transaction((tx) => visits.answer(tx, visitId, author()));
    expect(again).toEqual({ moved: false, was: 'completed', is: 'completed' });
    await expectBalance(campaignId);
  });
});

describe('an appointment', () => {
  it('takes the place of a message that is still planned', async () => {
    const { campaignId, visitId } = await plan({ channel: 'sms', rung: 0 });
    const call = { at: later, fixed: true, reason: reason('asked-for-a-call') };
    await t.database.transaction((tx) => visits.rescheduleCall(tx, visitId, call, author()));
    expect(await attemptsOf(visitId)).toMatchObject([
      { channel: 'sms', state: 'skipped' },
      { channel: 'call', state: 'scheduled', rung: 1, try: 1, at: later, fixed: true },
    ]);
    await expectBalance(campaignId);
  });

  it('moves the call that is planned already, also from the hand of its agent', async () => {
    const { campaignId, visitId } = await plan();
    await calls.offerNext(agentId);
    const call = { at: later, fixed: true, reason: reason('another-time') };
    await t.database.transaction((tx) => visits.rescheduleCall(tx, visitId, call, author()));
    expect(await attemptsOf(visitId)).toMatchObject([{ state: 'scheduled', at: later, fixed: true }]);
    await expectBalance(campaignId);
  });
});

describe('a visit', () => {
  it('that was made in another way is known to the books and completed as any other', async () => {
    const { campaignId, visitId, customerId } = await plan();
    await t.database.transaction(async (tx) => {
      await visits.recordElsewhere(tx, visitId, 'onsite', { ...author(), reason: reason('visited-on-site') });
      await visits.answer(tx, visitId, author());
    });
    expect(await attemptsOf(visitId)).toMatchObject([
      { state: 'skipped' },
      { channel: 'onsite', state: 'delivered', try: 2 },
    ]);
    expect(await stateOf(visitId)).toBe('completed');
    const log = await t.database.query('SELECT channel, reached FROM contact_log WHERE customer_id = $1', [customerId]);
    expect(log).toEqual([{ channel: 'onsite', reached: true }]);
    await expectBalance(campaignId);
  });

  it('that was refused can be opened again with a reason, and only such a one', async () => {
    const { campaignId, visitId } = await plan();
    const why = { ...author(), reason: reason('changed-mind') };
    await expect(t.database.transaction((tx) => visits.reopen(tx, visitId, why))).rejects.toMatchObject({
      reason: { code: 'cannot-reopen' },
    });
    await t.database.transaction((tx) => visits.endByAgent(tx, visitId, 'refused', why));
    await t.database.transaction((tx) => visits.reopen(tx, visitId, why));
    expect(await stateOf(visitId)).toBe('open');
    expect((await attemptsOf(visitId)).at(-1)).toMatchObject({ channel: 'call', state: 'scheduled', try: 2 });
    await expectBalance(campaignId);
  });

  it('goes to another agent with its history, and is offered anew', async () => {
    const { campaignId, visitId, attemptId } = await plan();
    const other = await insertAgent(t.database);
    await calls.offerNext(agentId);
    const why = { ...author(), reason: reason('agent-on-leave') };
    expect(await t.database.transaction((tx) => visits.handOver(tx, [visitId], other, why))).toBe(1);
    expect(await calls.offerNext(agentId)).toBeNull();
    expect(await calls.offerNext(other)).toMatchObject({ attemptId });
    await expectBalance(campaignId);
  });
});

describe('a message in doubt', () => {
  const settle = (attemptId: number, outcome: 'delivered' | 'undelivered' | 'assumed_sent') =>
    t.database.transaction((tx) =>
      visits.settleDoubt(tx, attemptId, outcome, { ...author(), reason: reason('settled-by-person') }),
    );

  it.each([
    ['delivered', 'wait', { state: 'open', nextRungAt: expect.any(Date) }],
    ['assumed_sent', 'wait', { state: 'open', nextRungAt: expect.any(Date) }],
    ['undelivered', 'go on', { state: 'open', nextRungAt: new Date('2026-11-23T02:00:00Z') }],
  ] as const)('is settled by a person as %s, the ladder will %s, and the reason is kept', async (outcome, _, after) => {
    const { campaignId, visitId, attemptId } = await inDoubt();
    expect(await settle(attemptId, outcome)).toMatchObject({ was: 'open', is: 'open' });
    expect((await attemptsOf(visitId))[0]?.state).toBe(outcome);
    const sql = 'SELECT state, next_rung_at AS "nextRungAt" FROM visits WHERE id = $1';
    expect(await t.database.one(sql, [visitId])).toEqual(after);
    const event = await t.database.one<{ actor: string; reason: object }>(
      'SELECT actor, reason FROM visit_events WHERE attempt_id = $1 AND to_state = $2',
      [attemptId, outcome],
    );
    expect(event).toEqual({ actor: 'test', reason: reason('settled-by-person') });
    await expectBalance(campaignId);
  });

  it('that was assumed sent can still be said to have arrived, and then nothing more', async () => {
    const { campaignId, attemptId } = await inDoubt();
    await settle(attemptId, 'assumed_sent');
    await settle(attemptId, 'delivered');
    await expect(settle(attemptId, 'undelivered')).rejects.toMatchObject({ reason: { code: 'not-in-doubt' } });
    await expectBalance(campaignId);
  });

  it('is refused where there is none', async () => {
    const { attemptId } = await plan({ channel: 'sms', rung: 0 });
    await expect(settle(attemptId, 'delivered')).rejects.toMatchObject({ reason: { code: 'not-in-doubt' } });
    await expect(settle(0, 'delivered')).rejects.toMatchObject({ subject: 'attempt' });
  });

  async function inDoubt() {
    const planned = await plan({ channel: 'sms', rung: 0, state: 'in_doubt' });
    await t.database.execute('UPDATE attempts SET handed_over_at = $2 WHERE id = $1', [planned.attemptId, clock.now()]);
    await t.database.execute(
      `UPDATE visits SET state = 'open', ledger_part = ledger_part_of('open', 'in_doubt') WHERE id = $1`,
      [planned.visitId],
    );
    await t.database.execute('DELETE FROM ledger_deltas WHERE campaign_id = $1', [planned.campaignId]);
    await openBooks(t.database, planned.campaignId);
    return planned;
  }
});

describe('an opt-out that says no more', () => {
  it.each(['en', 'zh-CN'] as const)('has a whole sentence for its reason in %s', async (locale) => {
    const { visitId } = await plan({ channel: 'sms', rung: 0 });
    await t.database.transaction((tx) => visits.optOut(tx, visitId, author()));
    const { why } = await t.database.one<{ why: Reason }>('SELECT end_reason AS why FROM visits WHERE id = $1', [
      visitId,
    ]);
    const text = renderReason(new StringsService().of(locale), why);
    expect(text).toMatch(locale === 'en' ? /^The customer opted out/ : /^客户/);
    expect(text).not.toMatch(/[—{]|–/);
  });
});
