import { jest } from '@jest/globals';
import { ApprovalService } from '../access/approval.service.js';
import { CustomerService } from '../archive/customer.service.js';
import { TemplateService } from '../messages/template.service.js';
import { reason } from '../kernel/reason.js';
import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { ClaimRepository } from './claim.repository.js';
import { ReviewHeldJob } from './review-held.job.js';
import { TransitionRepository } from './transition.repository.js';

jest.setTimeout(60_000);

const clock = new FixedClock('2026-11-23T02:00:00Z');
let t: TestDatabase;
let stage: DispatchStage;
let people = 0;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
});
afterAll(async () => {
  await stage.close();
  await t.close();
});

/** A visit whose message could not be made, for the customer's name is missing. */
async function holdOne() {
  people += 1;
  const phone = `+8613500${String(people).padStart(6, '0')}`;
  const campaignId = await insertCampaign(t.database, {
    state: 'running',
    audience: 1,
    start_at: clock.now(),
    deadline_at: new Date(clock.now().getTime() + 100 * 86_400_000),
  });
  const customerId = await insertCustomer(t.database, { phone, name: '', updated_at: clock.now() });
  const visitId = await insertVisit(t.database, campaignId, customerId);
  const attemptId = await insertAttempt(
    t.database,
    { id: visitId, campaignId, customerId },
    { address: phone, scheduled_at: clock.now() },
  );
  await openBooks(t.database, campaignId);
  await hold({ campaignId, visitId, attemptId });
  return { campaignId, customerId, visitId, attemptId };
}

async function hold({ campaignId, visitId, attemptId }: { campaignId: number; visitId: number; attemptId: number }) {
  const author = { actor: 'test', at: clock.now() };
  const what = { campaignId, channel: 'sms', limit: 5, workerId: 1, offsetMs: clock.offsetMs() } as const;
  expect(
    (await stage.app.get(ClaimRepository, { strict: false }).claimDue(t.database, what, author)).attemptIds,
  ).toEqual([attemptId]);
  const step = { id: attemptId, from: ['claimed'], to: 'held' } as const;
  const move = { visitId, reason: reason('missing-variable', { variable: 'name' }), attempt: step };
  await stage.app.get(TransitionRepository, { strict: false }).transition(t.database, [move], author);
}

const review = () => stage.app.get(ReviewHeldJob, { strict: false }).run({}, new AbortController().signal);
const stateOf = async (attemptId: number) =>
  (await t.database.one<{ state: string }>('SELECT state FROM attempts WHERE id = $1', [attemptId])).state;

describe('what is held because its message cannot be made', () => {
  // The customer's time is business time, the claim's the server's own: one is behind the other, or ahead.
  it.each(['2026-06-03T02:00:00Z', '2026-11-24T02:00:00Z', '2026-12-16T02:00:00Z'])(
    'waits until the customer is changed, and goes on once, where it is %s',
    async (iso) => {
      clock.set(iso);
      const held = await holdOne();
      clock.advanceMs(60_000);
      await review();
      expect(await stateOf(held.attemptId)).toBe('held');

      const customers = stage.app.get(CustomerService, { strict: false });
      const { version } = await customers.get(held.customerId);
      await customers.edit(held.customerId, { name: '张三' }, version, 'user:a');
      clock.advanceMs(60_000);
      await review();
      expect(await stateOf(held.attemptId)).toBe('scheduled');

      await hold(held);
      clock.advanceMs(60_000);
      await review();
      expect(await stateOf(held.attemptId)).toBe('held');
      const books = await readBooks(t.database, held.campaignId);
      expect(books.counters).toEqual(books.rows);
    },
  );

  it('goes on when a second person has agreed to a text that was saved before', async () => {
    clock.set('2026-11-23T02:00:00Z');
    const draft = { id: 'visit-survey', channel: 'sms', language: 'zh-CN', purpose: 'service', body: '您好' } as const;
    await stage.app.get(TemplateService, { strict: false }).save(draft, 'user:alice');
    const held = await holdOne();
    clock.advanceMs(60_000);
    const approvals = stage.app.get(ApprovalService, { strict: false });
    const [wish] = await approvals.waiting();
    await approvals.decide(wish?.id ?? 0, 'user:bob', 'approved', null);
    await t.database.execute(`UPDATE customers SET name = '张三' WHERE id = $1`, [held.customerId]);
    await review();
    expect(await stateOf(held.attemptId)).toBe('scheduled');
  });
});
