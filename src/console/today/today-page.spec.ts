import { clockChip } from '../campaign-card.js';
import type { CampaignCounts } from '../campaign-card.js';
import { buildTodayPage } from './today-page.js';
import type { TodayFacts } from './today-page.js';
import type { AgentCall } from './today-rows.js';

const now = new Date('2026-11-24T01:00:00Z');
const nothing: TodayFacts = { role: 'supervisor', now, campaigns: [], waiting: null, weeks: null, calls: [] };

function aCampaign(overrides: Partial<CampaignCounts> = {}): CampaignCounts {
  return {
    id: 3,
    name: 'National Day',
    kind: 'holiday',
    state: 'running',
    standing: false,
    audience: 10,
    startAt: now,
    deadlineAt: new Date('2026-11-27T12:00:00Z'),
    parts: { answered: 4, planned: 5, excluded: 1 },
    ...overrides,
  };
}

function aCall(overrides: Partial<AgentCall> = {}): AgentCall {
  return {
    attemptId: 1,
    visitId: 2,
    customerNo: 'C1',
    customerName: '张三',
    memberLevel: null,
    campaignName: 'National Day',
    scheduledAt: new Date('2026-11-24T00:50:00Z'),
    dueAt: new Date('2026-11-26T12:00:00Z'),
    isAppointment: false,
    state: 'scheduled',
    reasons: [],
    ...overrides,
  };
}

describe('the Today page', () => {
  it('shows each campaign with a bar that balances', () => {
    const [campaign] = buildTodayPage({ ...nothing, campaigns: [aCampaign()] }).campaigns;
    expect(campaign?.bar).toMatchObject({ audience: 10, sum: 10, balanced: true });
    expect(campaign?.stateKey).toBe('console.state.running');
  });

  it('lets an unbalanced campaign be seen', () => {
    const page = buildTodayPage({ ...nothing, campaigns: [aCampaign({ audience: 11 })] });
    expect(page.campaigns[0]?.bar.balanced).toBe(false);
  });

  it('marks what waits for somebody', () => {
    const waiting = { promisesAtRisk: 2, inDoubt: 0, held: 0, followUps: 1, repliesToSort: 0, conflicts: 0 };
    const tiles = buildTodayPage({ ...nothing, waiting }).tiles;
    expect(tiles.filter((tile) => tile.wanted).map((tile) => tile.labelKey)).toEqual([
      'console.tile.promises-at-risk',
      'console.tile.follow-ups',
    ]);
  });

  it("puts this week beside last week's same stretch, shares in percentage points", () => {
    const weeks = {
      now: { reached: 100, answered: 40, rated: 40, satisfied: 36 },
      before: { reached: 80, answered: 40, rated: 40, satisfied: 38 },
    };
    const week = buildTodayPage({ ...nothing, role: 'manager', weeks }).week;
    expect(week.map(({ change, direction }) => [change, direction])).toEqual([
      ['+20', 'up'],
      ['±0', 'same'],
      ['−10', 'down'],
      ['−5', 'down'],
    ]);
    expect(week[3]).toMatchObject({ share: 0.9, n: 40 });
  });

  it('says nothing where there is nothing to divide by', () => {
    const none = { reached: 0, answered: 0, rated: 0, satisfied: 0 };
    const week = buildTodayPage({ ...nothing, weeks: { now: none, before: none } }).week;
    expect(week[3]).toMatchObject({ share: null, change: '—' });
  });

  it('gives an agent the next call and, behind it, the list', () => {
    const page = buildTodayPage({ ...nothing, role: 'agent', calls: [aCall(), aCall({ attemptId: 9 })] });
    expect(page.nextCall).toMatchObject({ attemptId: 1, isNow: true });
    expect(page.laterCalls.map((call) => call.attemptId)).toEqual([9]);
    expect(buildTodayPage({ ...nothing, role: 'agent' }).nextCall).toBeNull();
  });

  it('knows a call that is not due yet', () => {
    const later = aCall({ scheduledAt: new Date('2026-11-24T02:00:00Z') });
    expect(buildTodayPage({ ...nothing, role: 'agent', calls: [later] }).nextCall?.isNow).toBe(false);
  });
});

describe('a clock', () => {
  it.each([
    ['2026-11-24T00:59:59Z', true, false],
    ['2026-11-24T01:00:00Z', false, true],
    ['2026-11-25T00:59:59Z', false, true],
    ['2026-11-25T01:00:00Z', false, false],
  ])('%s is late: %p, soon: %p', (at, late, soon) => {
    expect(clockChip(new Date(at), now)).toMatchObject({ late, soon });
  });
});
