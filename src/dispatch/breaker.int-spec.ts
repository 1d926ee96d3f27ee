import { jest } from '@jest/globals';
import { AdvanceRungsJob } from '../planning/advance-rungs.job.js';
import { PlanExplanationReadModel } from '../planning/plan-explanation.read-model.js';
import { ProviderBucketRepository } from '../planning/provider-bucket.repository.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { expectBooks, forgetFailures, planMessages, standOf } from '../../test/support/planned-messages.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { DispatchWorker } from './dispatch.worker.js';
import { ProviderEndpoints } from './provider-endpoints.service.js';
import { ProviderWatch } from './provider-watch.worker.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const MORNING = '2026-11-23T02:00:00Z'; // Monday 10:00 in Shanghai
const PROVIDER = 'sandbox-sms';
const clock = new FixedClock(MORNING);
let t: TestDatabase;
let stage: DispatchStage;
let worker: DispatchWorker;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  worker = stage.app.get(DispatchWorker);
});
beforeEach(async () => {
  clock.set(MORNING);
  await t.database.execute("UPDATE campaigns SET state = 'paused'");
  await forgetFailures(t.database);
});
afterAll(async () => {
  await worker.stop();
  await stage.close();
  await t.close();
});

const buckets = () => stage.app.get(ProviderBucketRepository, { strict: false });
const phase = async () => (await buckets().see(t.database, { provider: PROVIDER, perSecond: 200 }, 0))?.breaker.phase;
const states = async (campaignId: number) => {
  const rows = await t.database.query<{ state: string; n: number }>(
    'SELECT state, count(*)::int AS n FROM attempts WHERE campaign_id = $1 GROUP BY state',
    [campaignId],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
};
const plan = (count: number) => planMessages(t.database, 'sms', Array<null>(count).fill(null), { at: MORNING });
/** So much later, for the breaker: it goes by the database's own clock. */
const later = (seconds: number) =>
  t.database.execute(
    `UPDATE provider_buckets SET phase_since = phase_since - $1 * interval '1 second', blocked_until = NULL,
       phase_until = phase_until - $1 * interval '1 second', refilled_at = refilled_at - $1 * interval '1 second'`,
    [seconds],
  );

async function cut(isCut: boolean) {
  await worker.stop();
  const addresses = await stage.sandbox.start();
  const twilioBaseUrl = isCut ? 'http://127.0.0.1:1' : addresses.twilioBaseUrl;
  const senders = { smsFrom: '+15005550006', mailFrom: 'service@example.com' };
  stage.app.get(ProviderEndpoints).useSandbox({ ...addresses, ...senders, twilioBaseUrl });
}

describe('a provider that is down', () => {
  it('is noticed; nothing is burnt, everything waits and says so, and goes when it answers again', async () => {
    const { campaignId, messages } = await plan(120);
    await cut(true);
    await worker.sendDue();
    expect(await phase()).toBe('open');
    const { failed = 0, scheduled = 0 } = await states(campaignId);
    expect(failed).toBeGreaterThanOrEqual(8);
    // Two groups of fifty at most were handed over before it was noticed, and of these only what was in flight was sent.
    expect(failed).toBeLessThanOrEqual(100);
    expect(failed + scheduled).toBe(120);
    const stands = await Promise.all(messages.map(({ attemptId }) => standOf(t.database, attemptId)));
    const kept = stands.filter(({ why }) => why === 'kept-back');
    const refused = stands.filter(({ why }) => why === 'not-now-at-provider');
    expect(refused.length + kept.length).toBe(failed);
    expect(refused.length).toBeLessThanOrEqual(50);
    expect(new Set(stands.filter(({ state }) => state === 'failed').map(({ error }) => error))).toEqual(
      new Set(['not-now']),
    );
    expect(stands.filter(({ why }) => why === 'waits-for-provider').length).toBeGreaterThan(0);

    const waiting = messages[stands.findIndex(({ state }) => state === 'scheduled')]!;
    const explained = await stage.app
      .get(PlanExplanationReadModel, { strict: false })
      .explainAttempt(waiting.attemptId);
    expect(explained.visits[0]?.attempts[0]?.reasons.at(-1)).toMatchObject({
      code: 'waits-for-provider',
      texts: {
        en: `${PROVIDER} is down: the message waits and goes when it answers again`,
        'zh-CN': `${PROVIDER} 暂不可用：消息等待，恢复后发送`,
      },
    });

    await later(4);
    await worker.sendDue();
    expect(await states(campaignId)).toEqual({ failed, scheduled });

    await cut(false);
    await later(2);
    expect(await worker.sendDue()).toBe(1);
    expect(await phase()).toBe('recovering');
    await later(120);
    expect(await worker.sendDue()).toBe(scheduled - 1);
    clock.advanceMs(61_000);
    await stage.app.get(AdvanceRungsJob, { strict: false }).run({}, new AbortController().signal);
    clock.advanceMs(120_000);
    expect(await worker.sendDue()).toBe(failed);
    const tries = await t.database.one<{ most: number; rungs: number }>(
      'SELECT max(try) AS most, max(rung) AS rungs FROM attempts WHERE campaign_id = $1',
      [campaignId],
    );
    expect(tries).toEqual({ most: 2, rungs: 0 });
    const arrived = await stage.sandbox.messages({ channel: 'sms', direction: 'to-customer' });
    expect(new Set(arrived.map(({ toAddress }) => toAddress)).size).toBe(120);
    expect(arrived).toHaveLength(120);
    await expectBooks(t.database, campaignId);
  });

  it('is tried by one message, and left alone for longer each time', async () => {
    const opened = await plan(120);
    await cut(true);
    await worker.sendDue();
    const before = await states(opened.campaignId);
    expect(before['scheduled']).toBeGreaterThan(0);
    await later(6);
    expect(await worker.sendDue()).toBe(1);
    expect(await phase()).toBe('open');
    const { failed = 0 } = await states(opened.campaignId);
    expect(failed).toBe((before['failed'] ?? 0) + 1);
    const { seconds } = await t.database.one<{ seconds: number }>(
      `SELECT round(extract(epoch FROM phase_until - phase_since))::int AS seconds FROM provider_buckets WHERE provider = $1`,
      [PROVIDER],
    );
    expect(seconds).toBe(10);
    await cut(false);
  });

  it('is down for every worker as soon as one of them knows it, and one of them has the probe', async () => {
    const tools = { database: t.database, buckets: buckets(), log: { warn: () => undefined } };
    const breakerRules = { coolOffMs: 5_000, rampMs: 60_000 };
    const [one, other] = [0, 1].map(() => new ProviderWatch(PROVIDER, { ...tools, breakerRules }));
    const rate = { provider: PROVIDER, perSecond: 200 };
    for (let i = 0; i < 8; i += 1) one!.count({ outcome: 'failed', errorClass: 'unknown-outcome', code: 'ETIMEDOUT' });
    expect(one!.holdsBack).toBe(true);
    expect(await other!.isClosed(rate, 0)).toBe(false);
    await one!.tell();
    expect(await other!.isClosed(rate, 0)).toBe(true);
    await later(6);
    await Promise.all([one!.isClosed(rate, 0), other!.isClosed(rate, 0)]);
    const { tokens } = await t.database.one<{ tokens: number }>(
      'SELECT tokens FROM provider_buckets WHERE provider = $1',
      [PROVIDER],
    );
    expect([await phase(), tokens]).toEqual(['probing', 1]);
    other!.count({ outcome: 'accepted', providerMessageId: 'SM1' });
    await other!.tell();
    expect(await one!.isClosed(rate, 0)).toBe(false);
    expect(await phase()).toBe('recovering');
  });

  it('counts a message’s tries only where the message was looked at: an outage of a day uses none up', async () => {
    const { messages } = await plan(1);
    await cut(true);
    for (let tries = 0; tries < 6; tries += 1) {
      await forgetFailures(t.database);
      await worker.sendDue();
      clock.advanceMs(61_000);
      await stage.app.get(AdvanceRungsJob, { strict: false }).run({}, new AbortController().signal);
      clock.advanceMs(60_000);
    }
    const { rung, n } = await t.database.one<{ rung: number; n: number }>(
      'SELECT max(rung) AS rung, count(*)::int AS n FROM attempts WHERE visit_id = $1',
      [messages[0]!.visitId],
    );
    expect([rung, n]).toEqual([0, 7]);
    await cut(false);
  });
});

describe('the shared rate', () => {
  it('is a small part of the whole when recovery begins, and grows', async () => {
    await plan(200);
    await t.database.execute(
      `UPDATE provider_buckets SET phase = 'recovering', phase_since = clock_timestamp(), tokens = 0,
         refilled_at = clock_timestamp() - interval '1 second', phase_until = clock_timestamp() + interval '1 hour'
       WHERE provider = $1`,
      [PROVIDER],
    );
    const tokens = async () => {
      const rate = { provider: PROVIDER, perSecond: 200 };
      expect(await buckets().spend(t.database, rate)).toBe(true);
      const row = await t.database.one<{ tokens: number }>('SELECT tokens FROM provider_buckets WHERE provider = $1', [
        PROVIDER,
      ]);
      return row.tokens + 1;
    };
    const first = await tokens();
    expect(first).toBeGreaterThan(9);
    expect(first).toBeLessThan(12);
    await t.database.execute(
      `UPDATE provider_buckets SET phase_since = clock_timestamp() - interval '30 minutes', tokens = 0,
         phase_until = clock_timestamp() + interval '30 minutes', refilled_at = clock_timestamp() - interval '1 second'`,
    );
    const half = await tokens();
    expect(half).toBeGreaterThan(100);
    expect(half).toBeLessThan(112);
  });

  it('lets nobody send while it is open, our own mail included', async () => {
    await t.database.execute(
      `UPDATE provider_buckets SET phase = 'open', phase_since = clock_timestamp(), phase_until = clock_timestamp()`,
    );
    expect(await buckets().spend(t.database, { provider: PROVIDER, perSecond: 200 })).toBe(false);
  });
});
