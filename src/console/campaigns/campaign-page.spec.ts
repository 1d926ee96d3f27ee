import type { Account } from '../../access/account.js';
import type { Approval } from '../../access/approval.service.js';
import { parseCampaignDefinition } from '../../campaigns/campaign-definition.js';
import { unsavedCampaign } from '../../campaigns/unsaved-campaign.js';
import { CAMPAIGN_STATES } from '../../kernel/words.js';
import type { CampaignState } from '../../kernel/words.js';
import type { PlanSummary } from '../../planning/plan-summary.js';
import { toCampaignCard } from '../campaign-card.js';
import { toAgents, toDays, toHead } from './campaign-page.js';

const NOW = new Date('2026-11-23T01:00:00Z');
const DRAFT = unsavedCampaign(parseCampaignDefinition({ name: 'x' }, NOW), {
  id: 12,
  surveyVersion: 1,
  createdBy: 'user:alice',
  at: NOW,
});

function account(role: Account['role'], login = role as string, teamAgentIds: number[] | null = null): Account {
  return { id: 1, login, name: login, role, agentId: null, locale: null, teams: [], teamAgentIds };
}

function headOf(state: CampaignState, who: Account, approval: Approval | null = null) {
  const campaign = { ...DRAFT, state };
  const { id, name, kind, audience, startAt, deadlineAt } = campaign;
  const counts = { id, name, kind, state, audience, startAt, deadlineAt, standing: false, parts: {} };
  const found = { campaign, card: toCampaignCard(counts, NOW), approval, progress: null };
  return toHead(found, who, '');
}

const ASKED: Approval = {
  id: 3,
  kind: 'days-off',
  subject: 'campaign:12',
  details: {},
  askedBy: 'user:alice',
  askedAt: NOW,
  decision: null,
  decidedBy: null,
  decidedAt: null,
  note: null,
};

describe('the head of a campaign', () => {
  it('offers what the state allows', () => {
    const offered = CAMPAIGN_STATES.map((state) => [
      state,
      headOf(state, account('supervisor'))
        .moves.map(({ move }) => move)
        .join(),
    ]);
    expect(Object.fromEntries(offered)).toEqual({
      draft: 'cancel',
      planned: 'launch,cancel',
      running: 'pause,cancel',
      paused: 'resume,cancel',
      completed: 'close',
      cancelled: 'close',
      archived: '',
    });
  });

  it('offers a manager nothing, in no state', () => {
    for (const state of CAMPAIGN_STATES) {
      expect(headOf(state, account('manager'))).toMatchObject({ moves: [], mayPlan: false, mayEdit: false });
    }
  });

  it('lets a second person decide, not the one who asked nor one who may not', () => {
    expect(headOf('planned', account('supervisor', 'bob'), ASKED).approval?.mayDecide).toBe(true);
    expect(headOf('planned', account('supervisor', 'alice'), ASKED).approval?.mayDecide).toBe(false);
    expect(headOf('planned', account('manager', 'carol'), ASKED).approval?.mayDecide).toBe(false);
    const refused = { ...ASKED, decision: 'refused', decidedBy: 'user:bob', decidedAt: NOW } as const;
    expect(headOf('planned', account('admin'), refused).approval).toMatchObject({
      state: 'refused',
      decidedBy: 'bob',
      mayDecide: false,
    });
    expect(headOf('running', account('admin'), refused).approval).toBeNull();
  });

  it('marks the tab, and says when rows are those of teams', () => {
    const head = headOf('running', account('supervisor', 'lead', [1]));
    expect(head.tabs.filter(({ current }) => current).map(({ href }) => href)).toEqual(['/campaigns/12']);
    expect([head.isScoped, headOf('running', account('supervisor')).isScoped]).toEqual([true, false]);
  });
});

describe('the days and agents of a campaign', () => {
  it('draws three bars of a day on one scale, from zero', () => {
    const days = toDays([{ date: '2026-11-24', planned: 200, sent: 100, answered: 0 }], 'Asia/Shanghai');
    expect(days).toMatchObject([{ plannedWidth: 100, sentWidth: 50, answeredWidth: 0 }]);
    expect(days[0]?.at.toISOString()).toBe('2026-11-23T16:00:00.000Z');
  });

  it('puts who has visits now beside who has a share of the plan, as far as the reader may see', () => {
    const figures = [{ agentNo: '011', name: 'B', visits: 10, answered: 3, ended: 4 }];
    const agents = [
      { agentNo: '010', name: 'A', held: 2, quota: 5 },
      { agentNo: '011', name: 'B', held: 1, quota: 6 },
    ];
    const plan = { assignment: { agents } } as unknown as PlanSummary;
    expect(toAgents(figures, plan, null)).toMatchObject([
      { agentNo: '010', held: 2, visits: 0, remaining: 0, doneWidth: 0 },
      { agentNo: '011', held: 1, visits: 10, remaining: 6, doneWidth: 40, remainingWidth: 60 },
    ]);
    expect(toAgents(figures, plan, new Set(['011'])).map(({ agentNo }) => agentNo)).toEqual(['011']);
    expect(toAgents(figures, null, null)).toMatchObject([{ agentNo: '011', held: null, quota: null }]);
  });
});
