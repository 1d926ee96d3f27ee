import { jest } from '@jest/globals';
import { MessageComposer } from '../messages/message-composer.service.js';
import { TemplateRegistrationService } from '../messages/template-registration.service.js';
import { TemplateService } from '../messages/template.service.js';
import { ReviewHeldJob } from '../planning/review-held.job.js';
import { DEFAULT_SURVEY } from '../surveys/default-survey.js';
import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { until } from '../../test/support/until.js';
import { DispatchWorker } from './dispatch.worker.js';
import { ReconcileJob } from './reconcile.job.js';
import { ReviewTemplatesJob } from './review-templates.job.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const MORNING = '2026-11-23T02:00:00Z'; // Monday 10:00 in Shanghai
const PROVIDER = 'sandbox:tencent';
const clock = new FixedClock(MORNING);
const signal = new AbortController().signal;
let t: TestDatabase;
let stage: DispatchStage;
let numbers = 0;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  await stage.sandbox.imitate('tencent');
});
beforeEach(() => clock.set(MORNING));
afterAll(async () => {
  await stage.app.get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

const registrations = () => stage.app.get(TemplateRegistrationService);
const send = () => stage.app.get(DispatchWorker).sendDue();

/** Registers the packaged SMS under a number, and lets the sandbox's review decide about it. */
async function register(providerTemplateId: string, text?: string): Promise<void> {
  const template = await stage.app.get(TemplateService).load('visit-survey', 'sms', 'zh-CN');
  if (template === null) throw new Error('no template');
  const { registered } = await stage.app.get(MessageComposer).textToRegister(template, PROVIDER, DEFAULT_SURVEY);
  const made = { provider: PROVIDER, template, providerTemplateId, longestParam: 12, ...registered };
  await registrations().register({ ...made, text: text ?? registered.text }, { actor: 'user:root', at: clock.now() });
}
async function approved(providerTemplateId = '1110'): Promise<void> {
  await register(providerTemplateId);
  await stage.app.get(ReviewTemplatesJob).run(null, signal);
}

interface Planned {
  readonly attemptId: number;
  readonly visitId: number;
  readonly customerId: number;
  readonly phone: string;
}

async function plan(phones: readonly (string | null)[], customer: object = {}, state: object = {}): Promise<Planned[]> {
  const rungs = JSON.stringify(['sms', 'email'].map((channel) => ({ channel, waitHours: 24 })));
  const survey = { survey_id: 'default', survey_version: 1 };
  const campaignId = await insertCampaign(t.database, {
    state: 'running',
    ladder: rungs,
    audience: phones.length,
    ...survey,
  });
  const planned: Planned[] = [];
  for (const given of phones) {
    numbers += 1;
    const phone = given ?? `+8613700${String(numbers).padStart(6, '0')}`;
    const customerId = await insertCustomer(t.database, { phone, email: `c${numbers}@example.com`, ...customer });
    const visitId = await insertVisit(t.database, campaignId, customerId, { ladder: ['sms', 'email'] });
    const attempt = { channel: 'sms', address: phone, scheduled_at: MORNING, ...state };
    const attemptId = await insertAttempt(t.database, { id: visitId, campaignId, customerId }, attempt);
    planned.push({ attemptId, visitId, customerId, phone });
  }
  await openBooks(t.database, campaignId);
  return planned;
}

const attemptOf = (id: number) =>
  t.database.one<{ state: string; provider: string | null; code: string | null; why: string | null; key: string }>(
    `SELECT state, provider, error_code AS code, reasons -> -1 ->> 'code' AS why, attempt_key AS key FROM attempts WHERE id = $1`,
    [id],
  );
const arrivedAt = (to: string) => stage.sandbox.messages({ channel: 'sms', direction: 'to-customer', to });
const becomes = (id: number, state: string) => until(state, async () => (await attemptOf(id)).state === state);

describe('a message to China while its text is not on the provider’s books', () => {
  it('is held and never sent, and says what to do; one to another country goes', async () => {
    const [china, elsewhere] = await plan([null, '+85251234567']);
    expect(await send()).toBe(1);
    expect(await attemptOf(china!.attemptId)).toMatchObject({ state: 'held', why: 'template-not-registered' });
    expect(await attemptOf(elsewhere!.attemptId)).toMatchObject({ provider: 'sandbox-sms' });
    expect(await arrivedAt(china!.phone)).toEqual([]);
  });

  it('is held while the review lasts, and where it was rejected, with its words', async () => {
    await register('1119');
    await stage.app.get(ReviewTemplatesJob).run(null, signal);
    const [waiting] = await plan([null]);
    await send();
    expect(await attemptOf(waiting!.attemptId)).toMatchObject({ state: 'held', why: 'template-in-review' });
    await register('1118');
    await stage.app.get(ReviewTemplatesJob).run(null, signal);
    const [{ note } = { note: null }] = await registrations().listOf('visit-survey');
    expect(note).toContain('短信用途');
    const [rejected] = await plan([null]);
    await send();
    expect(await attemptOf(rejected!.attemptId)).toMatchObject({ state: 'held', why: 'template-rejected' });
  });

  it('is held where another text than ours was approved', async () => {
    await register('1110', '{1},请为本次服务评分。');
    await registrations().decide({ provider: PROVIDER, providerTemplateId: '1110' }, { state: 'approved', note: null, at: clock.now() }, 'user:root'); // prettier-ignore
    const [other] = await plan([null]);
    await send();
    expect(await attemptOf(other!.attemptId)).toMatchObject({ state: 'held', why: 'template-text-differs' });
  });

  it('goes as soon as the review approved it', async () => {
    const [held] = await plan([null]);
    await send();
    clock.advanceMs(60_000);
    await approved();
    await stage.app.get(ReviewHeldJob, { strict: false }).run(null, signal);
    await send();
    await becomes(held!.attemptId, 'delivered');
    const [message] = await arrivedAt(held!.phone);
    expect(message?.body).toMatch(/^【Revisit】.+评分.+拒收请回复R$/);
    expect(message?.headers).toMatchObject({
      TemplateId: '1110',
      SessionContext: (await attemptOf(held!.attemptId)).key,
    });
  });
});

describe('a message by a registered template', () => {
  beforeAll(() => approved());

  it('goes to each number by the provider of its country, once', async () => {
    const planned = await plan([null, '+85251234570', null, '+85251234568']);
    expect(await send()).toBe(4);
    for (const { attemptId } of planned) await becomes(attemptId, 'delivered');
    const providers = await Promise.all(planned.map(async ({ attemptId }) => (await attemptOf(attemptId)).provider));
    expect(providers).toEqual(['sandbox-tencent', 'sandbox-sms', 'sandbox-tencent', 'sandbox-sms']);
    for (const { phone } of planned) expect(await arrivedAt(phone)).toHaveLength(1);
  });

  it('is held where a parameter is longer than was agreed', async () => {
    const [long] = await plan([null], { name: '阿卜杜拉·买买提·艾合买提·热合曼' });
    await send();
    expect(await attemptOf(long!.attemptId)).toMatchObject({ state: 'held', why: 'parameter-too-long' });
  });

  it('changes the provider with the number: the planned one is no good any more, the other is elsewhere', async () => {
    const [moved] = await plan(['+85251234569']);
    const row = { kind: 'phone', phone_type: 'mobile', country: 'CN', position: 2 };
    const phone = '+8613700999001';
    await t.database.execute(`INSERT INTO addresses (address, kind) VALUES ($1, 'phone') ON CONFLICT DO NOTHING`, [
      phone,
    ]);
    await t.database.execute(
      `INSERT INTO contact_points (customer_id, kind, raw, address, phone_type, country, position)
       VALUES ($1, $2, $3, $3, $4, $5, $6)`,
      [moved!.customerId, row.kind, phone, row.phone_type, row.country, row.position],
    );
    await t.database.execute(`UPDATE addresses SET status = 'hard-bounced' WHERE address = $1`, [moved!.phone]);
    while ((await send()) === 0) expect((await attemptOf(moved!.attemptId)).state).toBe('scheduled');
    expect(await attemptOf(moved!.attemptId)).toMatchObject({ provider: 'sandbox-tencent' });
    expect(await arrivedAt(phone)).toHaveLength(1);
  });

  it.each([
    ['+8619900001015', 'failed', 'FailedOperation.PhoneNumberInBlacklist'],
    ['+8619900001016', 'failed', 'InvalidParameterValue.IncorrectPhoneNumber'],
    ['+8619900001025', 'failed', 'LimitExceeded.PhoneNumberDailyLimit'],
    ['+8619900003001', 'undelivered', 'UNDELIV'],
    ['+8619900003005', 'undelivered', 'MK:0001'],
  ])('to %s ends as %s', async (to, state, code) => {
    const [met] = await plan([to]);
    await send();
    await becomes(met!.attemptId, state);
    expect(await attemptOf(met!.attemptId)).toMatchObject({ code });
  });

  it('makes an opt-out of the provider’s blacklist, and blames a number that is none', async () => {
    const of = (address: string) =>
      t.database.one<{ status: string; opted: string[] }>(
        'SELECT status, opted_out AS opted FROM addresses WHERE address = $1',
        [address],
      );
    expect((await of('+8619900001015')).opted).toContain('sms');
    expect((await of('+8619900001016')).status).toBe('hard-bounced');
    expect((await of('+8619900001025')).status).toBe('active');
  });

  it('whose answer was lost is settled by its report, or by asking for the key; an empty answer proves nothing', async () => {
    const [lost] = await plan(['+8619900000500']);
    await send();
    await becomes(lost!.attemptId, 'delivered');
    const doubt = { state: 'in_doubt', provider: 'sandbox-tencent', body_hash: 'x', handed_over_at: MORNING };
    const [gone] = await plan([null], {}, doubt);
    const { key } = await attemptOf(gone!.attemptId);
    clock.advanceMs(120_000);
    await stage.app.get(ReconcileJob).run(null, signal);
    expect((await attemptOf(gone!.attemptId)).state).toBe('in_doubt');
    await t.database.execute(
      `INSERT INTO sandbox_messages (channel, direction, message_id, from_address, to_address, body, headers, status, received_at)
       VALUES ('sms', 'to-customer', '5000:1', 'x', $1, 'x', jsonb_build_object('SessionContext', $2::text), 'delivered', $3)`,
      [gone!.phone, key, clock.now()],
    );
    await stage.app.get(ReconcileJob).run(null, signal);
    expect((await attemptOf(gone!.attemptId)).state).toBe('delivered');
  });

  it('whose template is refused holds the others of it until somebody looked, and the books balance', async () => {
    const [refused] = await plan(['+8619900001014']);
    await send();
    await becomes(refused!.attemptId, 'failed');
    const [{ state, note } = { state: null, note: null }] = await registrations().listOf('visit-survey');
    expect([state, note]).toEqual(['rejected', 'FailedOperation.TemplateIncorrectOrUnapproved']);
    const [next] = await plan([null]);
    await send();
    expect(await attemptOf(next!.attemptId)).toMatchObject({ state: 'held', why: 'template-rejected' });
    const campaigns = await t.database.query<{ id: number }>('SELECT id FROM campaigns');
    for (const { id } of campaigns) {
      const books = await readBooks(t.database, id);
      expect(books.counters).toEqual(books.rows);
      expect(books.wrongParts).toEqual([]);
    }
  });
});
