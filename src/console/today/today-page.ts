import type { Approval } from '../../access/approval.service.js';
import type { Role } from '../../kernel/words.js';
import { readTemplateSubject } from '../../messages/template-state.js';
import { toAgentDayLine, sumAgentDays } from '../agent-day.js';
import type { AgentDay, AgentDayLine } from '../agent-day.js';
import { clockChip, toCampaignCard } from '../campaign-card.js';
import type { CampaignCard, CampaignCounts, ClockChip } from '../campaign-card.js';
import { listWeek } from './week-tiles.js';
import type { WeekTile } from './week-tiles.js';
import type { AgentCall, StretchNumbers, WaitingApproval, WaitingWork } from './today-rows.js';

/** What the page is made from; a role gets only what answers its question. */
export interface TodayFacts {
  readonly role: Role;
  readonly now: Date;
  readonly campaigns: readonly CampaignCounts[];
  readonly weeks: { readonly now: StretchNumbers; readonly before: StretchNumbers } | null;
  /** Null for a role that has no work of its own to do. */
  readonly work: TodayWork | null;
}

export interface Tile {
  readonly name: string;
  readonly labelKey: string;
  readonly icon: string;
  readonly number: number;
  readonly wanted: boolean;
  readonly href: string;
}

/** The part of the page that moves: what waits, the agents' day; or an agent's next call, list and day. */
export interface TodayWork {
  readonly isAgent: boolean;
  readonly tiles: readonly Tile[];
  readonly approvals: readonly WaitingApproval[];
  readonly agents: readonly AgentDayLine[];
  readonly total: ReturnType<typeof sumAgentDays> | null;
  readonly nextCall: (AgentCall & { due: ClockChip; isNow: boolean }) | null;
  readonly laterCalls: readonly (AgentCall & { due: ClockChip })[];
  readonly ownDay: AgentDayLine | null;
}

export interface TodayPage {
  readonly now: Date;
  readonly isAgent: boolean;
  readonly week: readonly WeekTile[];
  readonly campaigns: readonly CampaignCard[];
  readonly work: TodayWork | null;
}

/** What needs me now? */
export function buildTodayPage({ role, now, weeks, campaigns, work }: TodayFacts): TodayPage {
  return {
    now,
    isAgent: role === 'agent',
    week: weeks ? listWeek(weeks.now, weeks.before) : [],
    campaigns: campaigns.map((campaign) => toCampaignCard(campaign, now)),
    work,
  };
}

const NOTHING = { tiles: [], approvals: [], agents: [], total: null, nextCall: null, laterCalls: [], ownDay: null };

/** A supervisor's part: the work that waits, and the day of those agents who have one. */
export function buildTeamWork(
  waiting: WaitingWork,
  approvals: readonly Approval[],
  days: readonly AgentDay[],
): TodayWork {
  const busy = days.filter((day) => day.toCall + day.called > 0);
  return {
    ...NOTHING,
    isAgent: false,
    tiles: listTiles(waiting, approvals.length),
    approvals: approvals.map(toWaitingApproval),
    agents: busy.map(toAgentDayLine),
    total: busy.length > 1 ? sumAgentDays(busy) : null,
  };
}

/** An agent's part: the next call, what comes after it, and how far the day is. */
export function buildAgentWork(calls: readonly AgentCall[], day: AgentDay | null, now: Date): TodayWork {
  const [first, ...later] = calls.map((call) => ({ ...call, due: clockChip(call.dueAt, now) }));
  return {
    ...NOTHING,
    isAgent: true,
    nextCall: first ? { ...first, isNow: first.scheduledAt === null || first.scheduledAt <= now } : null,
    laterCalls: later,
    ownDay: day ? toAgentDayLine(day) : null,
  };
}

function listTiles(waiting: WaitingWork, approvals: number): Tile[] {
  const tile = (name: string, icon: string, number: number, href: string) => {
    return { name, labelKey: `console.tile.${name}`, icon, number, wanted: number > 0, href };
  };
  return [
    tile('promises-at-risk', 'clock', waiting.promisesAtRisk, '/today/at-risk'),
    tile('in-doubt', 'question', waiting.inDoubt, '/today/in-doubt'),
    tile('held', 'hand', waiting.held, '/today/held'),
    tile('follow-ups', 'warning', waiting.followUps, '/follow-ups?state=open'),
    tile('replies', 'message', waiting.repliesToSort, '/inbox'),
    tile('conflicts', 'import', waiting.conflicts, '/imports'),
    tile('approvals', 'audit', approvals, '#approvals'),
  ];
}

function toWaitingApproval({ id, kind, subject, details, askedBy, askedAt }: Approval): WaitingApproval {
  const text = readTemplateSubject(subject);
  const version = text && { ...text, channelKey: `console.channel.${text.channel}` };
  const name = text?.id ?? (typeof details['name'] === 'string' ? details['name'] : subject.replace(/^[a-z]+:/, ''));
  const href = text === null ? `/campaigns/${subject.replace(/^campaign:/, '')}` : '/templates/approvals';
  const asked = { askedBy: askedBy.replace(/^user:/, ''), askedAt };
  return { id, kindKey: `console.approval.${kind}`, name, version, ...asked, href };
}
