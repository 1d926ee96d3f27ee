import {
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertRow,
  insertSurvey,
  insertVisit,
} from '../../test/support/builders.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { CALL_FATES } from './answer-model.js';
import { AnswerRatesReadModel } from './answer-rates.read-model.js';

const NOW = new Date('2026-12-20T02:00:00Z');
const SENT = '2026-11-23T01:00:00Z';
const launched = { state: 'completed', launched_at: '2026-11-23T00:00:00Z' };
const OVER = { ended_at: '2026-11-26T12:00:00Z' };
let t: TestDatabase;

beforeEach(async () => {
  t = await openTestDatabase();
  await insertSurvey(t.database);
});
afterEach(() => t.close());

const load = (id = 0, kind: 'routine' | 'holiday' = 'routine') =>
  new AnswerRatesReadModel().load(t.database, { id, kind }, NOW);
const minutesLater = (minutes: number) => new Date(Date.parse(SENT) + minutes * 60_000).toISOString();

interface Message {
  readonly channel?: 'sms' | 'email';
  readonly rung?: number;
  readonly state?: string;
  readonly visit?: object;
  /** Minutes until the answer, and whether it names its message, as a reply does and a web page may not. */
  readonly answered?: number;
  readonly isNamed?: boolean;
}

async function insertMessage(campaignId: number, message: Message): Promise<void> {
  const { channel = 'sms', rung = 0, state = 'delivered', answered, isNamed = true } = message;
  const customerId = await insertCustomer(t.database);
  const visit = { ...OVER, state: answered === undefined ? 'expired' : 'completed', ladder: ['sms', 'email'], rung };
  const visitId = await insertVisit(t.database, campaignId, customerId, { ...visit, ...message.visit });
  const of = { id: visitId, campaignId, customerId };
  const attemptId = await insertAttempt(t.database, of, { channel, rung, state, handed_over_at: SENT });
  if (answered !== undefined) {
    await insertRow(t.database, 'responses', {
      ...{ visit_id: visitId, campaign_id: campaignId, customer_id: customerId },
      ...{ survey_id: 'default', survey_version: 1, answers: {}, complete: true },
      ...{ channel: isNamed ? channel : 'web', attempt_id: isNamed ? attemptId : null },
      answered_at: minutesLater(answered),
    });
  }
}

describe('what the past says of messages', () => {
  it('is counted by channel and rung: sent, failed, answered, opted out, and after how long', async () => {
    const id = await insertCampaign(t.database, launched);
    for (const answered of [2, 4, 6, 8, 10]) await insertMessage(id, { answered });
    for (let i = 0; i < 3; i++) await insertMessage(id, {});
    await insertMessage(id, { state: 'failed', visit: { state: 'unreachable' } });
    await insertMessage(id, { state: 'undelivered', visit: { state: 'unreachable' } });
    await insertMessage(id, { visit: { state: 'opted_out' } });
    await insertMessage(id, { channel: 'email', rung: 1, state: 'accepted', answered: 30 });
    await insertMessage(id, { channel: 'email', rung: 1, state: 'assumed_sent' });
    const { messages } = await load();
    expect(messages).toEqual([
      { channel: 'email', rung: 1, sent: 2, failed: 0, answered: 1, optedOut: 0, delays: [30, 30, 30, 30, 30, 30, 30] },
      { channel: 'sms', rung: 0, sent: 11, failed: 2, answered: 5, optedOut: 1, delays: [2, 2.8, 4, 6, 8, 9.2, 10] },
    ]);
  });

  it('gives an answer on the web page to the message before it', async () => {
    // Mutant that this finds: answers of the page that belong to nothing, so that every rate is too low.
    const id = await insertCampaign(t.database, launched);
    await insertMessage(id, { answered: 20, isNamed: false });
    expect((await load()).messages).toMatchObject([{ sent: 1, answered: 1 }]);
  });

  it('leaves out who may still answer, what was cancelled, and what is not sent or in doubt', async () => {
    // Mutant that this finds: a campaign that runs and makes every rate look low.
    const id = await insertCampaign(t.database, launched);
    await insertMessage(id, { answered: 5 });
    await insertMessage(id, { visit: { ended_at: null, state: 'open', rolled_due_at: '2026-12-21T02:00:00Z' } });
    await insertMessage(id, { visit: { state: 'cancelled' } });
    await insertMessage(id, { state: 'in_doubt' });
    await insertMessage(id, { state: 'skipped' });
    expect((await load()).messages).toMatchObject([{ sent: 1, answered: 1 }]);
  });

  it('is of the newest twenty campaigns of the same kind, without the one that is rehearsed', async () => {
    const old = await insertCampaign(t.database, { ...launched, launched_at: '2026-10-01T00:00:00Z' });
    await insertMessage(old, {});
    const ids: number[] = [];
    for (let i = 0; i < 20; i++) ids.push(await insertCampaign(t.database, launched));
    await insertMessage(ids[0]!, { answered: 1 });
    await insertMessage(ids[1]!, { answered: 1 });
    await insertMessage(await insertCampaign(t.database, { ...launched, kind: 'holiday' }), {});
    await insertMessage(await insertCampaign(t.database, { launched_at: null }), {});
    expect((await load()).messages).toMatchObject([{ sent: 2, answered: 2 }]);
    // One of the twenty is the rehearsed one itself: then the old one is the twentieth.
    expect((await load(ids[1])).messages).toMatchObject([{ sent: 2, answered: 1 }]);
    expect((await load(0, 'holiday')).messages).toMatchObject([{ sent: 1, answered: 0 }]);
  });
});

describe('what the past says of calls', () => {
  it('is what was recorded at the desk, by rung; drafts and what was taken back do not count', async () => {
    const campaignId = await insertCampaign(t.database, launched);
    const record = async (rung: number, fields: object) => {
      const customerId = await insertCustomer(t.database);
      const ladder = ['sms', 'call'];
      const visitId = await insertVisit(t.database, campaignId, customerId, {
        ...OVER,
        state: 'expired',
        ladder,
        rung,
      });
      const of = { id: visitId, campaignId, customerId };
      const made = { channel: 'call', rung, state: 'delivered', handed_over_at: SENT };
      await insertRow(t.database, 'visit_records', {
        ...{ visit_id: visitId, campaign_id: campaignId, customer_id: customerId, channel: 'call' },
        ...{ attempt_id: await insertAttempt(t.database, of, made), state: 'complete' },
        ...{ created_at: SENT, completed_at: SENT, disposition: 'completed', line_result: 'answered', ...fields },
      });
    };
    await record(1, {});
    await record(1, { disposition: 'partial' });
    await record(1, { disposition: 'not_reached', line_result: 'busy' });
    await record(0, { disposition: 'not_reached', line_result: 'no_answer' });
    await record(1, { state: 'draft', completed_at: null });
    await record(1, { undone_at: SENT });
    const none = Object.fromEntries(CALL_FATES.map(({ name }) => [name, 0]));
    expect((await load()).calls).toEqual([
      { rung: 0, fates: { ...none, 'no-answer': 1 } },
      { rung: 1, fates: { ...none, completed: 2, busy: 1 } },
    ]);
  });
});

describe('without a past', () => {
  it('there are no rates, and what is assumed takes their place', async () => {
    expect(await load()).toEqual({ messages: [], calls: [] });
  });
});
