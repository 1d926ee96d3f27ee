import { readBooks, openBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { ContactLogRepository } from '../archive/contact-log.repository.js';
import { reason } from '../kernel/reason.js';
import { ClaimRepository } from './claim.repository.js';
import { LedgerReadModel } from './ledger.read-model.js';
import { RollUpLedgerJob } from './roll-up-ledger.job.js';
import { TransitionRepository } from './transition.repository.js';

const clock = new FixedClock('2026-11-23T02:00:00Z');
const VISITS = 12;
let t: TestDatabase;
let campaignId: number;
let visits: { visitId: number; attemptId: number }[];

beforeAll(async () => (t = await openTestDatabase()));
afterAll(() => t.close());
beforeEach(async () => {
  await t.database.execute('TRUNCATE campaigns, customers, addresses CASCADE');
  campaignId = await insertCampaign(t.database, { state: 'running', audience: VISITS });
  visits = [];
  for (let i = 0; i < VISITS; i += 1) {
    const customerId = await insertCustomer(t.database);
    const visitId = await insertVisit(t.database, campaignId, customerId);
    visits.push({ visitId, attemptId: await insertAttempt(t.database, { id: visitId, campaignId, customerId }) });
  }
  await openBooks(t.database, campaignId);
});

const author = () => ({ actor: 'test', at: clock.now() });
const rollUp = () => new RollUpLedgerJob(t.database).run({}, new AbortController().signal);
const rowCount = async () =>
  (await t.database.one<{ n: number }>('SELECT count(*) AS n FROM ledger_deltas WHERE campaign_id = $1', [campaignId]))
    .n;
const status = () => new LedgerReadModel(t.database).status(campaignId);

/** Claims everything and gives it back, attempt by attempt: twice as many rows of every counter. */
async function stir(): Promise<void> {
  const claims = new ClaimRepository();
  for (const { visitId, attemptId } of visits) {
    const what = { campaignId, channel: 'sms', limit: 1, workerId: 1, offsetMs: clock.offsetMs() } as const;
    const { token } = await claims.claimDue(t.database, what, author());
    await claims.releaseClaims(t.database, { token }, { ...author(), reason: reason('claim-released') });
    const hold = { id: attemptId, from: ['scheduled'], to: 'held' } as const;
    const transitions = new TransitionRepository(new ContactLogRepository());
    await transitions.transition(t.database, [{ visitId, reason: reason('open-complaint'), attempt: hold }], author());
  }
}

describe('the roll-up of the ledger', () => {
  it('leaves one row for each counter and every sum as it was, once or twice', async () => {
    await stir();
    const before = await status();
    expect(before.attempts).toMatchObject({ scheduled: 0, held: VISITS });
    const many = await rowCount();
    await rollUp();
    const few = await rowCount();
    expect(few).toBeLessThan(many);
    const keys = await t.database.query('SELECT kind, key FROM ledger_deltas GROUP BY kind, key HAVING count(*) > 1');
    expect(keys).toEqual([]);
    expect(await status()).toEqual(before);
    await rollUp();
    expect(await rowCount()).toBe(few);
    expect(await status()).toEqual(before);
  });

  it('keeps the books balanced at every moment, while rows move and others roll up too', async () => {
    let moving = true;
    const watched: boolean[] = [];
    const watch = async () => {
      while (moving) watched.push((await status()).balanced);
    };
    const roll = async () => {
      while (moving) await rollUp();
    };
    const busy = Promise.all([watch(), roll(), roll()]);
    await stir();
    moving = false;
    await busy;
    expect(watched.length).toBeGreaterThan(0);
    expect(watched).not.toContain(false);
    const books = await readBooks(t.database, campaignId);
    expect(books.counters).toEqual(books.rows);
    expect((await status()).attempts).toMatchObject({ held: VISITS });
  });

  it('stops between campaigns when it is told to', async () => {
    await stir();
    const many = await rowCount();
    await new RollUpLedgerJob(t.database).run({}, AbortSignal.abort());
    expect(await rowCount()).toBe(many);
  });
});
