import type { Agent } from '../../archive/agent.js';
import { demandOf, levelChoices, openedFields, toLevelLines } from './level-page.js';

const agent = (agentNo: string, team: string | null, skills: readonly string[] = []) =>
  ({ agentNo, team, skills }) as unknown as Agent;
const AGENTS = [agent('001', 'east', ['VIP']), agent('002', 'east'), agent('003', null, ['VIP'])];
const RULE = { memberLevel: 'Gold', team: 'east', skill: null };
const some = (number: number) => ({ number, isEstimate: false });

describe('who serves which member level', () => {
  it('lists every level with those who may serve it, the ones with a rule first', () => {
    const uses = [
      { memberLevel: 'Basic', customers: some(90) },
      { memberLevel: 'Gold', customers: some(10) },
    ];
    const lines = toLevelLines(uses, [RULE], AGENTS);
    expect(lines.map(({ memberLevel, isRule, agents }) => [memberLevel, isRule, agents])).toEqual([
      ['Gold', true, 2],
      ['Basic', false, 3],
    ]);
    expect(lines[0]?.href).toBe('/rules/levels?memberLevel=Gold#level-form');
  });

  it('offers each team and skill once, in order', () => {
    const { teams, skills } = levelChoices([...AGENTS, agent('004', 'central', ['German'])]);
    expect([teams, skills].map((options) => options.map(({ value }) => value))).toEqual([
      ['central', 'east'],
      ['German', 'VIP'],
    ]);
  });

  it('opens the form with the rule that stands, unless something else was chosen already', () => {
    expect(openedFields({ memberLevel: 'Gold' }, [RULE])).toEqual({ memberLevel: 'Gold', team: 'east', skill: '' });
    const chosen = { memberLevel: 'Gold', team: '', skill: 'VIP' };
    expect(openedFields(chosen, [RULE])).toEqual(chosen);
    expect(openedFields({ memberLevel: 'Basic' }, [RULE])).toEqual({ memberLevel: 'Basic' });
  });

  it('asks for nothing as long as level, or both team and skill, are missing', () => {
    expect(demandOf({ memberLevel: ' Gold ', skill: 'VIP' })).toEqual({
      memberLevel: 'Gold',
      team: null,
      skill: 'VIP',
    });
    expect([demandOf({ memberLevel: 'Gold' }), demandOf({ team: 'east' })]).toEqual([null, null]);
  });
});
