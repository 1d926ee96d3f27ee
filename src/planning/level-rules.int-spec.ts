import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import type { Reason } from '../kernel/reason.js';

/** Monday 2026-11-23 09:00 in Shanghai. */
const clock = new FixedClock('2026-11-23T01:00:00Z');
const WORKDAY = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];
let t: TestDatabase;
let services: PlanServices;
let phone = 0;

beforeEach(async () => {
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock);
  for (const [agent_no, team, skills] of [
    ['001', '一组', []],
    ['002', '二组', []],
    ['003', '二组', ['英语']],
  ] as const) {
    await insertAgent(t.database, { agent_no, team, skills, shifts: JSON.stringify(WORKDAY) });
  }
});
afterEach(() => t.close());

async function customers(count: number, overrides: object = {}): Promise<void> {
  for (let i = 0; i < count; i++) {
    phone += 1;
    await insertCustomer(t.database, { phone: `+86138${String(phone).padStart(8, '0')}`, ...overrides });
  }
}

async function plan(definition: object = {}) {
  const times = { startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-27T12:00:00Z' };
  const { id } = await services.campaigns.create({ name: 'x', ladder: ['sms'], ...times, ...definition }, 'test');
  const summary = await services.plans.plan(id, {}, 'test');
  expect((await services.verifier.verify(id)).checks.filter(({ ok }) => !ok)).toEqual([]);
  const rows = await t.database.query<{ level: string | null; agentNo: string; reasons: Reason[] }>(
    `SELECT k.member_level AS level, a.agent_no AS "agentNo", v.reasons FROM visits v
       JOIN customers k ON k.id = v.customer_id JOIN agents a ON a.id = v.agent_id
     WHERE v.campaign_id = $1 ORDER BY v.id`,
    [id],
  );
  return { id, summary, rows };
}

describe('a member level with a rule', () => {
  it.each([
    ['team', { team: '二组', skill: null }, ['002', '003']],
    ['skill', { team: null, skill: '英语' }, ['003']],
    ['team-skill', { team: '二组', skill: '英语' }, ['003']],
  ])('is served by that %s alone, and says so', async (code, asked, served) => {
    await services.levels.save({ memberLevel: '金卡', ...asked }, 'test');
    await customers(6, { member_level: '金卡' });
    await customers(6, { member_level: '银卡' });
    const { rows } = await plan();
    const gold = rows.filter(({ level }) => level === '金卡');
    expect([...new Set(gold.map(({ agentNo }) => agentNo))].sort()).toEqual(served);
    expect(gold[0]!.reasons.map((reason) => reason.code)).toContain(`level-${code}`);
    expect(rows.filter(({ agentNo }) => agentNo === '001').every(({ level }) => level === '银卡')).toBe(true);
  });

  it('leaves out whom nobody may serve, with the rule beside the reason', async () => {
    await services.levels.save({ memberLevel: '金卡', team: '一组', skill: '英语' }, 'test');
    await customers(1, { member_level: '金卡' });
    const { id, summary } = await plan();
    expect(summary.unplaced).toEqual({ 'unplaced-no-agent': 1 });
    const row = await t.database.one<{ params: object; also: Reason[] }>(
      'SELECT params, also FROM exclusions WHERE campaign_id = $1',
      [id],
    );
    expect(row.params).toMatchObject({ team: '一组', skill: '英语', agents: 0 });
    expect(row.also.map(({ code }) => code)).toEqual(['level-team-skill']);
  });

  it('asks for nothing after it was removed, and the next plan knows', async () => {
    await services.levels.save({ memberLevel: '金卡', team: '二组', skill: null }, 'test');
    await customers(3, { member_level: '金卡' });
    const { id } = await plan();
    await services.levels.remove('金卡', 'test');
    expect(await services.levels.list()).toEqual([]);
    expect((await services.plans.plan(id, {}, 'test')).changed).toBe(true);
  });

  it('takes no team and no skill that nobody has', async () => {
    const wrong = { memberLevel: ' ', team: '九组', skill: '手语' };
    await expect(services.levels.save(wrong, 'test')).rejects.toMatchObject({
      faults: [{ code: 'required' }, { code: 'unknown-team' }, { code: 'unknown-skill' }],
    });
  });
});

describe('an owner who is away', () => {
  it('is stood in for by the own team where that costs nothing', async () => {
    const leave = JSON.stringify([{ from: '2026-11-20', to: '2026-12-20' }]);
    await insertAgent(t.database, { agent_no: '004', team: '二组', leave, shifts: JSON.stringify(WORKDAY) });
    await customers(3);
    await customers(6, { owner_agent_no: '004' });
    const { rows, summary } = await plan();
    expect(summary.assignment.spread).toBe(0);
    expect(rows.slice(3).map(({ agentNo }) => agentNo === '001')).not.toContain(true);
    expect(rows[3]!.reasons.map(({ code }) => code)).toContain('agent-of-team');
  });
});
