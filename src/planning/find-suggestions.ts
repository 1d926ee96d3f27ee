import type { Campaign } from '../campaigns/campaign.js';
import { reason, type Reason } from '../kernel/reason.js';
import { CHANNELS } from '../kernel/words.js';
import { countReached, groupMissed, isReached, type MissedGroup, type Solved, type Suggestion } from './feasibility.js';
import { applyChange, type Change, type MemoryChange, type PlanProblem } from './plan-change.js';
import { solvePlaces, solvePlan } from './solve-plan.js';
import { clipStretches, lengthOf } from './time-buckets.js';

const HOUR_MS = 3_600_000;
const MOST_AGENTS_MORE = 256;
const MOST_DAYS_MORE = 7;
const HOURS_MORE = [30, 60, 90, 120];
const FASTEST_PER_SECOND = 1_000;

/** A change to try, and the causes (by their place, the largest first) that it is tried for. */
export interface Idea {
  readonly change: Change;
  readonly causes: readonly number[];
}

/** Changes that might reach the missed of the largest causes: the least of each kind that is enough, as far as one can see. */
export function listIdeas(solved: Solved, causes: number, campaign: Campaign, now: Date): Idea[] {
  const ideas = new Map<string, Idea>();
  groupMissed(solved)
    .slice(0, causes)
    .forEach((group, place) => {
      for (const change of changesFor(solved, group, campaign, now)) {
        const key = JSON.stringify(change);
        ideas.set(key, { change, causes: [...(ideas.get(key)?.causes ?? []), place] });
      }
    });
  return [...ideas.values()];
}

/** What a change really gives: null where it reaches nobody more. `after` is the plan that was solved with it. */
export function weighIdea(before: Solved, after: Solved, { change, causes }: Idea): Suggestion | null {
  const { reached, missed } = countReached(after);
  const reaches = reached - countReached(before).reached;
  return reaches <= 0 ? null : { change, causes, reason: inWords(change, { reaches, missed }) };
}

/** Solves again with changes of what is in memory. */
export function solveWith(solved: Solved, ...changes: readonly MemoryChange[]): Solved {
  const { columns, frame, eligible, times } = changes.reduce(applyChange, problemOf(solved));
  const { exclusions } = solved.collected;
  return { collected: { columns, eligible, times, exclusions }, frame, plan: solvePlan(columns, frame) };
}

/** Those that leave the fewest missed first; of two that change the same thing, the better one alone. */
export function bestFirst(suggestions: readonly Suggestion[]): Suggestion[] {
  const missed = ({ reason: { params } }: Suggestion): number => Number(params['missed']);
  const best = new Map<string, Suggestion>();
  for (const one of [...suggestions].sort((a, b) => missed(a) - missed(b))) {
    const what = whatChanges(one);
    if (!best.has(what)) best.set(what, one);
  }
  return [...best.values()];
}

/** Agents of different abilities, and channels, are different things. */
function whatChanges({ change, reason: { params } }: Suggestion): string {
  if (change.kind === 'agents') return `agents ${change.like} ${String(params['asked'] ?? '')}`;
  return 'channel' in change ? `${change.kind} ${change.channel}` : change.kind;
}

function changesFor(solved: Solved, group: MissedGroup, campaign: Campaign, now: Date): Change[] {
  const start = earlierStart(campaign, now);
  const channels = moreChannels(campaign);
  switch (group.code) {
    case 'unplaced-capacity':
      return [
        ...moreAgents(solved, group),
        ...longerHours(solved, group),
        ...moreDays(solved, group),
        ...start,
        ...channels,
      ];
    case 'unplaced-no-agent':
      return agentsFor(solved, group);
    case 'unplaced-rate':
      return [...fasterRate(solved, group), ...moreDays(solved, group), ...start, ...channels];
    case 'promise-missed':
      return [...laterDeadline(solved, group, campaign), ...start, ...channels];
    case 'unplaced-no-window':
      return channels;
  }
}

function earlierStart({ startAt, standing }: Campaign, now: Date): Change[] {
  return standing === null && startAt.getTime() > now.getTime() + HOUR_MS
    ? [{ kind: 'start', at: now.toISOString() }]
    : [];
}

function moreChannels({ ladder }: Campaign): Change[] {
  return CHANNELS.filter((channel) => !ladder.some((rung) => rung.channel === channel)).map((channel) => ({
    kind: 'channel',
    channel,
  }));
}

/** The fewest agents more, each like one of those who are short, with whom all of the missed find a place. */
function moreAgents(solved: Solved, group: MissedGroup): Change[] {
  const first = solved.frame.agentSets[group.key]![0];
  if (first === undefined) return [];
  const like = solved.frame.agents[first]!.agentNo;
  const same = sameChannel(solved, group);
  const change = (count: number): Change & MemoryChange => ({ kind: 'agents', count, like });
  const enough = findLeast(
    (count) => isEnough(same, change(count), group),
    fewestAgents(solved, first, group),
    MOST_AGENTS_MORE,
  );
  return enough === null ? [] : [change(enough)];
}

/** The fewest agents who have what nobody has, with the longest shifts that there are. */
function agentsFor(solved: Solved, group: MissedGroup): Change[] {
  const { frame } = solved;
  const length = (index: number): number => lengthOf(clipStretches(frame.agents[index]!.shifts, frame.from, Infinity));
  const longest = [...frame.agents.keys()].sort((a, b) => length(b) - length(a) || a - b)[0];
  if (longest === undefined) return [];
  const like = frame.agents[longest]!.agentNo;
  const { columns, eligible } = solved.collected;
  const asked = eligible.describe(columns.get('demand', group.members[0]!));
  const change = (count: number): Change & MemoryChange => ({ kind: 'agents', count, like, ...asked });
  const enough = findLeast((count) => isEnough(sameChannel(solved, group), change(count), group), 1, MOST_AGENTS_MORE);
  return enough === null ? [] : [change(enough)];
}

/** As little longer as is enough; where nothing is, as long as one may ask. */
function longerHours(solved: Solved, group: MissedGroup): Change[] {
  const same = sameChannel(solved, group);
  const minutes = HOURS_MORE.find((more) => isEnough(same, { kind: 'hours', minutes: more }, group));
  return [{ kind: 'hours', minutes: minutes ?? HOURS_MORE.at(-1)! }];
}

function moreDays(solved: Solved, group: MissedGroup): Change[] {
  const same = sameChannel(solved, group);
  for (let days = 1; days <= MOST_DAYS_MORE; days++) {
    if (isEnough(same, { kind: 'days', days }, group)) return [{ kind: 'days', days }];
  }
  return [{ kind: 'days', days: MOST_DAYS_MORE }];
}

function fasterRate(solved: Solved, group: MissedGroup): Change[] {
  const { channel } = group;
  if (channel === 'call') return [];
  const medium = channel as 'sms' | 'email';
  const same = sameChannel(solved, group);
  const change = (perSecond: number): MemoryChange => ({ kind: 'rate', channel: medium, perSecond });
  const least = Math.floor(solved.frame.rates[medium].perMinute / 60) + 1;
  const enough = findLeast((perSecond) => isEnough(same, change(perSecond), group), least, FASTEST_PER_SECOND);
  return enough === null ? [] : [change(enough)];
}

/** Late is who starts at the deadline or after it: the full hour behind the last start, or the end of its window. */
function laterDeadline(solved: Solved, group: MissedGroup, { standing }: Campaign): Change[] {
  if (standing !== null) return moreDays(solved, group);
  const { columns } = solved.collected;
  const last = group.members.reduce((latest, member) => Math.max(latest, solved.plan.slot[member]!), 0);
  const end = group.members.reduce((latest, member) => Math.max(latest, columns.get('rolledDue', member)), 0);
  const same = sameChannel(solved, group);
  const untils = [Math.min((Math.floor(last / HOUR_MS) + 1) * HOUR_MS, end), end];
  const enough = untils
    .map((until) => new Date(until).toISOString())
    .find((until) => isEnough(same, { kind: 'deadline', until }, group));
  return [{ kind: 'deadline', until: enough ?? new Date(end).toISOString() }];
}

function problemOf({ collected: { columns, eligible, times }, frame }: Solved): PlanProblem {
  return { columns, eligible, times, frame };
}

/** All candidates on the channel of the missed: who shares what is short with them. */
function sameChannel(solved: Solved, group: MissedGroup): PlanProblem {
  const { columns } = solved.collected;
  const { profiles } = solved.frame;
  const same: number[] = [];
  for (let member = 0; member < columns.length; member++) {
    if (profiles[columns.get('profile', member)]!.channel === group.channel) same.push(member);
  }
  return { ...problemOf(solved), columns: columns.subset(same) };
}

/** Whether none of the group would be missed, as far as one can see without solving to the end. */
function isEnough(problem: PlanProblem, change: MemoryChange, { code, key }: MissedGroup): boolean {
  const { columns, frame } = applyChange(problem, change);
  const plan = solvePlaces(columns, frame);
  const name = code === 'unplaced-no-agent' ? 'demand' : 'agentSet';
  for (let member = 0; member < columns.length; member++) {
    if (key >= 0 && problem.columns.get(name, member) !== key) continue;
    if (key < 0 && plan.unplaced[member] === 'unplaced-no-agent') continue;
    if (!isReached(columns, plan, member)) return false;
  }
  return true;
}

/** No fewer agents can do it: even with every minute of their shifts. */
function fewestAgents({ frame }: Solved, template: number, { members }: MissedGroup): number {
  const { shifts } = frame.agents[template]!;
  const minutes = lengthOf(clipStretches(shifts, frame.from, Infinity)) / 60_000;
  return Math.max(1, Math.ceil((members.length * frame.minutesPerCall) / Math.max(minutes, frame.minutesPerCall)));
}

function inWords(change: Change, gain: { readonly reaches: number; readonly missed: number }): Reason {
  switch (change.kind) {
    case 'agents': {
      const { count: agents, like, skill, language, region } = change;
      const asked = [skill, language, region].filter((one) => one !== undefined).join(' · ');
      return asked === ''
        ? reason('suggest-more-agents', { agents, like, ...gain })
        : reason('suggest-agent-for', { agents, asked, ...gain });
    }
    case 'hours':
      return reason('suggest-longer-hours', { minutes: change.minutes, ...gain });
    case 'days':
      return reason('suggest-more-days', { days: change.days, ...gain });
    case 'deadline':
      return reason('suggest-later-deadline', { until: change.until, ...gain });
    case 'rate':
      return reason('suggest-faster-rate', { channel: change.channel, perSecond: change.perSecond, ...gain });
    case 'start':
      return reason('suggest-earlier-start', { at: change.at, ...gain });
    case 'channel':
      return reason('suggest-channel', { channel: change.channel, ...gain });
  }
}

/** The least number from `least` to `most` for which `isEnough` holds, by growing steps and halving; null if none. */
export function findLeast(isEnough: (count: number) => boolean, least: number, most: number): number | null {
  let low = least - 1;
  let high = least;
  for (let step = 1; high > most || !isEnough(high); step *= 2) {
    if (high >= most) return null;
    low = high;
    high = Math.min(high + step, most);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
