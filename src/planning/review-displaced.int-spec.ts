import { jest } from '@jest/globals';
import { openBooks, readBooks } from '../../test/support/books.js';
import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../test/support/builders.js';
import { at, localTimeOf } from '../../test/support/calendar-rules.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { DisplacedContacts, REVIEW_DISPLACED } from './displaced-contacts.service.js';
import { LedgerReadModel } from './ledger.read-model.js';
import { ReviewDisplacedJob } from './review-displaced.job.js';

jest.setTimeout(60_000);

const WORKDAY = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '10:00', to: '11:00' }]);
const clock = new FixedClock('2026-11-23T00:00:00Z');
let t: TestDatabase;
let stage: DispatchStage;
let displaced: DisplacedContacts;
let agentId: number;
let [high, low]: [number, number] = [0, 0];
let people = 0;

/** Two contacts by SMS or call a day are too many: each customer has one of both campaigns on Tuesday, unless said. */
beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  displaced = stage.app.get(DisplacedContacts, { strict: false });
  agentId = await insertAgent(t.database, { agent_no: '010', shifts: WORKDAY });
  const common = { state: 'running', start_at: clock.now(), deadline_at: at('2026-12-20 20:00') };
  high = await insertCampaign(t.database, { ...common, priority: 9, audience: 5 });
  low = await insertCampaign(t.database, { ...common, priority: 5, audience: 5 });
});
afterAll(async () => {
  await stage.close();
  await t.close();
});

type Contact = { readonly local: string; readonly channel?: string; readonly fixed_time?: boolean };

async function plan(campaignId: number, customerId: number, { local, ...rest }: Contact): Promise<number> {
  const id = await insertVisit(t.database, campaignId, customerId, { agent_id: agentId });
  const address = `+8613600${String(customerId).padStart(6, '0')}`;
  return insertAttempt(t.database, { id, campaignId, customerId }, { address, scheduled_at: at(local), ...rest });
}

async function customer(): Promise<number> {
  people += 1;
  return insertCustomer(t.database, { phone: `+8613700${String(people).padStart(6, '0')}` });
}

async function timeOf(id: number): Promise<string | null> {
  const { at: scheduled } = await t.database.one<{ at: Date }>(
    'SELECT scheduled_at AS at FROM attempts WHERE id = $1',
    [id],
  );
  return localTimeOf(scheduled);
}

const movedFor = async (id: number) => (await new LedgerReadModel(t.database).status(id)).displaced;
const run = () =>
  stage.app.get(ReviewDisplacedJob, { strict: false }).run({ campaignId: high }, new AbortController().signal);

/** Faults planted, each seen to fail: nobody asked who goes first; calls moved to the first open minute. */
describe('a campaign of higher priority that begins to run', () => {
  it('takes the last slot: what lower ones have there moves, with its reason; the rest stays', async () => {
    const [one, two, three, four] = [await customer(), await customer(), await customer(), await customer()];
    for (const id of [one, two, three]) await plan(high, id, { local: '2026-11-24 10:00' });
    const moved = await plan(low, one, { local: '2026-11-24 15:00' });
    const appointment = await plan(low, two, { local: '2026-11-24 15:00', fixed_time: true });
    const roomy = await plan(low, three, { local: '2026-12-08 15:00', channel: 'email' });
    const other = await plan(low, four, { local: '2026-11-24 15:00' });
    for (const id of [high, low]) await openBooks(t.database, id);

    expect(await displaced.count(t.database, high)).toBe(2);
    expect(await displaced.count(t.database, low)).toBe(0);
    await run();

    expect(await timeOf(moved)).not.toBe('2026-11-24 15:00');
    expect((await timeOf(moved))! > '2026-11-24 20:00').toBe(true);
    expect([await timeOf(appointment), await timeOf(roomy), await timeOf(other)]).toEqual([
      '2026-11-24 15:00',
      '2026-12-08 15:00',
      '2026-11-24 15:00',
    ]);
    const events = await t.database.query<{ attemptId: number; reason: unknown }>(
      `SELECT attempt_id AS "attemptId", reason FROM visit_events WHERE actor = 'system:priority'`,
    );
    expect(events).toMatchObject([{ attemptId: moved, reason: { code: 'displaced', params: { campaignId: high } } }]);
    expect(await movedFor(high)).toBe(1);
    const books = await readBooks(t.database, low);
    expect(books.counters).toEqual(books.rows);
  });

  it('moves nothing more when it runs again', async () => {
    await run();
    expect(await movedFor(high)).toBe(1);
  });

  it('puts a call that it displaces into a free cell of its agent', async () => {
    const id = await customer();
    await plan(high, id, { local: '2026-11-25 10:00', channel: 'call' });
    const call = await plan(low, id, { local: '2026-11-25 10:30', channel: 'call' });
    // At ten of the next day the agent has somebody else.
    await plan(low, await customer(), { local: '2026-11-26 10:00', channel: 'call' });
    await run();
    expect(await timeOf(call)).toBe('2026-11-26 10:05');
  });

  it('is asked for once, and only where somebody goes behind', async () => {
    await displaced.ask(t.database, high);
    await displaced.ask(t.database, high);
    await displaced.ask(t.database, low);
    const jobs = await t.database.query<{ payload: unknown }>(
      `SELECT payload FROM graphile_worker._private_jobs j JOIN graphile_worker._private_tasks k ON k.id = j.task_id
       WHERE k.identifier = $1`,
      [REVIEW_DISPLACED],
    );
    expect(jobs).toEqual([{ payload: { campaignId: high } }]);
  });
});
