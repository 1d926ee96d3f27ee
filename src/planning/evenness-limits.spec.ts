import { aPlanFrame, planColumns, somePlanAgents } from '../../test/support/plan-inputs.js';
import { EligibleAgents } from './eligible-agents.js';
import { findEvennessLimits } from './evenness-limits.js';
import type { PlanAgent } from './plan-input.js';
import { solvePlan } from './solve-plan.js';

function limitsOf(agents: readonly PlanAgent[], languages: readonly (string | null)[]) {
  const eligible = new EligibleAgents(agents);
  const candidates = languages.map((language) => {
    const { demand, set } = eligible.find({ skill: null, language, region: null, notServedBy: null });
    return { demand, agentSet: set };
  });
  const columns = planColumns(candidates);
  const frame = aPlanFrame({ agents, agentSets: eligible.agentSets });
  return findEvennessLimits({ columns, eligible }, frame, solvePlan(columns, frame));
}

const speakers = (count: number, languages: string[]) => somePlanAgents(count, { languages });
const asked = (count: number, language: string | null) => Array.from({ length: count }, () => language);

describe('what keeps a split from being even', () => {
  it('is named with its customers and its agents', () => {
    const agents = [...speakers(4, ['zh-CN']), ...speakers(2, ['zh-CN', 'yue'])];
    expect(limitsOf(agents, [...asked(42, 'yue'), ...asked(12, 'zh-CN')])).toEqual([
      { language: 'yue', agents: 2, customers: 42, others: 0, loadEach: 21, evenLoad: 9 },
    ]);
  });

  it('is nothing where the few have room for all that only they may take', () => {
    const agents = [...speakers(4, ['zh-CN']), ...speakers(2, ['zh-CN', 'yue'])];
    expect(limitsOf(agents, [...asked(12, 'yue'), ...asked(42, 'zh-CN')])).toEqual([]);
  });

  it('counts what they hold already, and by weight', () => {
    const busy = somePlanAgents(1, { languages: ['yue'], held: 20, weight: 2 });
    expect(limitsOf([...speakers(2, ['zh-CN']), ...busy], [...asked(4, 'yue'), ...asked(4, 'zh-CN')])).toEqual([
      { language: 'yue', agents: 1, customers: 4, others: 0, loadEach: 12, evenLoad: 7 },
    ]);
  });

  it('adds up those who may go to some of the few only', () => {
    const agents = [...speakers(4, ['zh-CN']), ...speakers(1, ['yue']), ...speakers(1, ['yue', 'en'])];
    const [limit] = limitsOf(agents, [...asked(10, 'yue'), ...asked(10, 'en'), ...asked(4, 'zh-CN')]);
    expect(limit).toMatchObject({ agents: 2, customers: 20, others: 1, loadEach: 10 });
  });
});
