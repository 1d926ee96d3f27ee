import { aPlanAgent } from '../../test/support/plan-inputs.js';
import { EligibleAgents, isEligible } from './eligible-agents.js';

const NOTHING = { skill: null, language: null, region: null, notServedBy: null };

describe('isEligible', () => {
  it.each([
    ['nothing is asked', {}, {}, true],
    ['a skill is asked and there', { skills: ['VIP'] }, { skill: 'VIP' }, true],
    ['a skill is asked and missing', {}, { skill: 'VIP' }, false],
    ['the agent speaks every language', {}, { language: 'yue' }, true],
    ['the agent speaks another language', { languages: ['zh-CN'] }, { language: 'yue' }, false],
    ['the agent covers the region', { regions: ['江西省'] }, { region: '江西省' }, true],
    ['the agent covers another region', { regions: ['江西省'] }, { region: '广东省' }, false],
    ['the customer has no region', { regions: ['江西省'] }, {}, true],
    ['the agent served the customer', { agentNo: '010' }, { notServedBy: '010' }, false],
    ['the agent is named as the one who served', { name: '王芳' }, { notServedBy: '王芳' }, false],
  ])('%s', (_, agent, demand, expected) => {
    expect(isEligible(aPlanAgent(agent), { ...NOTHING, ...demand })).toBe(expected);
  });
});

describe('EligibleAgents', () => {
  it('finds each set once, and tells demands apart even where they find the same agents', () => {
    const eligible = new EligibleAgents([aPlanAgent(), aPlanAgent({ agentNo: '002', regions: ['江西省'] })]);
    const [all, here, there] = [null, '江西省', '广东省'].map((region) => eligible.find({ ...NOTHING, region }));
    expect([all?.set, here?.set, there?.set]).toEqual([0, 0, 1]);
    expect(here?.demand).not.toBe(all?.demand);
    expect(eligible.describe(there!.demand)).toEqual({ region: '广东省' });
    expect(eligible.agentSets.map((set) => [...set])).toEqual([[0, 1], [0]]);
  });
});
