import { jest } from '@jest/globals';
import { ClaimRepository } from '../planning/claim.repository.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { expectBooks, planMessages, standOf } from '../../test/support/planned-messages.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { ClaimSource } from './claim-source.worker.js';
import { DispatchWorker } from './dispatch.worker.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const MORNING = '2026-11-23T02:00:00Z'; // Monday 10:00 in Shanghai
const clock = new FixedClock(MORNING);
let t: TestDatabase;
let stage: DispatchStage;

beforeAll(async () => {
  t = await openTestDatabase();
  const limits = 'domain:slow.example=120/h,purpose:marketing=1/h';
  stage = await openDispatchStage(t.database, clock, { RATE_LIMITS: limits });
});
beforeEach(() => t.database.execute("UPDATE campaigns SET state = 'paused'"));
afterAll(async () => {
  await stage.app.get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

const plan = (count: number, campaign: object) =>
  planMessages(t.database, 'sms', Array<null>(count).fill(null), { at: MORNING, ...campaign });

function newSource(): ClaimSource {
  return new ClaimSource('test', 'sms', {
    database: t.database,
    clock,
    claims: stage.app.get(ClaimRepository, { strict: false }),
    workerId: () => 4_242,
    scope: () => Promise.resolve(null),
    log: { warn: () => undefined },
  });
}

/** How many attempts of each campaign were given out, after each so many. */
async function giveOut(total: number, perSecond = 1_000): Promise<Map<number, number>[]> {
  const source = newSource();
  await source.begin(perSecond);
  const shown: Map<number, number>[] = [];
  const given = new Map<number, number>();
  for (let out = 0; out < total;) {
    const group = await source.next(50);
    if (group === null) break;
    const rows = await t.database.query<{ id: number }>(
      'SELECT campaign_id AS id FROM attempts WHERE id = ANY($1::bigint[])',
      [group.attemptIds],
    );
    for (const { id } of rows) given.set(id, (given.get(id) ?? 0) + 1);
    out += rows.length;
    shown.push(new Map(given));
    await source.settle(group, group.attemptIds.length, []);
  }
  await source.end();
  return shown;
}

describe('campaigns that are due together', () => {
  it('go by their priority: a small urgent one is through before the large one has had a round', async () => {
    const large = await plan(100, { priority: 5 });
    const urgent = await plan(20, { priority: 20 });
    const [first] = await giveOut(50);
    expect(first?.get(urgent.campaignId)).toBe(20);
    expect(first?.get(large.campaignId) ?? 0).toBe(0);
  });

  it('share each round: a large urgent one leaves the others their part', async () => {
    const urgent = await plan(140, { priority: 11 });
    const usual = await plan(80, { priority: 5 });
    const least = await plan(30, { priority: 0 });
    const last = (await giveOut(200, 50)).at(-1)!;
    // In proportion to the priority and one: 12 to 6 to 1, and never less than ten in a round.
    const [ofUrgent = 0, ofUsual = 0, ofLeast = 0] = [urgent, usual, least].map((one) => last.get(one.campaignId));
    expect(ofUrgent / ofUsual).toBeGreaterThan(1.6);
    expect(ofUrgent / ofUsual).toBeLessThan(2.4);
    expect(ofLeast).toBeGreaterThanOrEqual(10);
  });

  it('wait for less where the rate is low: no more is claimed ahead than leaves in a few seconds', async () => {
    const large = await plan(80, { priority: 5 });
    const source = newSource();
    await source.begin(10);
    await source.next(10);
    const { n } = await t.database.one<{ n: number }>(
      "SELECT count(*)::int AS n FROM attempts WHERE campaign_id = $1 AND state = 'claimed'",
      [large.campaignId],
    );
    expect(n).toBe(50);
    await source.end();
    await expectBooks(t.database, large.campaignId);
  });
});

describe('a limit within the rate', () => {
  const send = () => stage.app.get(DispatchWorker).sendDue();

  it('puts off what one domain of mail has no room for, each to its own time, and holds up nobody else', async () => {
    const slow = [1, 2, 3, 4].map((i) => `anna${i}@slow.example`);
    const quick = Array.from({ length: 10 }, (_, i) => `bert${i}@quick.example`);
    const { campaignId, messages } = await planMessages(t.database, 'email', [...slow, ...quick], { at: MORNING });
    expect(await send()).toBe(11);
    const rows = await t.database.query<{ seconds: number; why: string; params: object }>(
      `SELECT round(extract(epoch FROM scheduled_at - $2::timestamptz))::int AS seconds, reasons -> -1 ->> 'code' AS why,
         reasons -> -1 -> 'params' AS params FROM attempts WHERE campaign_id = $1 AND state = 'scheduled' ORDER BY scheduled_at`,
      [campaignId, MORNING],
    );
    expect(rows.map(({ seconds }) => seconds)).toEqual([30, 60, 90]);
    expect(rows[0]).toMatchObject({ why: 'domain-rate', params: { name: 'slow.example', perHour: 120 } });
    expect((await standOf(t.database, messages[5]!.attemptId)).state).toBe('accepted');
    await expectBooks(t.database, campaignId);
    // The room that was promised is there when its time has come: the bucket goes by the database's own clock.
    clock.advanceMs(31_000);
    await t.database.execute("UPDATE rate_limits SET refilled_at = refilled_at - interval '31 seconds'");
    expect(await send()).toBe(1);
    clock.set(MORNING);
  });

  it('gives way to the next rung where its turn would come after the deadline', async () => {
    const deadline = '2026-11-23T03:30:00Z';
    const campaign = { purpose: 'marketing', at: MORNING, deadline_at: deadline };
    const { messages } = await planMessages(t.database, 'sms', [null, null, null], campaign);
    await t.database.execute(
      `UPDATE customers SET consent = '{"sms.marketing":"granted"}' WHERE id = ANY($1::bigint[])`,
      [messages.map(({ customerId }) => customerId)],
    );
    await t.database.execute('UPDATE visits SET due_at = $2, rolled_due_at = $2 WHERE id = ANY($1::bigint[])', [
      messages.map(({ visitId }) => visitId),
      deadline,
    ]);
    await send();
    const stands = await Promise.all(messages.map(({ attemptId }) => standOf(t.database, attemptId)));
    expect(stands.map(({ state, why }) => `${state} ${why ?? ''}`).sort()).toEqual([
      ...['accepted ', 'scheduled purpose-rate', 'skipped purpose-rate'],
    ]);
  });
});
