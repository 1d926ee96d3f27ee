import { insertAgent } from '../../test/support/builders.js';
import { agentUser, buildDeskStage, planCall, supervisor } from '../../test/support/desk-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';

const TEN = '2026-11-23T02:00:00Z';
let test: Awaited<ReturnType<typeof openTestDatabase>>;
let stage: Awaited<ReturnType<typeof buildDeskStage>>;
const clock = new FixedClock(TEN);
let sequence = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  stage = await buildDeskStage(test.database, clock);
});
beforeEach(() => clock.set(TEN));
afterAll(() => test.close());

const newPhone = () => `+86137${String((sequence += 1)).padStart(8, '0')}`;
const newAgent = (given: Record<string, unknown> = {}) => insertAgent(test.database, given);
const attempt = (id: number) =>
  test.database.one<{ state: string; scheduled_at: Date; claimed_by: number | null }>(
    'SELECT state, scheduled_at, claimed_by FROM attempts WHERE id = $1',
    [id],
  );
async function refusal(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (error instanceof RefusedError) return error.reason;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the next call', () => {
  it('is offered to its agent, the most urgent first, and stays the same until it is opened', async () => {
    const agentId = await newAgent();
    await planCall(test.database, agentId, newPhone());
    const due = { due_at: '2026-11-24T12:00:00Z', rolled_due_at: '2026-11-24T12:00:00Z' };
    const urgent = await planCall(test.database, agentId, newPhone(), { visit: due });
    const offered = await stage.desk.next(agentId);
    expect(offered).toMatchObject({ attemptId: urgent.attemptId, state: 'claimed', acquaintance: 'first' });
    expect((await stage.desk.next(agentId))?.attemptId).toBe(urgent.attemptId);
    expect((await stage.desk.list(agentId)).map(({ state }) => state)).toEqual(['claimed', 'scheduled']);
  });

  it('shows the script in the legal order, the questions, both clocks, and the number only once it is open', async () => {
    const agentId = await newAgent({ agent_no: '010' });
    const week = { week_due_at: '2026-11-25T02:00:00Z' };
    const { attemptId, phone } = await planCall(test.database, agentId, newPhone(), { visit: week });
    const offered = await stage.desk.next(agentId);
    expect(offered?.customer).toMatchObject({ name: '张三', isNumberShown: false });
    expect(offered?.customer.phone).toContain('****');
    expect(offered?.script.map(({ node }) => node).slice(0, 7)).toEqual([
      'greet', 'identity', 'announce', 'convenient', 'survey', 'reason', 'close',
    ]); // prettier-ignore
    expect(offered?.script[2]?.text).toContain('我的工号是010');
    expect(offered?.survey?.questions[0]).toMatchObject({ id: 'product', scale: { min: 1, max: 5 } });
    expect(offered?.clocks).toMatchObject({ sortAt: new Date(week.week_due_at), breached: false });
    const open = await stage.desk.open(attemptId, agentId);
    expect(open).toMatchObject({ state: 'handed_over', customer: { phone, isNumberShown: true } });
  });

  it('comes in the language of the customer', async () => {
    const agentId = await newAgent();
    await planCall(test.database, agentId, newPhone(), { customer: { language: 'en-GB' } });
    const call = await stage.desk.next(agentId);
    expect(call).toMatchObject({ locale: 'en', scriptProblem: null });
    expect(call?.script[1]?.text).toBe('Am I speaking to 张三?');
  });

  it('shows the last five contacts and what is open with the customer (E7)', async () => {
    const agentId = await newAgent();
    const { customerId } = await planCall(test.database, agentId, newPhone());
    for (let day = 1; day <= 6; day += 1) {
      await test.database.execute(
        `INSERT INTO contact_log (customer_id, channel, at, reached) VALUES ($1, 'other', $2, true)`,
        [customerId, `2026-10-0${day}T02:00:00Z`],
      );
    }
    await test.database.execute(`INSERT INTO open_issues VALUES ($1, 'follow-up', 'follow-up:99', $2)`, [
      customerId,
      TEN,
    ]);
    const call = await stage.desk.next(agentId);
    expect(call?.history.map(({ at }) => at.getUTCDate())).toEqual([6, 5, 4, 3, 2]);
    expect(call?.openIssues).toMatchObject([{ kind: 'follow-up', ref: 'follow-up:99' }]);
    expect(call?.acquaintance).toBe('frequent');
    expect(call?.script.map(({ node }) => node)).toContain('open-issue');
  });

  it('is none in rest hours: the offer moves to the next allowed instant', async () => {
    const agentId = await newAgent();
    const { attemptId } = await planCall(test.database, agentId, newPhone());
    clock.set('2026-11-23T04:30:00Z');
    expect(await stage.desk.next(agentId)).toBeNull();
    expect(await attempt(attemptId)).toMatchObject({
      state: 'scheduled',
      scheduled_at: new Date('2026-11-23T06:00:00Z'),
    });
  });

  it('is none for an account without an agent number (E3), nor for an agent who left', async () => {
    expect((await refusal(stage.desk.next(null))).code).toBe('agent-without-number');
    const gone = await newAgent({ active: false });
    expect((await refusal(stage.desk.next(gone))).code).toBe('agent-left');
  });
});

describe('opening a call', () => {
  it('tells the second agent who holds it', async () => {
    const [first, second] = [await newAgent({ agent_no: '0123', name: '王芳' }), await newAgent()];
    const { attemptId } = await planCall(test.database, first, newPhone());
    await stage.desk.next(first);
    const why = await refusal(stage.desk.open(attemptId, second));
    expect(why).toEqual({ code: 'call-held', params: { agentNo: '0123', name: '王芳' } });
    await stage.desk.open(attemptId, first);
    expect((await refusal(stage.desk.open(attemptId, second))).code).toBe('call-held');
    expect(await attempt(attemptId)).toMatchObject({ state: 'handed_over', claimed_by: first });
  });

  it('gives it to one of two who click at once, and counts one contact', async () => {
    const agentId = await newAgent();
    const { attemptId } = await planCall(test.database, agentId, newPhone());
    await Promise.allSettled([stage.desk.open(attemptId, agentId), stage.desk.open(attemptId, agentId)]);
    expect((await attempt(attemptId)).state).toBe('handed_over');
    const log = await test.database.query('SELECT reached FROM contact_log WHERE attempt_id = $1', [attemptId]);
    expect(log).toEqual([{ reached: false }]);
  });

  it('changes nothing the second time', async () => {
    const agentId = await newAgent();
    const { attemptId, visitId } = await planCall(test.database, agentId, newPhone());
    await stage.desk.open(attemptId, agentId);
    const events = () => test.database.one('SELECT count(*) AS n FROM visit_events WHERE visit_id = $1', [visitId]);
    const before = await events();
    await stage.desk.open(attemptId, agentId);
    expect(await events()).toEqual(before);
  });

  it('takes one out of turn from the own list, but never a second while one is open', async () => {
    const agentId = await newAgent();
    const later = { attempt: { scheduled_at: '2026-11-23T08:00:00Z' } };
    const first = await planCall(test.database, agentId, newPhone(), later);
    const second = await planCall(test.database, agentId, newPhone());
    await stage.desk.open(first.attemptId, agentId);
    const why = await refusal(stage.desk.open(second.attemptId, agentId));
    expect(why).toEqual({ code: 'another-call-open', params: { visitId: first.visitId } });
  });

  it('is refused in rest hours, after an opt-out and after an answer, whatever was offered before', async () => {
    const agentId = await newAgent();
    const resting = await planCall(test.database, agentId, newPhone());
    clock.set('2026-11-23T12:30:00Z');
    const why = await refusal(stage.desk.open(resting.attemptId, agentId));
    expect(why).toMatchObject({ code: 'rest-hours', params: { next: '2026-11-24T01:00:00.000Z' } });
    expect((await attempt(resting.attemptId)).scheduled_at).toEqual(new Date('2026-11-23T01:00:00Z'));
    clock.set(TEN);
    const silent = await planCall(test.database, agentId, newPhone(), { visit: { due_at: '2026-11-23T03:00:00Z' } });
    expect((await stage.desk.next(agentId))?.attemptId).toBe(silent.attemptId);
    await test.database.execute(`UPDATE addresses SET opted_out = '{call}', version = version + 1 WHERE address = $1`, [
      silent.phone,
    ]);
    expect((await refusal(stage.desk.open(silent.attemptId, agentId))).code).toBe('opted-out');
    const answered = await planCall(test.database, agentId, newPhone(), { visit: { due_at: '2026-11-23T02:30:00Z' } });
    await stage.desk.next(agentId);
    const answers = { product: 5, service: 5 };
    await stage.responses.recordAnswers({ visitId: answered.visitId, channel: 'web', answers, actor: 'customer' });
    await expect(stage.desk.open(answered.attemptId, agentId)).rejects.toThrow(RefusedError);
    expect((await attempt(answered.attemptId)).state).toBe('skipped');
  });

  it('is refused before the time of an appointment, and where there is no script (E5)', async () => {
    const agentId = await newAgent();
    const fixed = { fixed_time: true, scheduled_at: '2026-11-23T03:00:00Z' };
    const { attemptId } = await planCall(test.database, agentId, newPhone(), { attempt: fixed });
    expect((await refusal(stage.desk.open(attemptId, agentId))).code).toBe('appointment-later');
    clock.set('2026-11-23T02:56:00Z');
    expect((await stage.desk.open(attemptId, agentId)).state).toBe('handed_over');
    const other = await newAgent();
    const nameless = await planCall(test.database, other, newPhone(), { customer: { name: '' } });
    expect((await refusal(stage.desk.open(nameless.attemptId, other))).code).toBe('missing-variable');
    expect((await attempt(nameless.attemptId)).state).toBe('scheduled');
  });

  it('is not for messages, nor for what does not exist', async () => {
    const agentId = await newAgent();
    const sms = await planCall(test.database, agentId, newPhone(), {
      attempt: { channel: 'sms' },
      visit: { ladder: ['sms'] },
    });
    await expect(stage.desk.open(sms.attemptId, agentId)).rejects.toThrow(NotFoundError);
    await expect(stage.desk.open(987_654, agentId)).rejects.toThrow(NotFoundError);
  });

  it('can be given back before', async () => {
    const agentId = await newAgent();
    const { attemptId } = await planCall(test.database, agentId, newPhone());
    await stage.desk.next(agentId);
    await stage.desk.release(attemptId, agentId);
    expect((await attempt(attemptId)).state).toBe('scheduled');
  });
});

describe('an appointment', () => {
  it('is refused in rest hours with the next allowed instant, and changes nothing', async () => {
    const agentId = await newAgent();
    const { visitId, attemptId } = await planCall(test.database, agentId, newPhone());
    const lunch = new Date('2026-11-24T04:30:00Z');
    const why = await refusal(stage.desk.appointment(visitId, lunch, agentUser(agentId)));
    expect(why).toMatchObject({ code: 'appointment-in-rest-hours', params: { next: '2026-11-24T06:00:00.000Z' } });
    expect((await attempt(attemptId)).scheduled_at).toEqual(new Date('2026-11-23T01:00:00Z'));
  });

  it('moves the planned call, or takes the place of a planned message', async () => {
    const agentId = await newAgent();
    const at = new Date('2026-11-24T02:00:00Z');
    const call = await planCall(test.database, agentId, newPhone());
    await stage.desk.appointment(call.visitId, at, agentUser(agentId));
    const sms = await planCall(test.database, agentId, newPhone(), {
      attempt: { channel: 'sms' },
      visit: { ladder: ['sms'] },
    });
    await stage.desk.appointment(sms.visitId, at, supervisor);
    expect((await attempt(sms.attemptId)).state).toBe('skipped');
    const rows = await test.database.query(
      `SELECT a.channel, a.scheduled_at, a.fixed_time, v.appointment_at FROM attempts a JOIN visits v ON v.id = a.visit_id
       WHERE a.visit_id = ANY ($1) AND a.state = 'scheduled' ORDER BY a.visit_id`,
      [[call.visitId, sms.visitId]],
    );
    const row = { channel: 'call', scheduled_at: at, fixed_time: true, appointment_at: at };
    expect(rows).toEqual([row, row]);
  });

  it('after the promise needs the customer to have asked for it (T2); another agent cannot make it', async () => {
    const agentId = await newAgent();
    const { visitId } = await planCall(test.database, agentId, newPhone());
    const late = new Date('2026-11-27T02:00:00Z');
    expect((await refusal(stage.desk.appointment(visitId, late, agentUser(agentId)))).code).toBe(
      'appointment-after-due',
    );
    await stage.desk.appointment(visitId, late, agentUser(agentId), 'customer_requested');
    const other = agentUser(await newAgent());
    expect((await refusal(stage.desk.appointment(visitId, late, other))).code).toBe('visit-of-another');
  });
});

describe('handing visits over', () => {
  it('gives them to the colleague, with the offer', async () => {
    const [from, to] = [await newAgent(), await newAgent({ agent_no: '0777' })];
    const { visitId, attemptId } = await planCall(test.database, from, newPhone());
    await stage.desk.next(from);
    expect(await stage.desk.handOver([visitId], '0777', 'user:supervisor')).toEqual({ moved: 1 });
    expect(await stage.desk.next(from)).toBeNull();
    expect((await stage.desk.next(to))?.attemptId).toBe(attemptId);
    await newAgent({ agent_no: '0778', active: false });
    expect((await refusal(stage.desk.handOver([visitId], '0778', 'user:supervisor'))).code).toBe('agent-left');
  });
});
