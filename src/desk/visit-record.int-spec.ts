import { insertAgent } from '../../test/support/builders.js';
import { agentUser, buildDeskStage, planCall, type PlannedCall, supervisor } from '../../test/support/desk-stage.js';
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

const newPhone = () => `+86136${String((sequence += 1)).padStart(8, '0')}`;
type Given = Parameters<typeof planCall>[3];

/** A call that is open in the hand of an agent of its own. */
async function openCall(given: Given = {}, phone = newPhone()) {
  const agentId = await insertAgent(test.database);
  const call = await planCall(test.database, agentId, phone, given);
  await stage.desk.open(call.attemptId, agentId);
  return { ...call, agentId, user: agentUser(agentId) };
}
const answers = { product: 5, service: 4, nps: 9, ces: 6, suggestion: '很好' };
const spoken = { lineResult: 'answered', talkSeconds: 120, identityVerified: true, convenient: true };
const done = { ...spoken, disposition: 'completed', answers };
const visit = (call: Pick<PlannedCall, 'visitId'>) =>
  test.database.one<{ state: string; end_reason: { code: string } | null; agent_id: number; ledger_part: string }>(
    'SELECT state, end_reason, agent_id, ledger_part FROM visits WHERE id = $1',
    [call.visitId],
  );
const attempts = (call: Pick<PlannedCall, 'visitId'>) =>
  test.database.query<{ state: string; channel: string; scheduled_at: Date; fixed_time: boolean }>(
    'SELECT state, channel, scheduled_at, fixed_time FROM attempts WHERE visit_id = $1 ORDER BY rung, try',
    [call.visitId],
  );
const record = (id: number) =>
  test.database.one<Record<string, unknown>>('SELECT * FROM visit_records WHERE id = $1', [id]);
async function refusal(work: Promise<unknown>) {
  try {
    await work;
  } catch (error) {
    if (error instanceof RefusedError) return error.reason;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the record of a call (G1, G2)', () => {
  it('stays a draft that names what is missing, and nothing follows from it', async () => {
    const call = await openCall();
    const draft = await stage.desk.record(call.visitId, { ...done, answers: { product: 5 } }, call.user);
    expect(draft).toMatchObject({ state: 'draft', missing: ['answers.service', 'answers.nps', 'answers.ces', 'answers.suggestion'] }); // prettier-ignore
    expect((await visit(call)).state).toBe('open');
    expect((await stage.desk.next(call.agentId))?.draft).toMatchObject({ answers: { product: 5 } });
    const closed = await stage.desk.record(call.visitId, done, call.user);
    expect(closed).toMatchObject({ recordId: draft.recordId, state: 'complete', missing: [], version: 2 });
  });

  it('closes with the answers, the visit completed, and the agent named', async () => {
    const call = await openCall();
    const { recordId } = await stage.desk.record(call.visitId, { ...done, talkSeconds: 301 }, call.user);
    expect(await visit(call)).toMatchObject({ state: 'completed', ledger_part: 'answered' });
    expect(await attempts(call)).toMatchObject([{ state: 'delivered' }]);
    const row = await record(recordId);
    expect(row).toMatchObject({
      state: 'complete',
      disposition: 'completed',
      talk_seconds: 301,
      agent_id: call.agentId,
    });
    expect(row['flags']).toEqual(['over-target', 'over-limit']);
    expect(row['fields']).toMatchObject({
      numberUsed: call.phone,
      agentNo: expect.any(String),
      policyId: 'CN-default',
    });
    const response = await test.database.one(
      'SELECT channel, product_score, nps, complete, attempt_id, agent_id FROM responses WHERE visit_id = $1',
      [call.visitId],
    );
    expect(response).toEqual({ channel: 'call', product_score: 5, nps: 9, complete: true, attempt_id: call.attemptId, agent_id: call.agentId }); // prettier-ignore
    const log = await test.database.one('SELECT reached FROM contact_log WHERE attempt_id = $1', [call.attemptId]);
    expect(log).toEqual({ reached: true });
    expect((await refusal(stage.desk.record(call.visitId, done, call.user))).code).toBe('call-not-open');
  });

  it('is refused with every contradiction, and takes a partial answer as one', async () => {
    const call = await openCall();
    const wrong = { ...done, lineResult: 'busy', answers: { product: 9 } };
    await expect(stage.desk.record(call.visitId, wrong, call.user)).rejects.toThrow(InputError);
    await stage.desk.record(call.visitId, { ...done, disposition: 'partial', answers: { product: 3 } }, call.user);
    expect(await visit(call)).toMatchObject({ state: 'completed', end_reason: { code: 'answered-partly' } });
    const response = await test.database.one('SELECT complete, flags FROM responses WHERE visit_id = $1', [
      call.visitId,
    ]);
    expect(response).toEqual({ complete: false, flags: ['partial'] });
  });

  it('belongs to the agent who holds the call, or to a supervisor, and to nobody with an old version', async () => {
    const call = await openCall();
    const other = agentUser(await insertAgent(test.database));
    expect((await refusal(stage.desk.saveDraft(call.visitId, {}, other))).code).toBe('visit-of-another');
    await stage.desk.saveDraft(call.visitId, { note: 'a' }, call.user);
    await stage.desk.saveDraft(call.visitId, { note: 'b', version: 1 }, supervisor);
    expect((await refusal(stage.desk.saveDraft(call.visitId, { version: 1 }, call.user))).code).toBe('stale-record');
  });
});

describe('what a disposition does', () => {
  const say = (call: Awaited<ReturnType<typeof openCall>>, form: object) =>
    stage.desk.record(call.visitId, form, call.user);

  it('a refusal ends the visit, and is remembered for the cool-off', async () => {
    const call = await openCall();
    await say(call, { lineResult: 'answered', talkSeconds: 9, disposition: 'refused' });
    expect(await visit(call)).toMatchObject({ state: 'refused', ledger_part: 'declined' });
    const log = await test.database.one('SELECT reached, refused FROM contact_log WHERE attempt_id = $1', [
      call.attemptId,
    ]);
    expect(log).toEqual({ reached: true, refused: true });
  });

  it('an opt-out on the phone closes the number, and ends what else is planned there', async () => {
    const call = await openCall();
    const agentId = await insertAgent(test.database);
    const shared = await planCall(test.database, agentId, call.phone);
    const form = { lineResult: 'answered', talkSeconds: 15, disposition: 'opted_out', optOut: 'call' };
    expect((await say(call, { ...form, optOut: null })).missing).toEqual(['optOut']);
    await say(call, form);
    expect(await visit(call)).toMatchObject({ state: 'opted_out' });
    expect(await visit(shared)).toMatchObject({ state: 'opted_out' });
    const kept = await test.database.one('SELECT channel, source, actor FROM opt_outs WHERE address = $1', [
      call.phone,
    ]);
    expect(kept).toEqual({ channel: 'call', source: 'call', actor: call.user.actor });
  });

  it('an opt-out of everything closes every address of the customer', async () => {
    const email = `c${(sequence += 1)}@example.com`;
    const call = await openCall({ customer: { email } });
    await say(call, { lineResult: 'answered', talkSeconds: 15, disposition: 'opted_out', optOut: 'all' });
    const closed = await test.database.query('SELECT opted_out FROM addresses WHERE address = ANY ($1)', [
      [email, call.phone],
    ]);
    expect(closed).toEqual([{ opted_out: ['all'] }, { opted_out: ['all'] }]);
  });

  it('nobody answered: another try in another part of the day, until the tries are used up', async () => {
    const call = await openCall();
    await say(call, { lineResult: 'no_answer', disposition: 'not_reached', ringSeconds: 25 });
    expect(await visit(call)).toMatchObject({ state: 'open', ledger_part: 'planned' });
    expect(await attempts(call)).toMatchObject([
      { state: 'undelivered' },
      { state: 'scheduled', channel: 'call', scheduled_at: new Date('2026-11-23T06:00:00Z') },
    ]);
    const last = await openCall({ campaign: { caps: JSON.stringify({ call: { maxAttemptsPerVisit: 1 } }) } });
    await say(last, { lineResult: 'busy', disposition: 'not_reached' });
    expect(await visit(last)).toMatchObject({ state: 'unreachable', end_reason: { code: 'desk-tries-used-up' } });
  });

  it('a vacant number is never dialled again', async () => {
    const call = await openCall();
    await say(call, { lineResult: 'vacant', disposition: 'not_reached' });
    expect(await visit(call)).toMatchObject({ state: 'unreachable' });
    const address = await test.database.one('SELECT status FROM addresses WHERE address = $1', [call.phone]);
    expect(address).toEqual({ status: 'wrong-party' });
  });

  it('a wrong person ends the visit, and the second one flags the number (E2)', async () => {
    const phone = newPhone();
    const status = () => test.database.one('SELECT status FROM addresses WHERE address = $1', [phone]);
    const form = { lineResult: 'answered', talkSeconds: 5, disposition: 'wrong_party' };
    await say(await openCall({}, phone), form);
    expect(await status()).toEqual({ status: 'active' });
    clock.set('2026-11-24T03:00:00Z');
    await say(await openCall({}, phone), form);
    expect(await status()).toEqual({ status: 'wrong-party' });
  });

  it('a death is kept with the customer', async () => {
    const call = await openCall();
    await say(call, { lineResult: 'answered', talkSeconds: 30, disposition: 'deceased' });
    const customer = await test.database.one('SELECT deceased FROM customers WHERE id = $1', [call.customerId]);
    expect(customer).toEqual({ deceased: true });
    expect((await visit(call)).state).toBe('unreachable');
  });

  it('an inconvenient moment makes the appointment, in allowed hours only', async () => {
    const call = await openCall();
    const form = { ...spoken, convenient: false, disposition: 'inconvenient' };
    const lunch = await refusal(say(call, { ...form, appointmentAt: '2026-11-24T12:30:00+08:00' }));
    expect(lunch).toMatchObject({ code: 'appointment-in-rest-hours', params: { next: '2026-11-24T06:00:00.000Z' } });
    await say(call, { ...form, appointmentAt: '2026-11-25T10:00:00+08:00' });
    expect((await attempts(call))[1]).toMatchObject({
      scheduled_at: new Date('2026-11-25T02:00:00Z'),
      fixed_time: true,
    });
  });

  it('a difficult customer gets another agent at another time, and a supervisor where there is nobody (B3)', async () => {
    const region = `R${(sequence += 1)}`;
    const colleague = await insertAgent(test.database, { regions: [region] });
    await test.database.execute(`UPDATE agents SET regions = '{elsewhere}' WHERE regions = '{}'`);
    const call = await openCall({ customer: { province: region } });
    await test.database.execute(`UPDATE agents SET regions = '{elsewhere}' WHERE id = $1`, [call.agentId]);
    await say(call, { ...spoken, disposition: 'difficult', note: '一直在骂' });
    expect(await visit(call)).toMatchObject({ state: 'open', agent_id: colleague });
    const [, next] = await attempts(call);
    expect(next).toMatchObject({ state: 'scheduled', fixed_time: false });
    clock.set(next?.scheduled_at.toISOString() ?? '');
    const offered = await stage.desk.next(colleague);
    await stage.desk.open(offered?.attemptId ?? 0, colleague);
    await stage.desk.record(
      call.visitId,
      { ...spoken, disposition: 'difficult', note: '仍在骂' },
      agentUser(colleague),
    );
    expect(await visit(call)).toMatchObject({ state: 'unreachable', end_reason: { code: 'desk-escalated' } });
    const { items } = await stage.followUps.list({ state: 'open', scope: { kind: 'agent', agentId: colleague } });
    expect(items).toMatchObject([
      { visitId: call.visitId, reason: { code: 'escalated-by-agent', params: { text: '仍在骂' } } },
    ]);
  });
});

describe('a contact that was made another way', () => {
  const elsewhere = { identityVerified: true, disposition: 'completed', answers };

  it('ends the planned message, at any hour', async () => {
    const agentId = await insertAgent(test.database);
    const given = {
      attempt: { channel: 'sms', scheduled_at: '2026-11-24T01:00:00Z' },
      visit: { ladder: ['sms', 'call'] },
    };
    const planned = await planCall(test.database, agentId, newPhone(), given);
    clock.set('2026-11-23T15:00:00Z');
    const result = await stage.desk.recordElsewhere(
      planned.visitId,
      { ...elsewhere, channel: 'inbound' },
      agentUser(agentId),
    );
    expect(result).toMatchObject({ state: 'complete', missing: [] });
    expect(await visit(planned)).toMatchObject({ state: 'completed', ledger_part: 'answered' });
    expect(await attempts(planned)).toMatchObject([
      { state: 'skipped', channel: 'sms' },
      { state: 'delivered', channel: 'call' },
    ]);
    const log = await test.database.one(
      'SELECT channel, reached, campaign_kind, survey_id FROM contact_log WHERE customer_id = $1',
      [planned.customerId],
    );
    expect(log).toEqual({ channel: 'call', reached: true, campaign_kind: 'routine', survey_id: 'default' });
  });

  it('on site needs the customer to confirm, and is a draft until then', async () => {
    const agentId = await insertAgent(test.database);
    const planned = await planCall(test.database, agentId, newPhone());
    const form = { ...elsewhere, channel: 'onsite', visitedPerson: '张三', relation: '父亲' };
    const draft = await stage.desk.recordElsewhere(planned.visitId, form, agentUser(agentId));
    expect(draft).toMatchObject({ state: 'draft', missing: ['confirmation'] });
    expect((await visit(planned)).state).toBe('planned');
    const closed = await stage.desk.recordElsewhere(
      planned.visitId,
      { ...form, confirmation: 'signature' },
      agentUser(agentId),
    );
    expect(closed).toMatchObject({ recordId: draft.recordId, state: 'complete' });
    const response = await test.database.one('SELECT channel FROM responses WHERE visit_id = $1', [planned.visitId]);
    expect(response).toEqual({ channel: 'onsite' });
  });

  it('completes a visit that was given up, when the customer calls back', async () => {
    const call = await openCall({ campaign: { caps: JSON.stringify({ call: { maxAttemptsPerVisit: 1 } }) } });
    await stage.desk.record(call.visitId, { lineResult: 'no_answer', disposition: 'not_reached' }, call.user);
    expect((await visit(call)).state).toBe('unreachable');
    await stage.desk.recordElsewhere(call.visitId, { ...elsewhere, channel: 'inbound' }, call.user);
    expect((await visit(call)).state).toBe('completed');
  });

  it('refuses, opts out or asks for a call just as well', async () => {
    const say = async (form: object) => {
      const agentId = await insertAgent(test.database);
      const planned = await planCall(test.database, agentId, newPhone());
      await stage.desk.recordElsewhere(planned.visitId, { channel: 'wechat', ...form }, agentUser(agentId));
      return planned;
    };
    const refused = await say({ disposition: 'refused' });
    expect((await visit(refused)).state).toBe('refused');
    const log = await test.database.one('SELECT refused FROM contact_log WHERE customer_id = $1', [refused.customerId]);
    expect(log).toEqual({ refused: true });
    const out = await say({ disposition: 'opted_out', optOut: 'all' });
    expect((await visit(out)).state).toBe('opted_out');
    const later = await say({ disposition: 'inconvenient', appointmentAt: '2026-11-24T02:00:00Z' });
    expect((await attempts(later)).at(-1)).toMatchObject({ state: 'scheduled', channel: 'call', fixed_time: true });
  });

  it('waits while a call of the visit is open', async () => {
    const call = await openCall();
    const form = { ...elsewhere, channel: 'wechat' };
    expect((await refusal(stage.desk.recordElsewhere(call.visitId, form, call.user))).code).toBe('call-is-open');
  });
});

describe('re-opening a visit', () => {
  it('is for the agent on the same day, and for a supervisor later', async () => {
    const refuse = async () => {
      const call = await openCall();
      await stage.desk.record(
        call.visitId,
        { lineResult: 'answered', talkSeconds: 3, disposition: 'hung_up' },
        call.user,
      );
      return call;
    };
    const [today, later] = [await refuse(), await refuse()];
    await stage.desk.reopen(today.visitId, '误点', today.user);
    expect(await visit(today)).toMatchObject({ state: 'open', ledger_part: 'planned' });
    clock.set('2026-11-24T02:00:00Z');
    expect((await refusal(stage.desk.reopen(later.visitId, '误点', later.user))).code).toBe('reopen-same-day-only');
    await stage.desk.reopen(later.visitId, '客户要求', supervisor);
    expect((await visit(later)).state).toBe('open');
    expect((await refusal(stage.desk.reopen(later.visitId, '再来', supervisor))).code).toBe('cannot-reopen');
  });
});
