import { openBooks, readBooks } from '../../test/support/books.js';
import { insertAgent } from '../../test/support/builders.js';
import { agentUser, buildDeskStage, planCall } from '../../test/support/desk-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import { InputError, RefusedError } from '../kernel/faults.js';

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

const newPhone = () => `+86135${String((sequence += 1)).padStart(8, '0')}`;
async function openCall(given: Parameters<typeof planCall>[3] = {}, before?: (campaignId: number) => Promise<unknown>) {
  const agentId = await insertAgent(test.database);
  const call = await planCall(test.database, agentId, newPhone(), given);
  await before?.(call.campaignId);
  await stage.desk.open(call.attemptId, agentId);
  return { ...call, agentId, user: agentUser(agentId) };
}
const stateOf = (id: number) =>
  test.database.one<{ state: string }>('SELECT state FROM attempts WHERE id = $1', [id]).then(({ state }) => state);
async function refusal(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (error instanceof RefusedError) return error.reason.code;
    throw error;
  }
  throw new Error('nothing was refused');
}
const answers = { product: 5, service: 4, nps: 9, ces: 6, suggestion: '很好' };

describe('a call in hand', () => {
  it('is walked step by step, keeps what was typed, and names what is missing', async () => {
    const { attemptId, user } = await openCall();
    const { hand } = stage.desk;
    await hand.step(attemptId, { typed: { note: 'quiet voice' }, step: 'go:identity' }, user);
    await hand.step(attemptId, { typed: {}, step: 'identity:verified' }, user);
    const now = await hand.read(attemptId, user);
    expect(now).toMatchObject({ path: ['greet', 'identity', 'announce'], form: { note: 'quiet voice' } });
    expect(now.legal.slice(0, 1)).toEqual(['convenient']);
    expect(now.missing).toEqual(['lineResult', 'disposition']);
    const illegal = hand.step(attemptId, { typed: { note: 'typed' }, step: 'go:survey' }, user);
    await expect(illegal).rejects.toThrow(InputError);
    expect((await hand.read(attemptId, user)).form.note).toBe('typed');
  });

  it('opens the questions as the answers ask for them, and offers times in allowed hours', async () => {
    const { attemptId, user } = await openCall();
    const { hand } = stage.desk;
    expect((await hand.read(attemptId, user)).questionIds).not.toContain('reasons');
    await hand.save(attemptId, { answers: { service: '2' } }, user);
    const now = await hand.read(attemptId, user);
    expect(now.questionIds).toContain('reasons');
    expect(now.answers).toEqual({ service: 2 });
    expect(now.slots[0]).toEqual({ at: new Date('2026-11-23T02:30:00Z'), afterDue: false });
  });

  it('keeps both of two saves that cross', async () => {
    const { attemptId, user } = await openCall();
    const { hand } = stage.desk;
    await Promise.all([
      hand.save(attemptId, { note: 'one' }, user),
      hand.step(attemptId, { typed: {}, step: 'go:identity' }, user),
      hand.save(attemptId, { suggestion: 'two' }, user),
    ]);
    const { form } = await hand.read(attemptId, user);
    expect(form).toEqual({ note: 'one', suggestion: 'two', path: ['greet', 'identity'] });
  });

  it('is nobody else’s', async () => {
    const { attemptId } = await openCall();
    const other = agentUser(await insertAgent(test.database));
    expect(await refusal(stage.desk.hand.read(attemptId, other))).toBe('call-held');
    expect(await refusal(stage.desk.hand.save(attemptId, { note: 'x' }, other))).toBe('call-held');
  });

  it('takes its seconds from the keys, by the server’s clock', async () => {
    const { attemptId, user } = await openCall();
    const press = async (mark: 'dialled' | 'answered' | 'hung-up', second: number) => {
      clock.set(`2026-11-23T02:00:${String(second).padStart(2, '0')}Z`);
      await stage.desk.mark(attemptId, mark, user);
    };
    await press('dialled', 5);
    await press('answered', 17);
    await press('hung-up', 50);
    const typed = { lineResult: 'answered', disposition: 'refused' };
    expect((await stage.desk.hand.record(attemptId, typed, user)).state).toBe('complete');
    const record = await test.database.one('SELECT ring_seconds, talk_seconds, started_at FROM visit_records WHERE attempt_id = $1', [attemptId]); // prettier-ignore
    expect(record).toEqual({ ring_seconds: 12, talk_seconds: 33, started_at: new Date('2026-11-23T02:00:05Z') });
    expect(await refusal(stage.desk.mark(attemptId, 'dialled', user))).toBe('call-not-open');
  });
});

describe('taking the last outcome back', () => {
  it.each([
    { lineResult: 'answered', talkSeconds: 9, disposition: 'refused' },
    { lineResult: 'answered', talkSeconds: 9, disposition: 'deceased' },
    { lineResult: 'vacant', disposition: 'not_reached' },
    { lineResult: 'no_answer', disposition: 'not_reached' },
    {
      lineResult: 'answered', talkSeconds: 9, convenient: false, disposition: 'inconvenient',
      appointmentAt: '2026-11-25T02:00:00Z',
    }, // prettier-ignore
  ])('after $disposition puts the call into the hand again, as if nothing had been said', async (form) => {
    const call = await openCall({}, (campaignId) => openBooks(test.database, campaignId));
    const typed = { ...form, answers: { nps: 9 }, note: 'friendly' };
    await stage.desk.hand.record(call.attemptId, typed, call.user);
    clock.set('2026-11-23T02:05:00Z');
    const { attemptId } = await stage.desk.undo(call.visitId, call.user);
    const again = await stage.desk.hand.read(attemptId, call.user);
    expect(again.call).toMatchObject({ state: 'handed_over', customer: { phone: call.phone }, appointmentAt: null });
    expect(again.form).toMatchObject({ note: 'friendly', answers: { nps: 9 } });
    expect(again.form.disposition).toBeUndefined();
    const facts = await test.database.one(
      `SELECT k.deceased, a.status, l.attempt_id, l.reached, l.refused FROM customers k JOIN contact_points p ON p.customer_id = k.id
         JOIN addresses a ON a.address = p.address JOIN contact_log l ON l.customer_id = k.id WHERE k.id = $1`,
      [call.customerId],
    );
    expect(facts).toEqual({ deceased: false, status: 'active', attempt_id: attemptId, reached: false, refused: false });
    const done = { lineResult: 'answered', talkSeconds: 60, identityVerified: true, convenient: true, answers };
    const closed = await stage.desk.hand.record(attemptId, { ...done, disposition: 'completed' }, call.user);
    expect(closed.state).toBe('complete');
    const books = await readBooks(test.database, call.campaignId);
    expect(books.counters).toEqual(books.rows);
    expect(books.wrongParts).toEqual([]);
  });

  it('is refused after answers and after an opt-out, with the reason, and a second time', async () => {
    const spoken = { lineResult: 'answered', talkSeconds: 60 };
    const answered = await openCall();
    const form = { ...spoken, identityVerified: true, convenient: true, disposition: 'completed', answers };
    await stage.desk.hand.record(answered.attemptId, form, answered.user);
    expect(await refusal(stage.desk.undo(answered.visitId, answered.user))).toBe('undo-answered');
    const closed = await openCall();
    const optOut = { ...spoken, disposition: 'opted_out', optOut: 'call' };
    await stage.desk.hand.record(closed.attemptId, optOut, closed.user);
    expect(await refusal(stage.desk.undo(closed.visitId, closed.user))).toBe('undo-opted-out');
    const refused = await openCall();
    await stage.desk.hand.record(refused.attemptId, { ...spoken, disposition: 'refused' }, refused.user);
    await stage.desk.undo(refused.visitId, refused.user);
    expect(await refusal(stage.desk.undo(refused.visitId, refused.user))).toBe('undo-nothing');
  });

  it('is refused while another call is open', async () => {
    const first = await openCall();
    await stage.desk.hand.record(first.attemptId, { lineResult: 'busy', disposition: 'not_reached' }, first.user);
    const second = await planCall(test.database, first.agentId, newPhone());
    await stage.desk.open(second.attemptId, first.agentId);
    expect(await refusal(stage.desk.undo(first.visitId, first.user))).toBe('another-call-open');
  });
});

describe('an offered call', () => {
  const age = (attemptId: number, minutes: number) =>
    test.database.execute(
      `UPDATE attempts SET claimed_at = clock_timestamp() - $2 * interval '1 minute' WHERE id = $1`,
      [attemptId, minutes],
    );

  it('returns to the list after ten minutes of the database’s clock, whatever the business clock says', async () => {
    const agentId = await insertAgent(test.database);
    const { attemptId } = await planCall(test.database, agentId, newPhone());
    await stage.desk.next(agentId);
    clock.set('2027-03-01T02:00:00Z');
    await age(attemptId, 9);
    await stage.returnOffers.run();
    expect(await stateOf(attemptId)).toBe('claimed');
    await age(attemptId, 11);
    await stage.returnOffers.run();
    expect(await stateOf(attemptId)).toBe('scheduled');
  });

  it('stays with the agent once it is open', async () => {
    const { attemptId } = await openCall();
    await age(attemptId, 60);
    await stage.returnOffers.run();
    expect(await stateOf(attemptId)).toBe('handed_over');
  });
});

describe('the open call of an agent', () => {
  it('is one, whichever of two clicks is first', async () => {
    const agentId = await insertAgent(test.database);
    const calls = [
      await planCall(test.database, agentId, newPhone()),
      await planCall(test.database, agentId, newPhone()),
    ];
    const clicks = calls.map(({ attemptId }) => stage.desk.open(attemptId, agentId));
    const results = await Promise.allSettled(clicks);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = results.find((one) => one.status === 'rejected');
    expect(lost?.reason).toMatchObject({ reason: { code: 'another-call-open' } });
  });
});

describe('the day of an agent', () => {
  it('counts visits, not dials: to call, called, reached, done, against what the plan gives', async () => {
    const agentId = await insertAgent(test.database);
    const user = agentUser(agentId);
    const plan = (attempt: object = {}) => planCall(test.database, agentId, newPhone(), { attempt });
    const [busy, refused] = [await plan(), await plan()];
    await plan();
    await plan({ scheduled_at: '2026-11-24T01:00:00Z' });
    await stage.desk.open(busy.attemptId, agentId);
    await stage.desk.hand.record(busy.attemptId, { lineResult: 'busy', disposition: 'not_reached' }, user);
    await stage.desk.open(refused.attemptId, agentId);
    const spoken = { lineResult: 'answered', talkSeconds: 9, disposition: 'refused' };
    await stage.desk.hand.record(refused.attemptId, spoken, user);
    const { numbers, done } = await stage.desk.day(agentId);
    // The busy one is called again this afternoon: still to call, and counted once in the target.
    expect(numbers).toEqual({ toCall: 2, called: 2, reached: 1, done: 1, target: 3 });
    expect(done).toMatchObject([
      { visitId: refused.visitId, disposition: 'refused', visitState: 'refused', nextAt: null, isLast: true },
      { visitId: busy.visitId, lineResult: 'busy', visitState: 'open', nextAt: new Date('2026-11-23T06:00:00Z') },
    ]);
    clock.set('2026-11-24T02:00:00Z');
    expect((await stage.desk.day(agentId)).done).toEqual([]);
  });
});
