import {
  insertAgent,
  insertAttempt,
  insertCampaign,
  insertCustomer,
  insertRow,
  insertVisit,
} from '../../test/support/builders.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { sumAgentDays, toAgentDayLine } from './agent-day.js';
import { AgentDays } from './agent-day.read-model.js';

const zone = 'Asia/Shanghai';
const now = new Date('2026-11-25T04:00:00Z'); // Wednesday noon in Shanghai; the day runs from 24 Nov 16:00Z to 25 Nov 16:00Z

describe("an agent's day", () => {
  let t: TestDatabase;
  let days: AgentDays;
  let campaign: number;

  beforeAll(async () => {
    t = await openTestDatabase();
    days = new AgentDays(t.database);
    campaign = await insertCampaign(t.database, { state: 'running' });
  }, 60_000);
  afterAll(() => t.close());

  async function visitOf(agent: number, overrides: Record<string, unknown> = {}, of = campaign) {
    const customer = await insertCustomer(t.database);
    const id = await insertVisit(t.database, of, customer, { agent_id: agent, ...overrides });
    return { id, campaignId: of, customerId: customer };
  }

  async function planned(
    agent: number,
    scheduledAt: string | null,
    attempt: Record<string, unknown> = {},
    of = campaign,
  ) {
    await insertAttempt(t.database, await visitOf(agent, {}, of), {
      channel: 'call',
      scheduled_at: scheduledAt,
      ...attempt,
    });
  }

  async function called(agent: number, completedAt: string, lineResult: string, ends = false) {
    const reason = { code: 'answered', params: {} };
    const visit = await visitOf(agent, ends ? { state: 'completed', ended_at: completedAt, end_reason: reason } : {});
    await insertRow(t.database, 'visit_records', {
      ...{ visit_id: visit.id, campaign_id: campaign, customer_id: visit.customerId, agent_id: agent, channel: 'call' },
      ...{ state: 'complete', line_result: lineResult, disposition: 'completed', created_at: completedAt },
      completed_at: completedAt,
    });
  }

  it('counts the calls until midnight of the organisation, in hand too, and no others', async () => {
    const agent = await insertAgent(t.database);
    await planned(agent, '2026-11-25T15:59:59Z');
    await planned(agent, '2026-11-20T01:00:00Z');
    await planned(agent, null, { state: 'claimed' });
    await planned(agent, '2026-11-25T16:00:00Z');
    await planned(agent, '2026-11-25T05:00:00Z', { channel: 'sms' });
    await planned(agent, '2026-11-25T05:00:00Z', { state: 'held' });
    const paused = await insertCampaign(t.database, { state: 'paused' });
    await planned(agent, '2026-11-25T05:00:00Z', {}, paused);
    expect(await days.of(agent, now, zone)).toMatchObject({ toCall: 3, called: 0, reached: 0, done: 0 });
  });

  it('counts what was written down today: called, reached, brought to an end', async () => {
    const agent = await insertAgent(t.database);
    await called(agent, '2026-11-24T15:59:59Z', 'answered', true);
    await called(agent, '2026-11-24T16:00:00Z', 'answered', true);
    await called(agent, '2026-11-25T03:00:00Z', 'answered');
    await called(agent, '2026-11-25T03:30:00Z', 'no_answer');
    const day = await days.of(agent, now, zone);
    expect(day).toMatchObject({ toCall: 0, called: 3, reached: 2, done: 1 });
    expect(day && toAgentDayLine(day)).toMatchObject({ target: 1, doneShare: 1 });
  });

  it('shows a team its own agents alone, by number', async () => {
    const [second, first] = [
      await insertAgent(t.database, { agent_no: 'Z2' }),
      await insertAgent(t.database, { agent_no: 'Z1' }),
    ];
    const read = await days.read({ kind: 'team', agentIds: [second, first] }, now, zone);
    expect(read.map(({ agentNo }) => agentNo)).toEqual(['Z1', 'Z2']);
  });

  it('keeps one who has left only while calls are left behind', async () => {
    const gone = await insertAgent(t.database, { active: false });
    expect(await days.of(gone, now, zone)).toBeNull();
    await planned(gone, '2026-11-25T05:00:00Z');
    expect(await days.of(gone, now, zone)).toMatchObject({ toCall: 1 });
  });

  it('adds up over agents', () => {
    const day = { agentId: 1, agentNo: '1', agentName: 'A', team: null, toCall: 2, called: 3, reached: 2, done: 1 };
    expect(sumAgentDays([day, day])).toEqual({ toCall: 4, called: 6, reached: 4, done: 2, target: 6 });
  });
});
