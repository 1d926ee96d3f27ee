import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import { SettingsService } from '../config/settings.service.js';
import { JobRunner } from '../jobs/job-runner.worker.js';
import { reason } from '../kernel/reason.js';
import { ClaimRepository } from '../planning/claim.repository.js';
import { HandOverService } from '../planning/hand-over.service.js';
import { VisitService } from '../planning/visit.service.js';
import { OptOutService } from '../archive/opt-out.service.js';
import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { DispatchWorker } from './dispatch.worker.js';
import { WorkerLiveness } from './worker-liveness.service.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const clock = new FixedClock('2026-11-23T02:00:00Z');
const note = { bodyHash: 'x', segments: 1, templateVersion: null };
let t: TestDatabase;
let stage: DispatchStage;
let claims: ClaimRepository;
let handOvers: HandOverService;
let people = 0;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  claims = stage.app.get(ClaimRepository, { strict: false });
  handOvers = stage.app.get(HandOverService, { strict: false });
});
afterAll(async () => {
  await stage.app.get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

async function plan(count: number) {
  const survey = { survey_id: 'default', survey_version: 1 };
  const campaignId = await insertCampaign(t.database, { state: 'running', audience: count, ...survey });
  for (let i = 0; i < count; i += 1) {
    people += 1;
    const phone = `+8613700${String(people).padStart(6, '0')}`;
    const customerId = await insertCustomer(t.database, { phone });
    const visitId = await insertVisit(t.database, campaignId, customerId);
    await insertAttempt(
      t.database,
      { id: visitId, campaignId, customerId },
      { address: phone, scheduled_at: clock.now() },
    );
  }
  await openBooks(t.database, campaignId);
  return campaignId;
}

async function countStates(campaignId: number): Promise<Record<string, number>> {
  const rows = await t.database.query<{ state: string; n: number }>(
    'SELECT state, count(*) AS n FROM attempts WHERE campaign_id = $1 GROUP BY state ORDER BY state',
    [campaignId],
  );
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

async function expectBalance(campaignId: number) {
  const books = await readBooks(t.database, campaignId);
  expect(books.counters).toEqual(books.rows);
  expect(books.wrongParts).toEqual([]);
}

function newWorker(): WorkerLiveness {
  return new WorkerLiveness(t.database, claims, clock, stage.app.get(SettingsService), stage.app.get(JobRunner));
}

function claim(campaignId: number, workerId: number, limit: number) {
  const what = { campaignId, channel: 'sms', limit, workerId, offsetMs: clock.offsetMs() } as const;
  return claims.claimDue(t.database, what, { actor: 'test', at: clock.now() });
}

async function handOver(attemptIds: readonly number[], token: string): Promise<Set<number>> {
  const ready = await handOvers.decide(attemptIds, token, 'test');
  const rows = ready.map((each) => ({ ...each, note }));
  return handOvers.handOver(rows, { provider: 'test', perSecond: 1_000 }, 'test');
}

describe('a worker that dies', () => {
  it('leaves due what it had claimed and in doubt what it had handed over, and nothing is sent twice', async () => {
    const campaignId = await plan(30);
    const dying = newWorker();
    const workerId = await dying.register();
    const { token, attemptIds } = await claim(campaignId, workerId, 20);
    expect(attemptIds).toHaveLength(20);
    const gone = await handOver(attemptIds.slice(0, 8), token);
    expect(gone.size).toBe(8);
    const survivor = newWorker();
    await survivor.register();
    expect(await survivor.recover()).toEqual({ released: 0, inDoubt: 0 });
    await t.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted AND database =
        (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [workerId],
    );
    while ((await survivor.recover()).inDoubt === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(dying.id).toBeNull();
    expect(await countStates(campaignId)).toEqual({ in_doubt: 8, scheduled: 22 });
    await expectBalance(campaignId);

    expect(await stage.app.get(DispatchWorker).sendDue()).toBe(22);
    const keys = (await stage.sandbox.messages({ channel: 'sms', direction: 'to-customer' })).map(
      ({ statusCallback }) => statusCallback,
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toHaveLength(22);
    expect((await countStates(campaignId))['in_doubt']).toBe(8);
    await expectBalance(campaignId);
    await survivor.end();
  });

  it('and comes back has a new name, and is its own heir', async () => {
    const worker = newWorker();
    const before = await worker.register();
    await worker.end();
    await worker.beat();
    expect(worker.id).not.toBe(before);
    await worker.end();
    expect(worker.id).toBeNull();
  });
});

describe('a hand-over', () => {
  it('is refused after the answer of the customer was committed', async () => {
    const campaignId = await plan(2);
    const { token, attemptIds } = await claim(campaignId, 999, 10);
    const ready = await handOvers.decide(attemptIds, token, 'test');
    const visits = stage.app.get(VisitService, { strict: false });
    await t.database.transaction((tx) =>
      visits.answer(tx, ready[0]!.attempt.visitId, { actor: 'test', at: clock.now() }),
    );
    const gone = await handOvers.handOver(
      ready.map((each) => ({ ...each, note })),
      { provider: 'test', perSecond: 10 },
      'test',
    );
    expect([...gone]).toEqual([ready[1]!.attempt.id]);
    await expectBalance(campaignId);
  });

  it('is refused after an opt-out, a pause or a withdrawn consent was committed, even while it waits for the lock', async () => {
    const changes = [
      (tx: Parameters<OptOutService['optOut']>[0], _campaign: number, address: string) =>
        stage.app
          .get(OptOutService, { strict: false })
          .optOut(tx, { address, channel: 'sms', source: 'page', actor: 'customer', at: clock.now() }),
      (tx: Parameters<OptOutService['optOut']>[0], campaign: number) =>
        tx.execute(`UPDATE campaigns SET state = 'paused' WHERE id = $1`, [campaign]),
      (tx: Parameters<OptOutService['optOut']>[0], _campaign: number, address: string) =>
        tx.execute(
          `UPDATE customers SET version = version + 1, consent = '{"sms.service":"denied"}'
           WHERE id IN (SELECT customer_id FROM contact_points WHERE address = $1)`,
          [address],
        ),
    ];
    for (const change of changes) {
      const campaignId = await plan(1);
      const { token, attemptIds } = await claim(campaignId, 999, 10);
      const ready = await handOvers.decide(attemptIds, token, 'test');
      let handing: Promise<Set<number>> = Promise.resolve(new Set());
      await t.database.transaction(async (tx) => {
        await change(tx, campaignId, ready[0]!.attempt.address ?? '');
        // As in another process: nothing of it belongs to this transaction.
        handing = t.database.apart(() =>
          handOvers.handOver(
            ready.map((each) => ({ ...each, note })),
            { provider: 'test', perSecond: 10 },
            'test',
          ),
        );
        await new Promise((resolve) => setTimeout(resolve, 60));
      });
      expect((await handing).size).toBe(0);
      expect(await countStates(campaignId)).toEqual({ claimed: 1 });
      await expectBalance(campaignId);
    }
  });

  it('is refused under the token of another claim, though nothing else has changed', async () => {
    const campaignId = await plan(1);
    const { token, attemptIds } = await claim(campaignId, 999, 10);
    const [ready] = await handOvers.decide(attemptIds, token, 'test');
    const stale = { ...ready!, attempt: { ...ready!.attempt, token: randomUUID() }, note };
    expect((await handOvers.handOver([stale], { provider: 'test', perSecond: 10 }, 'test')).size).toBe(0);
    expect(await countStates(campaignId)).toEqual({ claimed: 1 });
  });

  it('is refused when its window has closed while it waited', async () => {
    const campaignId = await plan(1);
    const { token, attemptIds } = await claim(campaignId, 999, 10);
    const ready = await handOvers.decide(attemptIds, token, 'test');
    const late = ready.map((each) => ({ ...each, validUntil: clock.now(), note }));
    expect((await handOvers.handOver(late, { provider: 'test', perSecond: 10 }, 'test')).size).toBe(0);
  });

  it('takes only what the rate allows and leaves the rest claimed', async () => {
    const campaignId = await plan(12);
    await t.database.execute(
      `INSERT INTO provider_buckets (provider, tokens, refilled_at) VALUES ('slow', 3, clock_timestamp())`,
    );
    const { token, attemptIds } = await claim(campaignId, 999, 20);
    const ready = (await handOvers.decide(attemptIds, token, 'test')).map((each) => ({ ...each, note }));
    const gone = await handOvers.handOver(ready, { provider: 'slow', perSecond: 3 }, 'test');
    expect(gone.size).toBe(3);
    expect(await countStates(campaignId)).toEqual({ claimed: 9, handed_over: 3 });
    await claims.releaseClaims(
      t.database,
      { token },
      { actor: 'test', at: clock.now(), reason: reason('claim-released') },
    );
    expect(await countStates(campaignId)).toEqual({ handed_over: 3, scheduled: 9 });
    await expectBalance(campaignId);
  });

  it('sees a contact that another campaign made in between', async () => {
    const campaignId = await plan(1);
    const { token, attemptIds } = await claim(campaignId, 999, 10);
    const ready = (await handOvers.decide(attemptIds, token, 'test')).map((each) => ({ ...each, note }));
    await t.database.execute(`INSERT INTO contact_log (customer_id, channel, at) VALUES ($1, 'sms', $2)`, [
      ready[0]!.attempt.customerId,
      clock.now(),
    ]);
    expect((await handOvers.handOver(ready, { provider: 'test', perSecond: 10 }, 'test')).size).toBe(0);
  });
});

describe('claims', () => {
  it('of two workers never share an attempt', async () => {
    const campaignId = await plan(40);
    const both = await Promise.all([claim(campaignId, 1, 30), claim(campaignId, 2, 30)]);
    const ids = both.flatMap(({ attemptIds }) => attemptIds);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(30);
    await expectBalance(campaignId);
  });
});
