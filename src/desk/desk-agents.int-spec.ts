import { insertAgent } from '../../test/support/builders.js';
import { agentUser, buildDeskStage, planCall, supervisor } from '../../test/support/desk-stage.js';
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

const newPhone = () => `+86133${String((sequence += 1)).padStart(8, '0')}`;
const plan = (agentId: number, given: Parameters<typeof planCall>[3] = {}) =>
  planCall(test.database, agentId, newPhone(), given);

/** The calls of a visit that are still to be made, with the agents that they note. */
const noted = (visitId: number) =>
  test.database.query<{ state: string; agentId: number | null }>(
    `SELECT a.state, a.agent_id AS "agentId" FROM attempts a
      WHERE a.visit_id = $1 AND a.channel = 'call' AND a.state IN ('scheduled', 'held', 'claimed')`,
    [visitId],
  );

describe('a call that is still to be made', () => {
  it('notes the agent of its visit, a message does not', async () => {
    const agentId = await insertAgent(test.database);
    const call = await plan(agentId);
    expect(await noted(call.visitId)).toEqual([{ state: 'scheduled', agentId }]);
    const message = await plan(agentId, { attempt: { channel: 'sms' } });
    const rows = await test.database.query('SELECT agent_id FROM attempts WHERE id = $1', [message.attemptId]);
    expect(rows).toEqual([{ agent_id: null }]);
  });

  it('notes the agent again at the next try', async () => {
    const agentId = await insertAgent(test.database);
    const call = await plan(agentId);
    await stage.desk.open(call.attemptId, agentId);
    const form = { lineResult: 'busy', disposition: 'not_reached' };
    await stage.desk.record(call.visitId, form, agentUser(agentId));
    expect(await noted(call.visitId)).toEqual([{ state: 'scheduled', agentId }]);
  });

  it('goes with its visit to another agent, who is offered it and counts it', async () => {
    const [from, to] = [await insertAgent(test.database), await insertAgent(test.database)];
    const call = await plan(from);
    const { agent_no: agentNo } = await test.database.one<{ agent_no: string }>(
      'SELECT agent_no FROM agents WHERE id = $1',
      [to],
    );
    await stage.desk.handOver([call.visitId], agentNo, supervisor.actor);
    expect(await noted(call.visitId)).toEqual([{ state: 'scheduled', agentId: to }]);
    expect((await stage.desk.day(from)).numbers.toCall).toBe(0);
    expect((await stage.desk.day(to)).numbers.toCall).toBe(1);
    expect(await stage.desk.next(from)).toBeNull();
    expect((await stage.desk.next(to))?.attemptId).toBe(call.attemptId);
  });

  it('is nobody’s when its visit ended another way, and the agent’s again when the visit is re-opened', async () => {
    const agentId = await insertAgent(test.database);
    const call = await plan(agentId);
    const end = (state: string, at: string | null) =>
      test.database.execute('UPDATE visits SET state = $2, ended_at = $3 WHERE id = $1', [call.visitId, state, at]);
    await end('unreachable', '2026-11-23T02:00:00Z');
    expect(await noted(call.visitId)).toEqual([{ state: 'scheduled', agentId: null }]);
    expect((await stage.desk.day(agentId)).numbers).toMatchObject({ toCall: 0, target: 0 });
    await end('open', null);
    expect((await stage.desk.day(agentId)).numbers).toMatchObject({ toCall: 1, target: 1 });
  });
});

describe('agents who ask at the same time', () => {
  it('see each their own list and day, however long a list they asked for', async () => {
    const agents = await Promise.all([1, 2, 3].map(() => insertAgent(test.database)));
    const own = new Map<number, number[]>(agents.map((agentId) => [agentId, []]));
    for (const [count, agentId] of agents.entries()) {
      for (let i = 0; i <= count; i += 1) own.get(agentId)?.push((await plan(agentId)).visitId);
    }
    const homes = await Promise.all(agents.flatMap((agentId) => [1, 50].map((most) => stage.desk.home(agentId, most))));
    const seen = homes.map((home) => home.list().map(({ visitId }) => visitId));
    const wanted = agents.flatMap((agentId) => [own.get(agentId)?.slice(0, 1), own.get(agentId)]);
    expect(seen).toEqual(wanted);
    expect(homes.map(({ numbers }) => numbers.toCall)).toEqual([1, 1, 2, 2, 3, 3]);
  });

  it('see what they have just recorded', async () => {
    const agentId = await insertAgent(test.database);
    const call = await plan(agentId);
    const early = stage.desk.home(agentId, 50);
    await stage.desk.open(call.attemptId, agentId);
    const form = { lineResult: 'answered', talkSeconds: 9, disposition: 'refused' };
    await stage.desk.record(call.visitId, form, agentUser(agentId));
    const late = await stage.desk.home(agentId, 50);
    await early;
    expect(late.numbers).toMatchObject({ toCall: 0, done: 1 });
    expect(late.done).toMatchObject([{ visitId: call.visitId, completedAt: new Date('2026-11-23T02:00:00Z') }]);
  });
});
