import { mayServeLevel } from './level-rule.js';

const agent = { team: '二组', skills: ['VIP'] };

describe('who may serve a member level', () => {
  it.each([
    ['nothing is asked', null, true],
    ['the team is right', { team: '二组', skill: null }, true],
    ['the team is another', { team: '一组', skill: null }, false],
    ['the skill is there', { team: null, skill: 'VIP' }, true],
    ['the skill is missing', { team: null, skill: '英语' }, false],
    ['the team is right and the skill is missing', { team: '二组', skill: '英语' }, false],
  ])('%s', (_, level, expected) => {
    expect(mayServeLevel(agent, level)).toBe(expected);
  });

  it('is nobody without a team where a team is asked for', () => {
    expect(mayServeLevel({ team: null, skills: [] }, { team: '二组', skill: null })).toBe(false);
  });
});
