import fc from 'fast-check';
import { asksForPreview } from './hand-over-page.js';
import { listTargets, planHandOver } from './hand-over-plan.js';
import type { HandOverAgent, HandOverVisit } from './hand-over-plan.js';

function anAgent(id: number, overrides: Partial<HandOverAgent> = {}): HandOverAgent {
  const may = { skills: [], languages: [], regions: [], weight: 1, held: 0, isAway: false };
  return { id, agentNo: `0${id}`, name: `A${id}`, team: 'north', ...may, ...overrides };
}

function aVisit(id: number, overrides: Partial<HandOverVisit> = {}): HandOverVisit {
  const demand = { skill: null, language: null, region: null, notServedBy: null };
  return {
    id,
    customerNo: `C${id}`,
    customerName: '张三',
    agentId: 1,
    callIsOpen: false,
    appointmentAt: null,
    ...demand,
    ...overrides,
  };
}

const from = anAgent(1, { held: 3 });

describe('a hand-over', () => {
  it('gives one agent all, and says what each holds before and after', () => {
    const to = anAgent(2, { held: 4 });
    const plan = planHandOver([aVisit(1), aVisit(2), aVisit(3)], [to], [from, to, anAgent(3, { held: 9 })]);
    expect(plan.moves).toEqual([{ toAgentNo: '02', visitIds: [1, 2, 3] }]);
    expect(plan.agents.map(({ agent, before, after }) => [agent.id, before, after])).toEqual([
      [1, 3, 0],
      [2, 4, 7],
    ]);
  });

  it('leaves a call that is open where it is, and what the agent has already', () => {
    const to = anAgent(2);
    const plan = planHandOver(
      [aVisit(1, { callIsOpen: true }), aVisit(2, { agentId: 2 }), aVisit(3)],
      [to],
      [from, to],
    );
    expect(plan.blocked.map(({ visit, reason }) => [visit.id, reason.code])).toEqual([
      [1, 'handover-call-open'],
      [2, 'handover-has-it'],
    ]);
    expect(plan.number).toBe(1);
  });

  it('asks for skill, language and region, and says what was asked for', () => {
    const [fits, not] = [anAgent(2, { skills: ['vip'], regions: ['上海'] }), anAgent(3, { regions: ['北京'] })];
    const visits = [aVisit(1, { skill: 'vip', region: '上海' }), aVisit(2, { skill: 'vip', region: '广东' })];
    const plan = planHandOver(visits, [not, fits], [from, fits, not]);
    expect(plan.moves).toEqual([{ toAgentNo: '02', visitIds: [1] }]);
    expect(plan.blocked[0]?.reason).toEqual({ code: 'handover-not-fit', params: { demand: 'vip, 广东' } });
  });

  it('counts appointments, which keep their time', () => {
    const appointmentAt = new Date('2026-11-26T02:00:00Z');
    const plan = planHandOver([aVisit(1, { appointmentAt }), aVisit(2)], [anAgent(2)], [from, anAgent(2)]);
    expect(plan.appointments).toBe(1);
  });

  it('fills the emptier lists first, by weight', () => {
    const [half, full] = [anAgent(2, { weight: 0.5 }), anAgent(3)];
    const plan = planHandOver(
      Array.from({ length: 6 }, (_, i) => aVisit(i + 1)),
      [half, full],
      [from, half, full],
    );
    const sizes = Object.fromEntries(plan.moves.map(({ toAgentNo, visitIds }) => [toAgentNo, visitIds.length]));
    expect(sizes).toEqual({ '02': 2, '03': 4 });
  });

  it('loses and doubles nobody, and spreads equal agents within one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 7 }), (visits, agents) => {
        const targets = Array.from({ length: agents }, (_, i) => anAgent(i + 2));
        const rows = Array.from({ length: visits }, (_, i) => aVisit(i + 1, { callIsOpen: i % 5 === 4 }));
        const plan = planHandOver(rows, targets, [from, ...targets]);
        const moved = plan.moves.flatMap(({ visitIds }) => visitIds);
        const stayed = plan.blocked.map(({ visit }) => visit.id);
        expect([...moved, ...stayed].sort((a, b) => a - b)).toEqual(rows.map(({ id }) => id));
        const sizes = targets.map(({ id }) => plan.agents.find(({ agent }) => agent.id === id)?.after ?? 0);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('to whom a list goes', () => {
  const all = [
    anAgent(1),
    anAgent(2),
    anAgent(3, { team: 'west' }),
    anAgent(4, { isAway: true }),
    anAgent(5, { weight: 0 }),
  ];

  it('is the agent with that number', () => {
    expect(listTargets('03', '01', all).map(({ id }) => id)).toEqual([3]);
    expect(listTargets('99', '01', all)).toEqual([]);
  });

  it('is everybody of the team who is there and takes new work, but not the one who gives', () => {
    expect(listTargets('team:north', '01', all).map(({ id }) => id)).toEqual([2]);
    expect(listTargets('team:north', '', all).map(({ id }) => id)).toEqual([1, 2]);
  });
});

describe('a preview', () => {
  const wish = { from: '', to: '02', campaign: null, part: '', due: '' };

  it('is made once it is said which visits, and to whom', () => {
    expect(asksForPreview(wish)).toBe(false);
    expect(asksForPreview({ ...wish, from: '01' })).toBe(true);
    expect(asksForPreview({ ...wish, campaign: 3 })).toBe(true);
    expect(asksForPreview({ ...wish, from: '01', to: '' })).toBe(false);
  });
});
