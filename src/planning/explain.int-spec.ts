import { insertAgent, insertCustomer, insertRow } from '../../test/support/builders.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices, type PlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import type { ToldReason } from './tell-reason.js';

/** Monday 2026-11-23 09:00 in Shanghai. */
const clock = new FixedClock('2026-11-23T01:00:00Z');
const WORKDAY = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }];
let t: TestDatabase;
let services: PlanServices;
let phone = 0;

beforeEach(async () => {
  t = await openTestDatabase();
  services = await openPlanServices(t.database, clock);
});
afterEach(() => t.close());

function agent(agent_no: string, overrides: object = {}): Promise<number> {
  return insertAgent(t.database, { agent_no, shifts: JSON.stringify(WORKDAY), ...overrides });
}

function customer(customer_no: string, overrides: object = {}): Promise<number> {
  phone += 1;
  return insertCustomer(t.database, { customer_no, phone: `+86138${String(phone).padStart(8, '0')}`, ...overrides });
}

async function planned(definition: object = {}): Promise<number> {
  const base = { name: 'x', ladder: ['sms'], startAt: '2026-11-24T01:00:00Z', deadlineAt: '2026-11-27T12:00:00Z' };
  const { id } = await services.campaigns.create({ ...base, ...definition }, 'test');
  await services.plans.plan(id, {}, 'test');
  return id;
}

async function visitOf(id: number, customerNo: string) {
  const { visits } = await services.explanations.explainCustomer(id, customerNo);
  return visits[0]!;
}

const codes = (reasons: readonly ToldReason[]): string[] => reasons.map(({ code }) => code);

describe('an explanation', () => {
  it('tells of any customer: with a visit, left out, or not in the audience at all', async () => {
    await agent('001');
    await customer('in');
    await customer('out', { deceased: true, do_not_contact: ['all'] });
    await customer('other', { lifecycle: 'lapsed' });
    const id = await planned();
    expect(await services.explanations.explainCustomer(id, 'in')).toMatchObject({
      visits: [
        {
          agentNo: '001',
          ladder: ['sms'],
          zones: ['Asia/Shanghai'],
          included: [{ code: 'included-segment', params: { conditions: 'lifecycle in existing' } }],
          reasons: [{ code: 'agent-only', params: { agentNo: '001' } }, { code: 'zones-address' }],
          policy: { id: 'CN-default', version: 3, noted: true },
          rejectedRungs: [],
          attempts: [{ channel: 'sms', reasons: [{ code: 'channel-first-rung' }, { code: 'slot-spread' }] }],
        },
      ],
      exclusions: [],
    });
    const left = await services.explanations.explainCustomer(id, 'out');
    expect(left).toMatchObject({
      visits: [],
      exclusions: [{ reason: { code: 'do-not-contact' }, also: [{ code: 'deceased' }], policy: { version: 3 } }],
    });
    expect(left.exclusions[0]?.rejectedRungs).toMatchObject([{ channel: 'sms' }]);
    expect(await services.explanations.explainCustomer(id, 'other')).toMatchObject({ visits: [], exclusions: [] });
    await expect(services.explanations.explainCustomer(id, 'nobody')).rejects.toThrow('There is no customer nobody.');
  });

  it('has every reason in both languages', async () => {
    await agent('001');
    await customer('in');
    const { reasons, included, attempts } = await visitOf(await planned(), 'in');
    expect(reasons[0]?.texts).toEqual({
      en: '001 is the only agent who may take this customer',
      'zh-CN': expect.stringContaining('001') as string,
    });
    const all = [...reasons, ...included, ...(attempts[0]?.reasons ?? []), ...(attempts[0]?.minute?.reasons ?? [])];
    for (const { code, texts } of all)
      expect([code, texts.en !== '', texts['zh-CN'] !== '']).toEqual([code, true, true]);
    expect(JSON.stringify(all)).not.toContain('—');
  });

  it('compares the agents, with their loads at planning and why each was not chosen', async () => {
    await agent('001', { skills: ['vip'] });
    await agent('002', { skills: ['vip'] });
    await agent('003');
    await agent('004', { skills: ['vip'], active: false });
    for (const no of ['a', 'b', 'c']) await customer(no, { required_skill: 'vip' });
    const { candidates, agentNo } = await visitOf(await planned(), 'a');
    const other = agentNo === '001' ? '002' : '001';
    expect(candidates?.eligible).toBe(2);
    expect(candidates?.shown.map((one) => [one.agentNo, one.isChosen, one.isEligible])).toEqual([
      [agentNo, true, true],
      [other, false, true],
      ['003', false, false],
      ['004', false, false],
    ]);
    expect(candidates?.shown.slice(2).map((one) => one.reason.code)).toEqual([
      'candidate-lacks-skill',
      'candidate-left',
    ]);
    const loads = candidates!.shown.slice(0, 2).map(({ held, assigned }) => held! + assigned!);
    expect([...loads].sort()).toEqual([1, 2]);
  });

  it('says which occasion of a standing campaign brought the customer in, and by which rule', async () => {
    await agent('001');
    const id = await customer('served');
    await insertRow(t.database, 'services', { customer_id: id, served_at: '2026-11-22T02:00:00Z', item: 'oil' });
    const standing = { trigger: 'last-service', earliestDays: 0, dueDays: 3 };
    const campaign = await planned({ kind: 'after-service', standing, startAt: '2026-11-22T01:00:00Z' });
    const { included } = await visitOf(campaign, 'served');
    expect(included).toMatchObject([
      { code: 'included-service-item', params: { at: '2026-11-22T02:00:00.000Z', item: 'oil' } },
      { code: 'included-rule', params: { from: 0, until: 3 } },
      { code: 'included-segment' },
    ]);
    expect(included[0]?.texts.en).toBe('Was served on 2026-11-22 10:00 (Asia/Shanghai): oil');
  });

  it('shows the open windows of the day on both clocks, and what stands around a message', async () => {
    await agent('001');
    await customer('here', { timezone: 'Asia/Tokyo' });
    await customer('there', { timezone: 'Asia/Tokyo' });
    const { attempts } = await visitOf(await planned({ deadlineAt: '2026-11-24T04:00:00Z' }), 'here');
    const { windows, reasons, before, after } = attempts[0]!.minute!;
    const held = windows.filter(({ holds }) => holds);
    expect(held).toHaveLength(1);
    const [tokyo, shanghai] = held[0]!.clocks;
    expect([tokyo?.whose, shanghai?.whose]).toEqual(['customer', 'organisation']);
    expect(tokyo?.from.slice(-5)).not.toBe(shanghai?.from.slice(-5));
    expect(reasons).toMatchObject([{ code: 'minute-rate', params: { channel: 'sms', inMinute: 1, inWindow: 2 } }]);
    expect([before, after].filter((at) => at !== null)).toHaveLength(1);
  });

  it('shows the shift and the neighbours of a call', async () => {
    await agent('001');
    await customer('a');
    await customer('b');
    const { attempts } = await visitOf(await planned({ ladder: ['call'] }), 'a');
    const { reasons, before, after } = attempts[0]!.minute!;
    expect(codes(reasons)).toEqual(['minute-shift', 'minute-day']);
    expect(reasons[1]?.params).toEqual({ agentNo: '001', calls: 2, minutes: 5 });
    expect([before, after].filter((at) => at !== null)).toHaveLength(1);
  });

  it('keeps what stands against each channel of the ladder that was passed over', async () => {
    await agent('001');
    await customer('quiet', { do_not_contact: ['sms'] });
    const { ladder, rejectedRungs } = await visitOf(await planned({ ladder: ['sms', 'email', 'call'] }), 'quiet');
    expect(ladder).toEqual(['call']);
    expect(rejectedRungs.map(({ channel, reasons }) => [channel, codes(reasons)])).toEqual([
      ['sms', ['do-not-contact']],
      ['email', ['no-contact-point']],
    ]);
  });

  it('gives both clocks, raw and rolled', async () => {
    await agent('001');
    await customer('new', { assigned_at: '2026-11-20T02:00:00Z' });
    const { dueAt, rolledDueAt, weekDueAt, weekRolledDueAt } = await visitOf(await planned(), 'new');
    expect([dueAt, rolledDueAt]).toEqual([new Date('2026-11-27T12:00:00Z'), new Date('2026-11-27T12:00:00Z')]);
    expect(weekDueAt).toEqual(new Date('2026-11-27T02:00:00Z'));
    expect(weekRolledDueAt).toEqual(weekDueAt);
  });

  it('is had by the visit and by the attempt as well', async () => {
    await agent('001');
    await customer('a');
    const id = await planned();
    const visit = await visitOf(id, 'a');
    const asked = { campaignId: id, customerNo: 'a', visits: [{ visitId: visit.visitId }] };
    expect(await services.explanations.explainVisit(visit.visitId)).toMatchObject(asked);
    const { attemptId } = visit.attempts[0]!;
    const found = await services.explanations.explainAttempt(attemptId);
    expect(found).toMatchObject({ ...asked, visits: [{ visitId: visit.visitId, attempts: [{ attemptId }] }] });
    await expect(services.explanations.explainVisit(999)).rejects.toThrow('There is no visit 999.');
    await expect(services.explanations.explainAttempt(999)).rejects.toThrow('There is no attempt 999.');
  });
});
