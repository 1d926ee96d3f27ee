import type { Role } from '../../kernel/words.js';
import { clockChip, toCampaignCard } from '../campaign-card.js';
import type { CampaignCard, CampaignCounts, ClockChip } from '../campaign-card.js';
import type { AgentCall, StretchNumbers, WaitingWork } from './today-rows.js';

/** What the page is made from; a role gets only what answers its question. */
export interface TodayFacts {
  readonly role: Role;
  readonly now: Date;
  readonly campaigns: readonly CampaignCounts[];
  readonly waiting: WaitingWork | null;
  readonly weeks: { readonly now: StretchNumbers; readonly before: StretchNumbers } | null;
  readonly calls: readonly AgentCall[];
}

export interface Tile {
  readonly labelKey: string;
  readonly icon: string;
  readonly number: number;
  readonly wanted: boolean;
}

/** A week's number beside last week's; `points` is the change of a share in percentage points. */
export interface WeekTile {
  readonly labelKey: string;
  readonly number: number | null;
  readonly share: number | null;
  readonly n: number | null;
  readonly change: string;
  readonly isPoints: boolean;
  readonly direction: 'up' | 'down' | 'same';
}

export interface TodayPage {
  readonly now: Date;
  readonly isAgent: boolean;
  readonly tiles: readonly Tile[];
  readonly week: readonly WeekTile[];
  readonly campaigns: readonly CampaignCard[];
  readonly nextCall: (AgentCall & { due: ClockChip; isNow: boolean }) | null;
  readonly laterCalls: readonly (AgentCall & { due: ClockChip })[];
}

/** What needs me now? */
export function buildTodayPage(facts: TodayFacts): TodayPage {
  const { now } = facts;
  const calls = facts.calls.map((call) => ({ ...call, due: clockChip(call.dueAt, now) }));
  const [first, ...later] = calls;
  return {
    now,
    isAgent: facts.role === 'agent',
    tiles: facts.waiting ? listTiles(facts.waiting) : [],
    week: facts.weeks ? listWeek(facts.weeks.now, facts.weeks.before) : [],
    campaigns: facts.campaigns.map((campaign) => toCampaignCard(campaign, now)),
    nextCall: first ? { ...first, isNow: first.scheduledAt === null || first.scheduledAt <= now } : null,
    laterCalls: later,
  };
}

function listTiles(waiting: WaitingWork): Tile[] {
  const tile = (labelKey: string, icon: string, number: number) => ({ labelKey, icon, number, wanted: number > 0 });
  return [
    tile('console.tile.promises-at-risk', 'clock', waiting.promisesAtRisk),
    tile('console.tile.in-doubt', 'question', waiting.inDoubt),
    tile('console.tile.held', 'hand', waiting.held),
    tile('console.tile.follow-ups', 'warning', waiting.followUps),
    tile('console.tile.replies', 'message', waiting.repliesToSort),
    tile('console.tile.conflicts', 'warning', waiting.conflicts),
  ];
}

function listWeek(week: StretchNumbers, before: StretchNumbers): WeekTile[] {
  return [
    countTile('console.week.reached', week.reached, before.reached),
    countTile('console.week.answered', week.answered, before.answered),
    shareTile('console.week.answer-rate', [week.answered, week.reached], [before.answered, before.reached]),
    shareTile('console.week.satisfied', [week.satisfied, week.rated], [before.satisfied, before.rated]),
  ];
}

function countTile(labelKey: string, number: number, before: number): WeekTile {
  return { labelKey, number, share: null, n: null, ...change(number - before, false) };
}

function shareTile(
  labelKey: string,
  [part, whole]: [number, number],
  [partBefore, wholeBefore]: [number, number],
): WeekTile {
  const share = whole > 0 ? part / whole : null;
  const shareBefore = wholeBefore > 0 ? partBefore / wholeBefore : null;
  const points = share === null || shareBefore === null ? null : Math.round((share - shareBefore) * 1000) / 10;
  return { labelKey, number: null, share, n: whole, ...change(points, true) };
}

/** The change with its sign; "—" when there is nothing to compare with. */
function change(difference: number | null, isPoints: boolean): Pick<WeekTile, 'change' | 'isPoints' | 'direction'> {
  if (difference === null) return { change: '—', isPoints: false, direction: 'same' };
  if (difference === 0) return { change: '±0', isPoints: false, direction: 'same' };
  const sign = difference > 0 ? '+' : '−';
  return { change: `${sign}${Math.abs(difference)}`, isPoints, direction: difference > 0 ? 'up' : 'down' };
}
