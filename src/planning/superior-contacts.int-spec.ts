import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertVisit,
} from '../../test/support/builders.js';
import { openDispatchStage, type DispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { AttemptFactsReadModel } from './attempt-facts.read-model.js';

const NOW = new Date('2026-11-23T02:00:00Z');
const SOON = '2026-11-23T06:00:00Z';
const SHARED = '+8613800138000';

let t: TestDatabase;
let stage: DispatchStage;
let mine: number;
let housemate: number;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, new FixedClock(NOW.toISOString()));
  await insertAgent(t.database, { agent_no: '010' });
  mine = await insertCustomer(t.database, { phone: SHARED });
  housemate = await insertCustomer(t.database, { phone: SHARED });
}, 60_000);
afterAll(async () => {
  await stage.close();
  await t.close();
});

const campaignOf = (priority: number, state = 'running') => insertCampaign(t.database, { priority, state });
async function planFor(campaignId: number, customerId: number, changes: Record<string, unknown> = {}): Promise<number> {
  const id = await insertVisit(t.database, campaignId, customerId);
  return insertAttempt(t.database, { id, campaignId, customerId }, { address: SHARED, scheduled_at: SOON, ...changes });
}

describe('what campaigns that go first have planned', () => {
  it('is known to a lower one: for the customer, and for others at the same address', async () => {
    const high = await campaignOf(9);
    await planFor(high, mine);
    await planFor(high, housemate);
    await planFor(await campaignOf(9, 'paused'), mine);
    await planFor(await campaignOf(1), mine);
    const attempt = await planFor(await campaignOf(5), mine);
    const [loaded] = await stage.app.get(AttemptFactsReadModel, { strict: false }).load(t.database, [attempt], NOW);
    const contact = { at: new Date(SOON), channel: 'sms', address: SHARED, priority: 9 };
    expect(loaded!.facts.superior).toHaveLength(2);
    expect(loaded!.facts.superior).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...contact, ofCustomer: true }),
        expect.objectContaining({ ...contact, ofCustomer: false }),
      ]),
    );
  });
});
