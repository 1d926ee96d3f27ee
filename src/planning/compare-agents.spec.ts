import { compareAgents, type AgentComparison, type AgentOnFile } from './compare-agents.js';

const NOTHING = { skill: null, language: null, region: null, notServedBy: null };

function agent(agentNo: string, overrides: Partial<AgentOnFile> = {}): AgentOnFile {
  return { agentNo, name: agentNo, skills: [], languages: [], regions: [], unavailable: null, ...overrides };
}

function compare(agents: readonly AgentOnFile[], loads: Record<string, number>, rest: Partial<AgentComparison> = {}) {
  const kept = Object.entries(loads).map(([no, assigned]) => [no, { weight: 1, held: 0, assigned }] as const);
  return compareAgents({ agents, loads: new Map(kept), demand: NOTHING, chosen: 'a', isOwners: false, ...rest });
}

const codes = ({ shown }: ReturnType<typeof compareAgents>) =>
  shown.map(({ agentNo, reason }) => [agentNo, reason.code]);

describe('agents compared for a visit', () => {
  it('say of each why it was not chosen: more loaded, as even, or no free place', () => {
    const agents = ['a', 'b', 'c', 'd'].map((no) => agent(no));
    expect(codes(compare(agents, { a: 4, b: 5, c: 3, d: 2 }))).toEqual([
      ['a', 'candidate-chosen-load'],
      ['d', 'candidate-no-room'],
      ['c', 'candidate-as-even'],
      ['b', 'candidate-more-loaded'],
    ]);
  });

  it('name the first demand that an agent does not meet', () => {
    const demand = { skill: 'vip', language: 'yue', region: '广东', notServedBy: 'e' };
    const fit = { skills: ['vip'], languages: ['yue'], regions: ['广东'] };
    const agents = [
      agent('a', fit),
      agent('b', { ...fit, skills: [] }),
      agent('c', { ...fit, languages: ['en'] }),
      agent('d', { ...fit, regions: ['北京'] }),
      agent('e', fit),
    ];
    const found = compare(agents, { a: 1, b: 1, c: 1, d: 1, e: 1 }, { demand });
    expect(found.eligible).toBe(1);
    expect(codes(found).slice(1)).toEqual([
      ['b', 'candidate-lacks-skill'],
      ['c', 'candidate-lacks-language'],
      ['d', 'candidate-other-region'],
      ['e', 'candidate-served'],
    ]);
  });

  it('say of those whom planning left out that they left, take nothing, are away, or came later', () => {
    const agents = [
      agent('a'),
      agent('b', { unavailable: 'owner-left' }),
      agent('c', { unavailable: 'owner-without-weight' }),
      agent('d', { unavailable: 'owner-away' }),
      agent('e'),
    ];
    expect(codes(compare(agents, { a: 1 })).slice(1)).toEqual([
      ['b', 'candidate-left'],
      ['c', 'candidate-without-weight'],
      ['d', 'candidate-away'],
      ['e', 'candidate-not-planned'],
    ]);
  });

  it('come after the owner, whatever their loads', () => {
    const found = compare([agent('a'), agent('b')], { a: 9, b: 0 }, { isOwners: true });
    expect(codes(found)).toEqual([
      ['a', 'candidate-owner'],
      ['b', 'candidate-owner-first'],
    ]);
  });

  it('had no time where nobody was chosen, and say nothing of loads that were not kept', () => {
    expect(codes(compare([agent('a')], { a: 9 }, { chosen: null }))).toEqual([['a', 'candidate-no-time']]);
    expect(codes(compare([agent('a'), agent('b')], {}, { loads: null }))).toEqual([
      ['a', 'candidate-chosen'],
      ['b', 'candidate-loads-unknown'],
    ]);
  });

  it('are shown up to twenty, the others counted by their reason', () => {
    const many = Array.from({ length: 30 }, (_, at) => agent(`n${at + 10}`));
    const loads = Object.fromEntries([['a', 1], ...many.map(({ agentNo }) => [agentNo, 2])]) as Record<string, number>;
    const found = compare([agent('a'), ...many], loads);
    expect(found.shown).toHaveLength(20);
    expect([found.eligible, found.rest]).toEqual([31, { 'candidate-more-loaded': 11 }]);
  });
});
