import type { AgentDay } from '../agent-day.js';
import { clockChip } from '../campaign-card.js';
import type { CampaignCounts } from '../campaign-card.js';
import { buildAgentWork, buildTeamWork, buildTodayPage } from './today-page.js';
import type { TodayFacts } from './today-page.js';
import type { AgentCall } from './today-rows.js';

const now = new Date('2026-11-24T01:00:00Z');
const nothing: TodayFacts = { role: 'supervisor', now, campaigns: [], work: null, weeks: null };
const quiet = { promisesAtRisk: 0, inDoubt: 0, held: 0, followUps: 0, repliesToSort: 0, conflicts: 0 };

function aDay(overrides: Partial<AgentDay> = {}): AgentDay {
  const counts = { toCall: 6, called: 5, reached: 4, done: 3 };
  return { agentId: 1, agentNo: '010', agentName: '李客服', team: 'north', ...counts, ...overrides };
}

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

  it('marks what waits for somebody, and leads to it', () => {
    const { tiles } = buildTeamWork({ ...quiet, promisesAtRisk: 2, followUps: 1 }, [], []);
    expect(tiles.filter((tile) => tile.wanted).map(({ name, href }) => [name, href])).toEqual([
      ['promises-at-risk', '/today/at-risk'],
      ['follow-ups', '/follow-ups?state=open'],
    ]);
  });

  it('says what a second person must agree to, and where', () => {
    const asked = { details: {}, askedBy: 'user:alice', askedAt: now };
    const open = { decision: null, decidedBy: null, decidedAt: null, note: null };
    const { approvals, tiles } = buildTeamWork(
      quiet,
      [
        { id: 1, kind: 'days-off', subject: 'campaign:12', ...asked, ...open, details: { name: 'National Day' } },
        { id: 2, kind: 'template', subject: 'template:visit-survey/sms/en/3', ...asked, ...open },
      ],
      [],
    );
    expect(approvals).toMatchObject([
      { name: 'National Day', href: '/campaigns/12', askedBy: 'alice', kindKey: 'console.approval.days-off' },
      { name: 'visit-survey', version: { language: 'en', version: 3 }, href: '/templates/approvals' },
    ]);
    expect(tiles.at(-1)).toMatchObject({ name: 'approvals', number: 2, wanted: true });
  });

  it("shows each agent's day against its target, and all together", () => {
    const idle = aDay({ agentId: 3, toCall: 0, called: 0, reached: 0, done: 0 });
    const { agents, total } = buildTeamWork(quiet, [], [aDay(), aDay({ agentId: 2, done: 1 }), idle]);
    expect(agents.map(({ agentId, target, doneShare }) => [agentId, target, doneShare])).toEqual([
      [1, 9, 3 / 9],
      [2, 7, 1 / 7],
    ]);
    expect(total).toEqual({ toCall: 12, called: 10, reached: 8, done: 4, target: 16 });
    expect(buildTeamWork(quiet, [], [aDay()]).total).toBeNull();
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
    expect(week[3]).toMatchObject({ share: 0.9, n: 40, shareBefore: 0.95 });
    expect(week[0]).toMatchObject({ number: 100, numberBefore: 80 });
  });

  it('says nothing where there is nothing to divide by', () => {
    const none = { reached: 0, answered: 0, rated: 0, satisfied: 0 };
    const week = buildTodayPage({ ...nothing, weeks: { now: none, before: none } }).week;
    expect(week[3]).toMatchObject({ share: null, change: '—' });
  });

  it('gives an agent the next call and, behind it, the list and the day', () => {
    const work = buildAgentWork([aCall(), aCall({ attemptId: 9 })], aDay(), now);
    expect(work.nextCall).toMatchObject({ attemptId: 1, isNow: true });
    expect(work.laterCalls.map((call) => call.attemptId)).toEqual([9]);
    expect(work.ownDay).toMatchObject({ toCall: 6, done: 3, target: 9 });
    expect(buildAgentWork([], null, now)).toMatchObject({ nextCall: null, ownDay: null, isAgent: true });
  });

  it('knows a call that is not due yet', () => {
    const later = aCall({ scheduledAt: new Date('2026-11-24T02:00:00Z') });
    expect(buildAgentWork([later], null, now).nextCall?.isNow).toBe(false);
  });

  it('has no share of a day that asks nothing', () => {
    expect(buildAgentWork([], aDay({ toCall: 0, done: 0 }), now).ownDay?.doneShare).toBeNull();
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
