import { jest } from '@jest/globals';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { ReviewLateJob } from '../planning/review-late.job.js';
import { DispatchWorker } from './dispatch.worker.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const MORNING = '2026-11-23T02:00:00Z'; // Monday 10:00 in Shanghai
const clock = new FixedClock(MORNING);
let t: TestDatabase;
let stage: DispatchStage;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock, { EMAIL_PER_DAY: '7' });
});
afterAll(async () => {
  await stage.app.get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

async function planEmails(count: number): Promise<void> {
  const ladder = JSON.stringify([{ channel: 'email', waitHours: 24 }]);
  const survey = { survey_id: 'default', survey_version: 1 };
  const campaignId = await insertCampaign(t.database, { state: 'running', ladder, audience: count, ...survey });
  for (let i = 0; i < count; i += 1) {
    const email = `user${i}@example.com`;
    const customerId = await insertCustomer(t.database, { email });
    const visitId = await insertVisit(t.database, campaignId, customerId, { ladder: ['email'] });
    const attempt = { channel: 'email', address: email, scheduled_at: MORNING };
    await insertAttempt(t.database, { id: visitId, campaignId, customerId }, attempt);
  }
}

describe('the limit of a day', () => {
  it('lets no more go on one local day of the organisation, and the rest on the next', async () => {
    await planEmails(10);
    const worker = stage.app.get(DispatchWorker);
    expect(await worker.sendDue()).toBe(7);
    expect(await worker.sendDue()).toBe(0);
    clock.set('2026-11-23T12:00:00Z'); // still Monday in Shanghai
    expect(await worker.sendDue()).toBe(0);
    clock.set('2026-11-24T02:00:00Z');
    // It was due too long ago by now: nothing goes before it has a new place.
    expect(await worker.sendDue()).toBe(0);
    await stage.app.get(ReviewLateJob, { strict: false }).run({}, new AbortController().signal);
    clock.advanceMs(60_000);
    expect(await worker.sendDue()).toBe(3);
    const { units } = await t.database.one<{ units: number }>(
      "SELECT day_units AS units FROM provider_buckets WHERE provider = 'sandbox-email'",
    );
    expect(units).toBe(3);
  });
});
