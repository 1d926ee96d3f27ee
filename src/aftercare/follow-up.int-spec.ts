import { insertAgent } from '../../test/support/builders.js';
import { agentUser, buildDeskStage, planCall } from '../../test/support/desk-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { RowScope } from '../access/permissions.js';
import { InputError, NotFoundError, RefusedError } from '../kernel/faults.js';

let test: Awaited<ReturnType<typeof openTestDatabase>>;
let stage: Awaited<ReturnType<typeof buildDeskStage>>;
const clock = new FixedClock('2026-11-23T02:00:00Z');
let sequence = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  stage = await buildDeskStage(test.database, clock);
});
afterAll(() => test.close());

const newCall = async (team = 'north') => {
  const agentId = await insertAgent(test.database, { team });
  const call = await planCall(test.database, agentId, `+86135${String((sequence += 1)).padStart(8, '0')}`);
  return { ...call, agentId };
};
const answer = (visitId: number, answers: object) =>
  stage.responses.recordAnswers({ visitId, channel: 'web', answers: { ...answers }, actor: 'customer' });
const of = async (visitId: number) => (await stage.followUps.list()).items.filter((item) => item.visitId === visitId);
const openIssues = (customerId: number) =>
  test.database.query<{ kind: string; ref: string }>('SELECT kind, ref FROM open_issues WHERE customer_id = $1', [
    customerId,
  ]);

describe('a low score (I2)', () => {
  it('opens one follow-up, however often the customer edits the answer', async () => {
    const { visitId, customerId } = await newCall();
    await answer(visitId, { product: 5, service: 2, reasons: ['price'] });
    await answer(visitId, { product: 1, service: 1, reasons: ['price'] });
    const [followUp, ...others] = await of(visitId);
    expect(others).toEqual([]);
    expect(followUp).toMatchObject({
      state: 'open',
      team: 'north',
      customerName: '张三',
      reason: { code: 'low-score', params: { product: 5, service: 2, reasons: ['price'] } },
    });
    expect(await openIssues(customerId)).toEqual([{ kind: 'follow-up', ref: `follow-up:${followUp?.id}` }]);
  });

  it('opens one too when an edit makes it low, and none for a good one', async () => {
    const { visitId } = await newCall();
    await answer(visitId, { product: 5, service: 5 });
    expect(await of(visitId)).toEqual([]);
    await answer(visitId, { product: 5, service: 1 });
    expect(await of(visitId)).toHaveLength(1);
  });

  it('is written with the answer, or not at all', async () => {
    const { visitId } = await newCall();
    const both = test.database.transaction(async (tx) => {
      const input = { visitId, channel: 'web', answers: { product: 1, service: 1 }, actor: 'customer' } as const;
      await stage.responses.record(tx, input, '2026-11-23');
      throw new Error('crash');
    });
    await expect(both).rejects.toThrow('crash');
    expect(await of(visitId)).toEqual([]);
  });

  it('adds to a complaint that the agent wrote down in the same call', async () => {
    const { visitId, attemptId, agentId } = await newCall();
    await stage.desk.open(attemptId, agentId);
    const said = { lineResult: 'answered', talkSeconds: 100, identityVerified: true, convenient: true };
    const answers = { product: 1, service: 4, reasons: ['product-quality'], nps: 3, ces: 2, suggestion: '换货' };
    const form = { ...said, disposition: 'completed', answers, complaint: '坏了两次' };
    await stage.desk.record(visitId, form, agentUser(agentId));
    expect(await of(visitId)).toMatchObject([
      { reason: { code: 'complaint-by-agent', params: { text: '坏了两次', also: ['low-score'] } } },
    ]);
  });
});

describe('an outcome that is taken back', () => {
  const refused = { lineResult: 'answered', talkSeconds: 9, disposition: 'refused' };
  const record = (call: Awaited<ReturnType<typeof newCall>>, form: object) =>
    stage.desk.record(call.visitId, { ...form }, agentUser(call.agentId));
  const visitOf = (id: number) => test.database.one('SELECT reached_at FROM visits WHERE id = $1', [id]);

  it('takes the follow-up back that it opened, with the reason, and mends nothing by it', async () => {
    const call = await newCall();
    await stage.desk.open(call.attemptId, call.agentId);
    await record(call, { ...refused, complaint: '坏了两次' });
    expect(await openIssues(call.customerId)).toHaveLength(1);
    await stage.desk.undo(call.visitId, agentUser(call.agentId));
    expect(await of(call.visitId)).toMatchObject([
      {
        state: 'closed',
        closedBy: `user:agent-${call.agentId}`,
        closingNote: null,
        withdrawn: { code: 'outcome-undone' },
      },
    ]);
    expect(await openIssues(call.customerId)).toEqual([]);
    expect(await test.database.query('SELECT 1 FROM closed_issues WHERE customer_id = $1', [call.customerId])).toEqual(
      [],
    );
    expect(await visitOf(call.visitId)).toEqual({ reached_at: null });
  });

  it('opens it anew when the call ends with a complaint after all', async () => {
    const call = await newCall();
    await stage.desk.open(call.attemptId, call.agentId);
    await record(call, { ...refused, complaint: '坏了' });
    await stage.desk.undo(call.visitId, agentUser(call.agentId));
    await record(call, { ...refused, complaint: '坏了两次' });
    expect(await of(call.visitId)).toMatchObject([
      {
        state: 'open',
        closedAt: null,
        withdrawn: null,
        reason: { code: 'complaint-by-agent', params: { text: '坏了两次' } },
      },
    ]);
    expect(await openIssues(call.customerId)).toHaveLength(1);
    expect(await visitOf(call.visitId)).toEqual({ reached_at: clock.now() });
  });

  it('leaves what somebody has closed meanwhile, and what was open before is only rid of its reason', async () => {
    const closed = await newCall();
    await stage.desk.open(closed.attemptId, closed.agentId);
    await record(closed, { ...refused, complaint: '坏了' });
    await stage.followUps.close((await of(closed.visitId))[0]?.id ?? 0, '已换货', 'user:boss');
    await stage.desk.undo(closed.visitId, agentUser(closed.agentId));
    expect(await of(closed.visitId)).toMatchObject([{ closingNote: '已换货', withdrawn: null }]);
    const before = await newCall();
    const { visitId, campaignId, customerId } = before;
    const at = new Date('2026-11-22T02:00:00Z');
    const why = { code: 'open-need', params: { text: '新套餐' } };
    await test.database.transaction((tx) =>
      stage.followUps.open(tx, { visitId, campaignId, customerId, responseId: null, reason: why, at }),
    );
    await stage.desk.open(before.attemptId, before.agentId);
    await record(before, { ...refused, complaint: '坏了' });
    await stage.desk.undo(visitId, agentUser(before.agentId));
    expect(await of(visitId)).toMatchObject([{ state: 'open', reason: { code: 'open-need', params: { also: [] } } }]);
  });
});

describe('closing a follow-up', () => {
  it('needs a note, tells the archive and the next campaigns, and happens once', async () => {
    const { visitId, customerId } = await newCall();
    await answer(visitId, { product: 2, service: 5 });
    const id = (await of(visitId))[0]?.id ?? 0;
    await expect(stage.followUps.close(id, '  ', 'user:boss')).rejects.toThrow(InputError);
    expect(await stage.followUps.close(id, '已致歉并换货', 'user:boss')).toMatchObject({
      state: 'closed',
      closedBy: 'user:boss',
      closingNote: '已致歉并换货',
    });
    expect(await openIssues(customerId)).toEqual([]);
    const closed = await test.database.one('SELECT kind, ref FROM closed_issues WHERE customer_id = $1', [customerId]);
    expect(closed).toEqual({ kind: 'follow-up', ref: `follow-up:${id}` });
    await expect(stage.followUps.close(id, '再来', 'user:boss')).rejects.toThrow(RefusedError);
    await expect(stage.followUps.close(987_654, '?', 'user:boss')).rejects.toThrow(NotFoundError);
  });
});

describe('whose follow-ups somebody sees', () => {
  it('shows a supervisor those of the own agents, a page at a time, newest first', async () => {
    const calls: Awaited<ReturnType<typeof newCall>>[] = [];
    for (const team of ['list-a', 'list-a', 'list-b', 'list-a']) {
      const call = await newCall(team);
      await answer(call.visitId, { product: 1, service: 5 });
      calls.push(call);
    }
    const agentIds = [0, 1, 3].map((index) => calls[index]?.agentId ?? 0);
    const scope = { kind: 'team', agentIds } as const;
    const first = await stage.followUps.list({ scope, limit: 2 });
    expect(first.items.map(({ visitId }) => visitId)).toEqual([calls[3]?.visitId, calls[1]?.visitId]);
    const second = await stage.followUps.list({ scope, limit: 2, before: first.next ?? 0 });
    expect(second.items.map(({ visitId }) => visitId)).toEqual([calls[0]?.visitId]);
    expect(second.next).toBeNull();
    expect((await stage.followUps.list({ scope, state: 'closed' })).items).toEqual([]);
  });

  it('hides the others, and lets nobody close them', async () => {
    const { visitId, agentId } = await newCall('list-c');
    await answer(visitId, { product: 1, service: 5 });
    const id = (await of(visitId))[0]?.id ?? 0;
    const foreign = { kind: 'team', agentIds: [agentId + 1000] } as const;
    await expect(stage.followUps.get(id, foreign)).rejects.toThrow(NotFoundError);
    await expect(stage.followUps.close(id, '已处理', 'user:boss', foreign)).rejects.toThrow(NotFoundError);
    expect(await stage.followUps.get(id, { kind: 'agent', agentId })).toMatchObject({ id, state: 'open' });
    expect(await stage.followUps.close(id, '已处理', 'user:boss', { kind: 'team', agentIds: [agentId] })).toMatchObject(
      {
        state: 'closed',
      },
    );
  });

  it('shows every supervisor what nobody looks after', async () => {
    const { visitId } = await newCall();
    await answer(visitId, { product: 1, service: 5 });
    await test.database.execute('UPDATE follow_ups SET assigned_to = NULL WHERE visit_id = $1', [visitId]);
    const seen = async (scope: RowScope) => (await stage.followUps.list({ scope })).items.map((item) => item.visitId);
    expect(await seen({ kind: 'team', agentIds: [] })).toEqual([visitId]);
    expect(await seen({ kind: 'agent', agentId: 0 })).toEqual([]);
  });
});
