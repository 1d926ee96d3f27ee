import { ContactLogRepository } from '../archive/contact-log.repository.js';
import { SendingHoldRepository } from '../planning/sending-hold.repository.js';
import { TransitionRepository } from '../planning/transition.repository.js';
import { openBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import type { FoundMessage } from './provider.js';
import type { ProviderEndpoints } from './provider-endpoints.service.js';
import { ReceiptService } from './receipt.service.js';
import { ReconcileJob } from './reconcile.job.js';
import type { ResultService } from './result.service.js';

const HANDED_OVER = '2026-11-23T02:00:00Z';
const clock = new FixedClock(HANDED_OVER);
let t: TestDatabase;
let atProvider: FoundMessage[] = [];
let numbers = 0;

beforeAll(async () => {
  t = await openTestDatabase();
});
beforeEach(() => {
  clock.set('2026-11-23T02:05:00Z');
  atProvider = [];
});
afterAll(() => t.close());

function reconcile(): Promise<void> {
  const transitions = new TransitionRepository(new ContactLogRepository());
  const receipts = new ReceiptService(t.database, transitions, {} as ResultService, clock, new SendingHoldRepository());
  const provider = { name: 'p', lookup: () => Promise.resolve(atProvider), close: () => Promise.resolve() };
  const endpoints = { open: () => [{ provider }] } as unknown as ProviderEndpoints;
  return new ReconcileJob(t.database, transitions, receipts, endpoints, clock).run({}, new AbortController().signal);
}

/** Messages of one text to one number, whose outcome nobody knows. */
async function doubt(count: number): Promise<() => Promise<string[]>> {
  const campaignId = await insertCampaign(t.database, { state: 'running', audience: count });
  numbers += 1;
  const address = `+1415555${String(numbers).padStart(4, '0')}`;
  for (let i = 0; i < count; i += 1) {
    const customerId = await insertCustomer(t.database, { phone: address });
    const id = await insertVisit(t.database, campaignId, customerId, { state: 'open', ledger_part: 'in_doubt' });
    const handedOver = { address, provider: 'p', body_hash: 'the same', handed_over_at: HANDED_OVER };
    await insertAttempt(t.database, { id, campaignId, customerId }, { state: 'in_doubt', ...handedOver });
  }
  await openBooks(t.database, campaignId);
  return async () => {
    const sql = 'SELECT state FROM attempts WHERE campaign_id = $1 ORDER BY id';
    return (await t.database.query<{ state: string }>(sql, [campaignId])).map(({ state }) => state);
  };
}

describe('what is in doubt', () => {
  it('stays so when the provider finds nothing, which proves nothing, and is assumed sent after half an hour', async () => {
    const states = await doubt(1);
    await reconcile();
    expect(await states()).toEqual(['in_doubt']);
    clock.set('2026-11-23T02:31:00Z');
    await reconcile();
    expect(await states()).toEqual(['assumed_sent']);
    await reconcile();
    expect(await states()).toEqual(['assumed_sent']);
  });

  it('takes a message that the provider has, of the same text to the same number, for proof', async () => {
    const states = await doubt(1);
    atProvider = [{ providerMessageId: 'M1', status: 'delivered' }];
    await reconcile();
    expect(await states()).toEqual(['delivered']);
  });

  it('takes it for nobody in particular when two of them may own it, and for both when there are two', async () => {
    const states = await doubt(2);
    atProvider = [{ providerMessageId: 'M2', status: 'delivered' }];
    await reconcile();
    expect(await states()).toEqual(['in_doubt', 'in_doubt']);
    atProvider = [...atProvider, { providerMessageId: 'M3', status: 'delivered' }];
    await reconcile();
    expect(await states()).toEqual(['delivered', 'delivered']);
  });
});
