import { asksForPreview, toPreview } from './hand-over-page.js';
import { listTargets } from './hand-over-targets.js';
import type { HandOverAgent } from './hand-over-targets.js';

function anAgent(id: number, overrides: Partial<HandOverAgent> = {}): HandOverAgent {
  return { id, agentNo: `0${id}`, name: `A${id}`, team: 'north', weight: 1, held: 0, isAway: false, ...overrides };
}

const SHARES = { name: '', weight: 1, before: 4 };
const nobody = { campaignIds: [], moves: [], retimed: [], blocked: [], token: 't', number: 0 };
const stays = { appointment: 0, started: 0, owner: 0, 'in-hand': 0 };

describe('the page of a hand-over', () => {
  it('finds one agent by number, and of a team those who are there and take work, without the giver', () => {
    const all = [
      anAgent(1),
      anAgent(2),
      anAgent(3, { isAway: true }),
      anAgent(4, { weight: 0 }),
      anAgent(5, { team: '' }),
    ];
    expect(listTargets('03', '01', all).map(({ id }) => id)).toEqual([3]);
    expect(listTargets('team:north', '01', all).map(({ id }) => id)).toEqual([2]);
    expect(listTargets('team:', '01', all).map(({ id }) => id)).toEqual([5]);
    expect(listTargets('99', '', all)).toEqual([]);
  });

  it('asks for a preview as soon as somebody says which visits and to whom', () => {
    const wish = { from: '', to: '', campaign: null, part: '', due: '', fixed: false };
    expect(asksForPreview({ ...wish, to: '02' })).toBe(false);
    expect(asksForPreview({ ...wish, from: '01' })).toBe(false);
    expect(asksForPreview({ ...wish, to: '02', due: '2026-11-26' })).toBe(true);
  });

  it('shows the agents concerned, the first of what cannot move, and how many more', () => {
    const agents = [
      { ...SHARES, agentNo: '01', after: 2, comes: 0, goes: 2 },
      { ...SHARES, agentNo: '02', after: 4, comes: 0, goes: 0 },
    ];
    const reason = { code: 'handover-no-time', params: { agents: 1 } };
    const blocked = Array.from({ length: 23 }, (_, i) => ({
      ...{ visitId: i, customerNo: `C${i}`, customerName: '张三', agentNo: '01', reason },
    }));
    const shown = toPreview({ ...nobody, stays, agents, blocked }, true);
    expect(shown.agents.map(({ agentNo }) => agentNo)).toEqual(['01']);
    expect([shown.shownBlocked.length, shown.moreBlocked, shown.isCut]).toEqual([20, 3, true]);
  });
});
