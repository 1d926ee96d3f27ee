import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAgent } from '../../test/support/builders.js';
import { agentUser, buildDeskStage, planCall } from '../../test/support/desk-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let stage: Awaited<ReturnType<typeof buildDeskStage>>;
const clock = new FixedClock('2026-11-23T02:00:00Z');
let sequence = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  stage = await buildDeskStage(test.database, clock);
});
afterAll(() => test.close());

const newPhone = () => `+86134${String((sequence += 1)).padStart(8, '0')}`;
const answers = { product: 5, service: 4, nps: 9, ces: 6, suggestion: '很好' };
const spoken = { lineResult: 'answered', talkSeconds: 120, identityVerified: true, convenient: true };
const done = { ...spoken, disposition: 'completed', answers };

describe('the books', () => {
  it.each([
    done,
    { lineResult: 'answered', talkSeconds: 9, disposition: 'refused' },
    { lineResult: 'answered', talkSeconds: 9, disposition: 'opted_out', optOut: 'all' },
    { lineResult: 'no_answer', disposition: 'not_reached' },
    { lineResult: 'out_of_service', disposition: 'not_reached' },
    { ...spoken, convenient: false, disposition: 'inconvenient', appointmentAt: '2026-11-25T02:00:00Z' },
    { ...spoken, disposition: 'difficult', note: '…' },
  ])('balance after $disposition, and a second click changes nothing', async (form) => {
    const agentId = await insertAgent(test.database);
    const call = await planCall(test.database, agentId, newPhone());
    await openBooks(test.database, call.campaignId);
    await stage.desk.open(call.attemptId, agentId);
    const clicks = [1, 2].map(() => stage.desk.record(call.visitId, form, agentUser(agentId)));
    const results = await Promise.allSettled(clicks);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const books = await readBooks(test.database, call.campaignId);
    expect(books.counters).toEqual(books.rows);
    expect(books.wrongParts).toEqual([]);
  });

  it('balance after a contact made another way', async () => {
    const agentId = await insertAgent(test.database);
    const planned = await planCall(test.database, agentId, newPhone());
    await openBooks(test.database, planned.campaignId);
    const form = { channel: 'wechat', identityVerified: true, disposition: 'completed', answers };
    await stage.desk.recordElsewhere(planned.visitId, form, agentUser(agentId));
    const books = await readBooks(test.database, planned.campaignId);
    expect(books.counters).toEqual(books.rows);
    expect(books.wrongParts).toEqual([]);
  });
});
