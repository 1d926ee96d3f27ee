import { ContactLogRepository } from '../archive/contact-log.repository.js';
import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertRow, insertVisit } from '../../test/support/builders.js';
import { openCampaignServices } from '../../test/support/campaign-services.js';
import type { CampaignServices } from '../../test/support/campaign-services.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import type { Queryable } from '../database/database.service.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { RefusedError } from '../kernel/faults.js';
import { DisplacedContacts } from './displaced-contacts.service.js';
import { CampaignRunService } from './campaign-run.service.js';
import { CampaignVisitsReadModel } from './campaign-visits.read-model.js';
import { CompleteCampaignsJob } from './complete-campaigns.job.js';
import { FinishCancelJob } from './finish-cancel.job.js';
import { NO_DIFFERENCE } from './plan-difference.js';
import type { PlanService } from './plan.service.js';
import { StandingPlansService } from './standing-plans.service.js';
import { TransitionRepository } from './transition.repository.js';
import { VisitClosingService } from './visit-closing.service.js';
import { VisitRepository } from './visit.repository.js';

/** Keeps what was enqueued instead of running it. */
class RecordingQueue extends JobQueue {
  readonly jobs: { job: string; payload: object }[] = [];

  override async add(_db: Queryable, job: string, payload: object): Promise<void> {
    this.jobs.push({ job, payload });
    await Promise.resolve();
  }
}

const clock = new FixedClock('2026-11-23T02:00:00Z');
const queue = new RecordingQueue();
const visits = new CampaignVisitsReadModel();
const notStopped = new AbortController().signal;
let t: TestDatabase;
let services: CampaignServices;
let closing: VisitClosingService;
let runs: CampaignRunService;
let planned: number[] = [];
/** What planning again does to the campaign; true when it changed the plan. */
let replan: (id?: number) => Promise<boolean>;

beforeAll(async () => {
  t = await openTestDatabase();
  services = await openCampaignServices(t.database, clock);
  closing = new VisitClosingService(
    new CampaignVisitsReadModel(),
    new VisitRepository(),
    new TransitionRepository(new ContactLogRepository()),
    queue,
  );
  runs = new CampaignRunService(t.database, services.campaigns, plans, closing, new DisplacedContacts(queue), clock);
});
beforeEach(() => {
  clock.set('2026-11-23T02:00:00Z');
  planned = [];
  replan = () => Promise.resolve(false);
});
afterAll(() => t.close());

const plans = {
  plan: async (id: number) => {
    planned.push(id);
    return { changed: await replan(id) };
  },
} as unknown as PlanService;

interface Row {
  readonly visit?: object;
  readonly attempt?: Record<string, unknown> | null;
}

/** A campaign with one visit, and its attempt, for each row given. */
async function campaignWith(state: string, rows: readonly Row[], overrides: object = {}): Promise<number> {
  const survey = { survey_id: 'default', survey_version: 1 };
  const id = await insertCampaign(t.database, { state, ...survey, ...overrides });
  for (const { visit, attempt } of rows) {
    const customerId = await insertCustomer(t.database);
    const visitId = await insertVisit(t.database, id, customerId, { ladder: ['sms', 'email'], ...visit });
    if (attempt !== null) await insertAttempt(t.database, { id: visitId, campaignId: id, customerId }, attempt ?? {});
  }
  await t.database.execute(
    `UPDATE visits v SET ledger_part = ledger_part_of(v.state, a.state) FROM attempts a
      WHERE a.visit_id = v.id AND v.campaign_id = $1`,
    [id],
  );
  await openBooks(t.database, id);
  return id;
}

async function statesOf(campaignId: number): Promise<string[]> {
  const books = await readBooks(t.database, campaignId);
  expect(books.counters).toEqual(books.rows);
  expect(books.wrongParts).toEqual([]);
  const rows = await t.database.query<{ states: string }>(
    `SELECT v.state || ' ' || coalesce(a.state, '-') AS states FROM visits v LEFT JOIN attempts a ON a.visit_id = v.id
      WHERE v.campaign_id = $1 ORDER BY v.id`,
    [campaignId],
  );
  return rows.map(({ states }) => states);
}

/** Whether a statement in this database waits for a lock. */
async function somebodyWaits(): Promise<boolean> {
  const sql = `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  return (await t.database.one<{ n: number }>(sql)).n > 0;
}

const stateOf = async (id: number) => (await services.campaigns.get(id)).state;
const claimed = { attempt: { state: 'claimed', claim_token: '7b0c7a1e-6d3f-4a38-9d2a-0e1f5c3b2a19', claimed_by: 1 } };

describe('launching', () => {
  it('plans again, says what differs and who will be missed, and lets the campaign run', async () => {
    const before = { audience: 2, planned: 2, excluded: {}, feasibility: { feasible: true, missed: 0 } };
    const after = { ...before, planned: 1, unplaced: { 'unplaced-deadline': 1 }, feasibility: { missed: 1 } };
    const id = await campaignWith('planned', [], { plan_fingerprint: 'a', plan_summary: JSON.stringify(before) });
    replan = async () => {
      const sql = `UPDATE campaigns SET plan_fingerprint = 'b', plan_summary = $2 WHERE id = $1`;
      return (await t.database.execute(sql, [id, JSON.stringify(after)])) > 0;
    };
    expect(await runs.launch(id, 'user:alice')).toEqual({
      campaignId: id,
      state: 'running',
      displaceable: 0,
      replanned: true,
      changes: [
        { what: 'planned', before: 2, after: 1 },
        { what: 'unplaced.unplaced-deadline', before: 0, after: 1 },
      ],
      difference: NO_DIFFERENCE,
      previewHash: null,
      audienceHash: null,
      feasible: false,
      missed: 1,
      unplaced: { 'unplaced-deadline': 1 },
      shortfalls: [],
    });
    expect(planned).toEqual([id]);
    expect((await services.campaigns.get(id)).launchedAt).toEqual(clock.now());
  });

  it('says that nothing differs where nothing did', async () => {
    const id = await campaignWith('planned', [], { plan_fingerprint: 'a', plan_summary: { audience: 0 } });
    expect(await runs.launch(id, 'cli')).toMatchObject({ replanned: false, changes: [], feasible: true });
  });

  it('refuses a draft before anything is planned, and says what to do', async () => {
    const id = await campaignWith('draft', []);
    await expect(runs.launch(id, 'cli')).rejects.toThrow(/it is draft\. Plan it first/);
    expect(planned).toEqual([]);
  });
});

describe('pausing and resuming', () => {
  it('gives back what is reserved, and leaves what is in flight', async () => {
    const handedOver = { visit: { state: 'open' }, attempt: { state: 'handed_over' } };
    const id = await campaignWith('running', [{}, claimed, handedOver]);
    const { version } = await services.campaigns.get(id);
    expect(await runs.pause(id, 'user:alice')).toEqual({ campaignId: id, state: 'paused', affected: 1 });
    expect(await statesOf(id)).toEqual(['planned scheduled', 'planned scheduled', 'open handed_over']);
    const row = await t.database.one<{ reasons: unknown; claim_token: string | null }>(
      `SELECT reasons, claim_token FROM attempts WHERE campaign_id = $1 AND claimed_by = 1`,
      [id],
    );
    expect(row).toEqual({ reasons: [{ code: 'campaign-paused', params: {} }], claim_token: null });
    expect((await services.campaigns.get(id)).version).toBe(version + 1);
    expect(await runs.resume(id, 'user:alice')).toMatchObject({ state: 'running' });
  });

  it('waits for a hand-over that is under way, and lets none begin after it', async () => {
    const id = await campaignWith('running', [{}]);
    const order: string[] = [];
    let pausing: Promise<unknown> = Promise.resolve();
    await t.database.transaction(async (tx) => {
      await tx.query('SELECT state FROM campaigns WHERE id = $1 FOR SHARE', [id]);
      pausing = t.database.apart(() => runs.pause(id, 'cli').then(() => order.push('paused')));
      while (!(await somebodyWaits())) continue;
      order.push('handed over');
    });
    await pausing;
    expect(order).toEqual(['handed over', 'paused']);
  });

  it('refuses what is not running, or not paused', async () => {
    const id = await campaignWith('running', []);
    await expect(runs.resume(id, 'cli')).rejects.toThrow(RefusedError);
    await runs.pause(id, 'cli');
    await expect(runs.pause(id, 'cli')).rejects.toThrow(/it is paused\. Resume it, or cancel it/);
  });
});

describe('cancelling', () => {
  const job = () => new FinishCancelJob(t.database, services.campaigns, closing, clock);

  it('ends what is reserved at once and the rest by a job, the books balancing throughout', async () => {
    const id = await campaignWith('running', [
      {},
      claimed,
      { attempt: { state: 'held' } },
      { visit: { state: 'open' }, attempt: { state: 'handed_over' } },
      { visit: { state: 'open' }, attempt: { state: 'delivered' } },
      { visit: { state: 'completed', ended_at: '2026-11-23T01:30:00Z' }, attempt: { state: 'delivered' } },
    ]);
    expect(await runs.cancel(id, 'user:alice')).toEqual({ campaignId: id, state: 'cancelled', affected: 1 });
    expect((await statesOf(id)).slice(0, 2)).toEqual(['planned scheduled', 'cancelled skipped']);
    expect(queue.jobs.at(-1)).toEqual({ job: 'finish-cancel', payload: { campaignId: id, actor: 'user:alice' } });
    await job().run({ campaignId: id, actor: 'user:alice' }, notStopped);
    const ended = [
      'cancelled skipped',
      'cancelled skipped',
      'cancelled skipped',
      'cancelled handed_over',
      'cancelled delivered',
      'completed delivered',
    ];
    expect(await statesOf(id)).toEqual(ended);
    await job().run({ campaignId: id }, notStopped);
    expect(await statesOf(id)).toEqual(ended);
  });

  it('does nothing to a campaign that was not cancelled', async () => {
    const id = await campaignWith('running', [{}]);
    await job().run({ campaignId: id }, notStopped);
    expect(await statesOf(id)).toEqual(['planned scheduled']);
  });

  it('stops between two batches when the process stops, and goes on later', async () => {
    const id = await campaignWith('running', [{}, {}]);
    await runs.cancel(id, 'cli');
    await expect(job().run({ campaignId: id }, AbortSignal.abort())).rejects.toThrow();
    await job().run({ campaignId: id }, notStopped);
    expect(await statesOf(id)).toEqual(['cancelled skipped', 'cancelled skipped']);
  });
});

describe('the end of a campaign', () => {
  const job = () => new CompleteCampaignsJob(t.database, services.campaigns, runs, closing, clock);
  const done = { visit: { state: 'completed', ended_at: '2026-11-23T01:30:00Z' }, attempt: { state: 'delivered' } };

  it('comes when every visit has ended, once', async () => {
    const id = await campaignWith('running', [done, done]);
    expect(await runs.completeIfDone(id)).toBe(true);
    expect(await runs.completeIfDone(id)).toBe(false);
    expect(await services.campaigns.get(id)).toMatchObject({ state: 'completed', endedAt: clock.now() });
  });

  it('does not come while a visit is live, while it is paused, or while it is standing', async () => {
    const live = await campaignWith('running', [done, {}]);
    const paused = await campaignWith('paused', [done]);
    const standing = await campaignWith('running', [done], {
      standing: { trigger: 'last-service', earliestDays: 0, dueDays: 3 },
    });
    await job().run({}, notStopped);
    expect([await stateOf(live), await stateOf(paused), await stateOf(standing)]).toEqual([
      'running',
      'paused',
      'running',
    ]);
  });

  it('comes by the deadline: what may have arrived expires, what did not is unreachable', async () => {
    const id = await campaignWith('running', [
      {},
      { attempt: { state: 'held' } },
      { visit: { state: 'open' }, attempt: { state: 'delivered' } },
      { visit: { state: 'open' }, attempt: { state: 'undelivered' } },
    ]);
    clock.set('2026-11-26T12:00:00Z');
    await job().run({}, notStopped);
    expect(await statesOf(id)).toEqual([
      'unreachable skipped',
      'unreachable skipped',
      'expired delivered',
      'unreachable undelivered',
    ]);
    expect(await stateOf(id)).toBe('completed');
  });

  it('counts a notification that arrived as done', async () => {
    const accepted = { visit: { state: 'open' }, attempt: { state: 'accepted' } };
    const id = await campaignWith('running', [accepted, {}], { survey_id: null, survey_version: null });
    clock.set('2026-11-26T12:00:00Z');
    await job().run({}, notStopped);
    expect(await statesOf(id)).toEqual(['completed accepted', 'unreachable skipped']);
  });

  it('waits for what is in hand, in doubt, or agreed for a later time', async () => {
    const id = await campaignWith('running', [
      { visit: { state: 'open' }, attempt: { state: 'handed_over' } },
      { visit: { state: 'open' }, attempt: { state: 'in_doubt' } },
      { visit: { appointment_at: '2026-11-27T06:00:00Z' } },
    ]);
    clock.set('2026-11-26T12:00:00Z');
    await job().run({}, notStopped);
    expect(await statesOf(id)).toEqual(['open handed_over', 'open in_doubt', 'planned scheduled']);
    expect(await stateOf(id)).toBe('running');
  });
});

describe('standing campaigns at each tick', () => {
  it('are planned when somebody is newly due, and one fault does not stop the others', async () => {
    const standing = JSON.stringify({ trigger: 'last-service', earliestDays: 0, dueDays: 3 });
    const segment = JSON.stringify({ all: [{ field: 'tags', op: 'contains', value: 'tick' }] });
    const first = await campaignWith('running', [], { standing, segment });
    const second = await campaignWith('running', [], { standing, segment });
    await campaignWith('paused', [], { standing, segment });
    const tick = new StandingPlansService(t.database, services.campaigns, services.audience, plans, visits, clock);
    expect(await tick.planNewlyDue(['last-service'], notStopped)).toEqual([]);
    const customerId = await insertCustomer(t.database, { tags: ['tick'] });
    await insertRow(t.database, 'services', { customer_id: customerId, served_at: '2026-11-23T01:30:00Z' });
    replan = (id) => (id === first ? Promise.reject(new Error('out of order')) : Promise.resolve(true));
    await expect(tick.planNewlyDue(['last-service'], notStopped)).rejects.toThrow(AggregateError);
    expect(planned).toEqual([first, second]);
    expect(await tick.planNewlyDue(['birthday'], notStopped)).toEqual([]);
  });

  it('plan again whoever found no place before', async () => {
    const standing = JSON.stringify({ trigger: 'assigned', earliestDays: 0, dueDays: 3 });
    const id = await campaignWith('running', [], { standing });
    const tick = new StandingPlansService(t.database, services.campaigns, services.audience, plans, visits, clock);
    expect(await tick.retryUnplaced(notStopped)).toEqual([]);
    await t.database.execute(
      `INSERT INTO exclusions (campaign_id, customer_id, occasion, code, plan_version) VALUES ($1, $2, 'x', 'unplaced-no-room', 1)`,
      [id, await insertCustomer(t.database)],
    );
    expect(await tick.retryUnplaced(notStopped)).toEqual([id]);
  });
});
