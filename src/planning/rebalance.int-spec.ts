import { readBooks } from '../../test/support/books.js';
import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openRebalance } from '../../test/support/rebalance-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { reason } from '../kernel/reason.js';
import type { RebalanceService, RebalanceWish } from './rebalance.service.js';

/** Monday 2026-11-23 09:00 in Shanghai. */
const NOW = '2026-11-23T01:00:00Z';
const clock = new FixedClock(NOW);
const WORKDAY = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }]);
const EVERYTHING: RebalanceWish = { agentIds: null };
let t: TestDatabase;
let services: PlanServices;
let rebalancing: RebalanceService;
let phone = 0;

beforeEach(async () => {
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock);
  rebalancing = openRebalance(t.database, clock, services);
  clock.set(NOW);
});
afterEach(() => t.close());

async function agents(...numbers: string[]): Promise<void> {
  for (const agent_no of numbers) await insertAgent(t.database, { agent_no, shifts: WORKDAY });
}

async function customers(count: number, overrides: object = {}): Promise<void> {
  for (let i = 0; i < count; i++) {
    phone += 1;
    await insertCustomer(t.database, { phone: `+86138${String(phone).padStart(8, '0')}`, ...overrides });
  }
}

/** A planned campaign that runs, from Monday 09:00 to Friday 18:00. */
async function running(definition: object = {}): Promise<number> {
  const base = { name: 'x', ladder: ['call'], startAt: NOW, deadlineAt: '2026-11-27T10:00:00Z' };
  const { id } = await services.campaigns.create({ ...base, ...definition }, 'test');
  await services.plans.plan(id, { dryRun: false }, 'test');
  await t.database.execute("UPDATE campaigns SET state = 'running' WHERE id = $1", [id]);
  return id;
}

const set = (agentNo: string, change: string) =>
  t.database.execute(`UPDATE agents SET ${change} WHERE agent_no = $1`, [agentNo]);

async function doIt(wish: RebalanceWish = EVERYTHING) {
  const preview = await rebalancing.preview(wish);
  expect(await rebalancing.carryOut(wish, preview.token, 'test')).toEqual({
    moved: preview.number,
    retimed: preview.retimed.length,
  });
  return preview;
}

async function loads(): Promise<Record<string, number>> {
  const rows = await t.database.query<{ no: string; n: number }>(
    `SELECT a.agent_no AS no, count(v.id)::int AS n FROM agents a
     LEFT JOIN visits v ON v.agent_id = a.id AND v.state IN ('planned', 'open') GROUP BY 1 ORDER BY 1`,
  );
  return Object.fromEntries(rows.map(({ no, n }) => [no, n]));
}

/** The calls of everybody: whose, and when. No two of one agent at one moment. */
async function calls() {
  const rows = await t.database.query<{ id: number; no: string; at: Date }>(
    `SELECT v.id, a.agent_no AS no, t.scheduled_at AS at FROM visits v JOIN agents a ON a.id = v.agent_id
     JOIN attempts t ON t.visit_id = v.id WHERE t.channel = 'call' ORDER BY v.id`,
  );
  expect(new Set(rows.map(({ no, at }) => `${no} ${at.toISOString()}`)).size).toBe(rows.length);
  return rows;
}

const localDay = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
const localHour = (at: Date) => new Date(at.getTime() + 8 * 3_600_000).getUTCHours();

async function expectBalanced(id: number): Promise<void> {
  const books = await readBooks(t.database, id);
  expect(books.counters).toEqual(books.rows);
  expect(books.wrongParts).toEqual([]);
}

describe('a rebalance', () => {
  it('has nothing to do right after a plan', async () => {
    await agents('001', '002', '003');
    await customers(10);
    await running();
    expect(await rebalancing.preview(EVERYTHING)).toMatchObject({ number: 0, retimed: [], blocked: [] });
  });

  it("spreads a departed agent's visits over the others, moves no other, and says why of each", async () => {
    await agents('001', '002', '003', '004');
    await customers(12);
    const id = await running();
    const before = await calls();
    await set('002', 'active = false');
    const preview = await doIt({ agentNo: '002', agentIds: null });
    expect(preview.number).toBe(3);
    expect(await loads()).toEqual({ '001': 4, '002': 0, '003': 4, '004': 4 });
    const after = await calls();
    const stayed = before.filter(({ no }) => no !== '002');
    expect(after.filter(({ id: visit }) => stayed.some((one) => one.id === visit))).toEqual(stayed);
    for (const move of preview.moves) {
      expect(move.reason).toEqual(reason('moved-agent-left', { from: '002', to: move.toAgentNo }));
      const at = after.find(({ id: visit }) => visit === move.visitId)!.at;
      expect(at).toEqual(move.at);
      expect(localHour(at) >= 9 && localHour(at) < 18).toBe(true);
    }
    const events = await t.database.query<{ code: string }>(
      "SELECT reason ->> 'code' AS code FROM visit_events WHERE kind = 'handed-over-to-agent'",
    );
    expect(events.map(({ code }) => code)).toEqual(Array.from({ length: 3 }, () => 'moved-agent-left'));
    await expectBalanced(id);
    expect(await rebalancing.preview(EVERYTHING)).toMatchObject({ number: 0, retimed: [] });
  });

  it('leaves appointments and what has begun where they are, and counts them', async () => {
    await agents('001', '002');
    await customers(8);
    const id = await running();
    const [first, second] = (await calls()).filter(({ no }) => no === '001').map((one) => one.id);
    await t.database.execute('UPDATE visits SET appointment_at = $2 WHERE id = $1', [first, '2026-11-25T02:00:00Z']);
    await t.database.execute(
      "UPDATE visits SET state = 'open', opened_at = $2, ledger_part = 'planned' WHERE id = $1",
      [second, NOW],
    );
    await set('001', 'active = false');
    const preview = await doIt({ agentNo: '001', agentIds: null });
    expect(preview).toMatchObject({ number: 2, stays: { appointment: 1, started: 1 } });
    expect(await loads()).toEqual({ '001': 2, '002': 6 });
    expect((await calls()).filter(({ no }) => no === '001').map((one) => one.id)).toEqual([first, second]);
    expect((await readBooks(t.database, id)).wrongParts).toEqual([]);
  });

  it('keeps visits with an agent on leave for two days who has time before and after, at other times', async () => {
    await agents('001', '002');
    await customers(8);
    await running();
    await set('001', `leave = '[{"from":"2026-11-23","to":"2026-11-24"}]'`);
    const preview = await doIt({ agentNo: '001', agentIds: null });
    expect([preview.number, preview.retimed.length]).toEqual([0, 4]);
    expect(preview.retimed[0]!.reason.code).toBe('retimed-no-time');
    const mine = (await calls()).filter(({ no }) => no === '001');
    expect(mine.map(({ at }) => localDay(at) >= '2026-11-25')).toEqual([true, true, true, true]);
    expect(await rebalancing.preview(EVERYTHING)).toMatchObject({ number: 0, retimed: [] });
  });

  it('moves what a leave leaves no time for, and only that', async () => {
    await agents('001', '002');
    await customers(8);
    const id = await running({ options: { minutesPerCall: 60 }, deadlineAt: '2026-11-24T10:00:00Z' });
    await set('001', `leave = '[{"from":"2026-11-23","to":"2026-11-23"}]', daily_minutes = 120`);
    const preview = await doIt({ agentNo: '001', agentIds: null });
    expect(preview.moves.map(({ reason: why }) => why.code)).toEqual(['moved-no-time', 'moved-no-time']);
    expect(await loads()).toEqual({ '001': 2, '002': 6 });
    await expectBalanced(id);
  });

  it('says who cannot be taken by anybody, and leaves them', async () => {
    await agents('001');
    await insertAgent(t.database, { agent_no: '002', shifts: WORKDAY, skills: ['vip'] });
    await customers(2, { required_skill: 'vip' });
    await customers(2);
    await running();
    await set('002', 'active = false');
    const preview = await doIt({ agentNo: '002', agentIds: null });
    expect(preview.blocked.map(({ agentNo, reason: why }) => [agentNo, why.code])).toEqual([
      ['002', 'handover-not-fit'],
      ['002', 'handover-not-fit'],
    ]);
    expect(await loads()).toEqual({ '001': 2, '002': 2 });
  });

  it('names the team and the skill that a member level asks for, of those who move and of those who stay', async () => {
    await agents('001');
    await insertAgent(t.database, { agent_no: '002', shifts: WORKDAY, team: 'vips', skills: ['vip'] });
    await customers(2, { member_level: 'Gold' });
    await running({ ladder: ['sms'] });
    await t.database.execute(`UPDATE visits SET agent_id = (SELECT id FROM agents WHERE agent_no = '001')`);
    await t.database.execute(
      `INSERT INTO level_rules (member_level, team, skill, created_by, updated_at) VALUES ('Gold', 'vips', 'vip', 'test', $1)`,
      [NOW],
    );
    const moved = await doIt({ agentNo: '001', agentIds: null });
    expect(moved.moves.map(({ reason: why }) => [why.code, why.params?.['demand']])).toEqual([
      ['moved-not-fit', 'vips, vip'],
      ['moved-not-fit', 'vips, vip'],
    ]);
    await set('002', 'active = false');
    const { blocked } = await doIt({ agentNo: '002', agentIds: null });
    expect(blocked.map(({ reason: why }) => why.params?.['demand'])).toEqual(['vips, vip', 'vips, vip']);
  });

  it('gives a new agent a share of all live campaigns', async () => {
    await agents('001', '002');
    await customers(6);
    const ids = [await running(), await running({ ladder: ['sms'], name: 'y' })];
    await agents('003');
    const preview = await doIt({ agentNo: '003', agentIds: null });
    expect(preview.number).toBe(4);
    expect(preview.agents.map(({ agentNo, before, after }) => [agentNo, before, after])).toEqual([
      ['001', 6, 4],
      ['002', 6, 4],
      ['003', 0, 4],
    ]);
    expect(await loads()).toEqual({ '001': 4, '002': 4, '003': 4 });
    for (const id of ids) await expectBalanced(id);
    expect(await rebalancing.preview(EVERYTHING)).toMatchObject({ number: 0 });
  });

  it('keeps owners, and a supervisor to their own agents', async () => {
    await agents('001', '002', '003');
    await customers(6, { owner_agent_no: '001' });
    await running();
    expect(await rebalancing.preview(EVERYTHING)).toMatchObject({ number: 0, stays: { owner: 6 } });
    await set('001', 'active = false');
    const ids = await t.database.query<{ id: number }>("SELECT id FROM agents WHERE agent_no IN ('001', '003')");
    await doIt({ agentNo: '001', agentIds: ids.map(({ id }) => id) });
    expect(await loads()).toEqual({ '001': 0, '002': 0, '003': 6 });
  });

  it('hands a list over to some agents evenly, to nobody else, and only what may move', async () => {
    await agents('001', '002', '003', '004');
    await customers(16);
    const id = await running();
    const mine = (await calls()).filter(({ no }) => no === '001').map((one) => one.id);
    await t.database.execute('UPDATE visits SET appointment_at = $2 WHERE id = $1', [mine[0], '2026-11-25T02:00:00Z']);
    const to = await t.database.query<{ id: number }>("SELECT id FROM agents WHERE agent_no IN ('002', '003')");
    const why = (agentNo: string) => reason('handed-over-to-agent', { agentNo });
    const list = { visitIds: mine, toAgentIds: to.map((one) => one.id), withFixed: false, why };
    const preview = await doIt({ list, agentIds: null });
    expect(preview).toMatchObject({ number: 3, stays: { appointment: 1 } });
    expect(await loads()).toMatchObject({ '001': 1, '004': 4 });
    expect(preview.moves[0]!.reason).toEqual(why(preview.moves[0]!.toAgentNo));
    await expectBalanced(id);
    expect(await rebalancing.preview({ list, agentIds: null })).toMatchObject({ number: 0, retimed: [] });
    await doIt({ list: { ...list, withFixed: true }, agentIds: null });
    expect(await loads()).toEqual({ '001': 0, '002': 6, '003': 6, '004': 4 });
  });

  it('does nothing when something has changed since the preview', async () => {
    await agents('001', '002');
    await customers(4);
    await running();
    await set('001', 'active = false');
    const { token } = await rebalancing.preview(EVERYTHING);
    await t.database.execute('UPDATE visits SET version = version + 1');
    await expect(rebalancing.carryOut(EVERYTHING, token, 'test')).rejects.toMatchObject({
      reason: { code: 'rebalance-changed' },
    });
    expect(await loads()).toEqual({ '001': 2, '002': 2 });
  });
});
