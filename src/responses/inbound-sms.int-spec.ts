import { insertAttempt } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { askBySms, buildResponseStage } from '../../test/support/response-stage.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import { InputError, RefusedError } from '../kernel/faults.js';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let stage: Awaited<ReturnType<typeof buildResponseStage>>;
const clock = new FixedClock('2026-11-23T03:00:00Z');
let sequence = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  stage = await buildResponseStage(test.database, clock);
});
afterAll(() => test.close());
beforeEach(() => clock.set('2026-11-23T03:00:00Z'));

const newPhone = () => `+86138${String((sequence += 1)).padStart(8, '0')}`;
const receive = (from: string, body: string, messageId = `SM${(sequence += 1)}`) =>
  stage.inboundSms.receive({ provider: 'sandbox', messageId, from, to: '+8610690000', body, at: clock.now() });
const visitOf = (id: number) => test.database.one<{ state: string }>('SELECT state FROM visits WHERE id = $1', [id]);
const responseOf = (id: number) =>
  test.database.maybe<Record<string, unknown>>('SELECT * FROM responses WHERE visit_id = $1', [id]);
const addressOf = (address: string) =>
  test.database.one<{ status: string; opted_out: string[] }>(
    'SELECT status, opted_out FROM addresses WHERE address = $1',
    [address],
  );

describe('a reply by SMS', () => {
  it('answers the question, completes the visit and is complete, for one question was asked', async () => {
    const asked = await askBySms(test.database, newPhone());
    expect(await receive(asked.phone, '５。 服务很好')).toEqual({ outcome: 'answered', reply: null, duplicate: false });
    expect(await visitOf(asked.visitId)).toEqual({ state: 'completed' });
    expect(await responseOf(asked.visitId)).toMatchObject({
      service_score: 5,
      product_score: null,
      comment: '服务很好',
      channel: 'sms',
      attempt_id: asked.attemptId,
      complete: true,
      late: false,
      survey_version: 1,
    });
    expect(stage.listener.heard.at(-1)).toMatchObject({ visitId: asked.visitId, serviceScore: 5, version: 1 });
  });

  it('changes nothing when the provider tells it twice, even at the same moment', async () => {
    const asked = await askBySms(test.database, newPhone());
    const told = await Promise.all([1, 2, 3].map(() => receive(asked.phone, '4', `SM-same-${asked.visitId}`)));
    expect(told.filter(({ duplicate }) => duplicate)).toHaveLength(2);
    expect(await responseOf(asked.visitId)).toMatchObject({ service_score: 4, version: 1 });
  });

  it('adds later words to the answer, and takes a change of mind as an edit', async () => {
    const asked = await askBySms(test.database, newPhone());
    await receive(asked.phone, '4');
    expect((await receive(asked.phone, '谢谢你们')).outcome).toBe('comment');
    expect((await receive(asked.phone, '3')).outcome).toBe('answered');
    expect(await responseOf(asked.visitId)).toMatchObject({ service_score: 3, comment: '谢谢你们', version: 3 });
    const edits = await test.database.query<{ version: number; answers: object }>(
      'SELECT e.version, e.answers FROM response_edits e JOIN responses r ON r.id = e.response_id WHERE r.visit_id = $1 ORDER BY 1',
      [asked.visitId],
    );
    expect(edits.map(({ answers }) => answers)).toEqual([
      { service: 4 },
      { service: 4, suggestion: '谢谢你们' },
      { service: 3, suggestion: '谢谢你们' },
    ]);
  });

  it('ends the next rung that was planned already', async () => {
    const asked = await askBySms(test.database, newPhone(), { visit: { rung: 1 } });
    const { visitId: id, campaignId, customerId } = asked;
    const next = await insertAttempt(
      test.database,
      { id, campaignId, customerId },
      { rung: 1, channel: 'email', state: 'claimed' },
    );
    await receive(asked.phone, '5');
    expect(await test.database.one('SELECT state FROM attempts WHERE id = $1', [next])).toEqual({ state: 'skipped' });
  });

  it('is late after the deadline, and still counts for the visit that had expired', async () => {
    const ended = { state: 'expired', ledger_part: 'unanswered', ended_at: '2026-11-26T12:00:00Z' };
    const asked = await askBySms(test.database, newPhone(), { visit: ended });
    clock.set('2026-11-27T02:00:00Z');
    await receive(asked.phone, '5');
    expect(await responseOf(asked.visitId)).toMatchObject({ late: true });
    expect(await visitOf(asked.visitId)).toEqual({ state: 'completed' });
  });
});

describe('a number outside the scale', () => {
  it('is asked about once, politely; then it is free text and counts for no average', async () => {
    const asked = await askBySms(test.database, newPhone());
    const first = await receive(asked.phone, '10');
    expect(first).toMatchObject({ outcome: 're-asked', reply: expect.stringContaining('1-5') });
    expect((await visitOf(asked.visitId)).state).toBe('open');
    expect(await receive(asked.phone, '0')).toMatchObject({ outcome: 'comment', reply: null });
    expect(await responseOf(asked.visitId)).toMatchObject({ service_score: null, comment: '0', complete: false });
  });

  it('is never asked about in rest hours', async () => {
    const asked = await askBySms(test.database, newPhone());
    clock.set('2026-11-23T14:30:00Z');
    expect(await receive(asked.phone, '9')).toMatchObject({ outcome: 'comment', reply: null });
  });
});

describe('a word that needs no question', () => {
  it('R opts out: every live visit at that number ends, and the number is closed', async () => {
    const phone = newPhone();
    const first = await askBySms(test.database, phone);
    const second = await askBySms(test.database, phone);
    expect((await receive(phone, 'Ｒ。')).outcome).toBe('opted-out');
    expect([(await visitOf(first.visitId)).state, (await visitOf(second.visitId)).state]).toEqual([
      'opted_out',
      'opted_out',
    ]);
    expect((await addressOf(phone)).opted_out).toEqual(['sms']);
    const [entry] = await test.database.query('SELECT source, evidence, actor FROM opt_outs WHERE address = $1', [
      phone,
    ]);
    expect(entry).toEqual({ source: 'sms-reply', evidence: 'Ｒ。', actor: 'customer' });
  });

  it('leaves alone a visit that goes another way', async () => {
    const asked = await askBySms(test.database, newPhone(), { attempt: { channel: 'call' } });
    await receive(asked.phone, 'STOP');
    expect((await visitOf(asked.visitId)).state).toBe('open');
  });

  it('opts out a number that nobody knows, and lets it come back', async () => {
    const phone = newPhone();
    await receive(phone, '退订');
    expect((await addressOf(phone)).opted_out).toEqual(['sms']);
    expect((await receive(phone, '恢复')).outcome).toBe('opted-in');
    expect((await addressOf(phone)).opted_out).toEqual([]);
  });

  it('HELP says who we are', async () => {
    expect(await receive(newPhone(), 'help')).toMatchObject({
      outcome: 'help',
      reply: expect.stringContaining('三学苑'),
    });
  });

  it('is not looked for in what a machine writes', async () => {
    const asked = await askBySms(test.database, newPhone());
    expect((await receive(asked.phone, '【自动回复】我正在开会，稍后联系您。')).outcome).toBe('ignored');
    expect((await visitOf(asked.visitId)).state).toBe('open');
  });
});

describe('a message that a person must read', () => {
  const queued = async (phone: string) => (await stage.inbox.list()).filter(({ from }) => from === phone);

  it('suspends the address while it may be a complaint or a refusal', async () => {
    const asked = await askBySms(test.database, newPhone());
    expect((await receive(asked.phone, '我要投诉！')).outcome).toBe('queued');
    expect((await addressOf(asked.phone)).status).toBe('suspended');
    const [message] = await queued(asked.phone);
    expect(message).toMatchObject({ reason: { code: 'review-words' }, candidates: [{ visitId: asked.visitId }] });
    await stage.inbox.decide(message?.id ?? 0, { kind: 'ignore' }, 'user:alice');
    expect((await addressOf(asked.phone)).status).toBe('active');
  });

  it('comes from a number of several customers: candidates are shown, and the choice is recorded', async () => {
    const phone = newPhone();
    const first = await askBySms(test.database, phone);
    const second = await askBySms(test.database, phone, { customer: { name: '李四' } });
    expect((await receive(phone, '2')).outcome).toBe('queued');
    const [message] = await queued(phone);
    expect(message).toMatchObject({ reason: { code: 'several-customers' }, body: '2' });
    expect(message?.candidates.map(({ customerName }) => customerName).sort()).toEqual(['张三', '李四']);
    await stage.inbox.decide(message?.id ?? 0, { kind: 'answer', visitId: second.visitId, score: 2 }, 'user:alice');
    expect(await responseOf(second.visitId)).toMatchObject({ service_score: 2 });
    expect(await responseOf(first.visitId)).toBeNull();
    expect(await queued(phone)).toEqual([]);
  });

  it('comes from nobody that was asked, or too late', async () => {
    const stranger = newPhone();
    await receive(stranger, '5');
    expect(await queued(stranger)).toMatchObject([{ reason: { code: 'unknown-sender' }, candidates: [] }]);
    const asked = await askBySms(test.database, newPhone(), { askedAt: '2026-11-01T02:00:00Z' });
    await receive(asked.phone, '5');
    expect(await queued(asked.phone)).toMatchObject([
      { reason: { code: 'late-reply' }, candidates: [{ visitId: asked.visitId }] },
    ]);
  });

  it('is decided once, and only for a visit that was asked at this number', async () => {
    const asked = await askBySms(test.database, newPhone());
    const other = await askBySms(test.database, newPhone());
    await receive(asked.phone, '不要再发了');
    const [message] = await queued(asked.phone);
    const id = message?.id ?? 0;
    const wrong = { kind: 'answer', visitId: other.visitId, score: 5 } as const;
    await expect(stage.inbox.decide(id, wrong, 'user:alice')).rejects.toThrow(InputError);
    await stage.inbox.decide(id, { kind: 'opt-out', allChannels: true }, 'user:alice');
    expect((await addressOf(asked.phone)).opted_out).toEqual(['all']);
    expect((await visitOf(asked.visitId)).state).toBe('opted_out');
    await expect(stage.inbox.decide(id, { kind: 'ignore' }, 'user:bob')).rejects.toThrow(RefusedError);
    expect(await stage.inbox.count()).toBe((await stage.inbox.list()).length);
  });
});
