import type { CampaignDefinition } from '../campaigns/campaign-definition.js';
import type { Campaign } from '../campaigns/campaign.js';
import type { Channel } from '../kernel/words.js';
import type { EligibleAgents } from './eligible-agents.js';
import type { PlanColumns } from './plan-columns.js';
import type { PlanAgent, PlanFrame } from './plan-input.js';
import type { TimeProfiles } from './time-profiles.js';

/** Agents more: their shifts are those of `like`; their abilities too, unless they are named. */
export interface MoreAgents {
  readonly kind: 'agents';
  readonly count: number;
  readonly like: string;
  readonly skill?: string;
  readonly language?: string;
  readonly region?: string;
}

/** Something that somebody could change about a campaign or its agents. Instants are ISO-8601. */
export type Change =
  | MoreAgents
  /** All shifts so much longer at the end of the day, never beyond midnight; limits of a day grow with them. */
  | { readonly kind: 'hours'; readonly minutes: number }
  /** The deadline, or the days of a standing campaign, so much later. */
  | { readonly kind: 'days'; readonly days: number }
  | { readonly kind: 'deadline'; readonly until: string }
  | { readonly kind: 'rate'; readonly channel: 'sms' | 'email'; readonly perSecond: number }
  /** An earlier start. */
  | { readonly kind: 'start'; readonly at: string }
  /** A channel more, before those that the ladder has. */
  | { readonly kind: 'channel'; readonly channel: Channel };

/** A change of what is kept in memory; the others decide who is in the audience, and when, and are read anew. */
export type MemoryChange = Exclude<Change, { readonly kind: 'start' | 'channel' }>;

/** What a plan is solved from, with what changing it takes. */
export interface PlanProblem {
  readonly columns: PlanColumns;
  readonly frame: PlanFrame;
  readonly eligible: EligibleAgents;
  readonly times: TimeProfiles;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const NEW_RUNG_HOURS = 24;

/** Whether a change can be tried on what is in memory. */
export function isMemoryChange(change: Change): change is MemoryChange {
  return change.kind !== 'start' && change.kind !== 'channel';
}

/** The problem as it would be after a change. Nothing of the given one is touched. */
export function applyChange(problem: PlanProblem, change: MemoryChange): PlanProblem {
  switch (change.kind) {
    case 'agents':
      return addAgents(problem, change);
    case 'hours':
      return { ...problem, frame: lengthenShifts(problem.frame, change.minutes) };
    case 'days':
      return moveDue(problem, (due) => due + change.days * DAY_MS);
    case 'deadline':
      return moveDue(problem, (due) => Math.max(due, Date.parse(change.until)));
    case 'rate':
      return { ...problem, frame: setRate(problem.frame, change.channel, change.perSecond) };
  }
}

type Changeable = Pick<Campaign, 'startAt' | 'deadlineAt' | 'standing' | 'ladder'>;

/** The campaign's own part after a change; null where the change is none of the campaign's (agents, hours, rates). */
export function changeCampaign<T extends Changeable | CampaignDefinition>(campaign: T, change: Change): T | null {
  switch (change.kind) {
    case 'days':
      if (campaign.standing !== null) {
        return { ...campaign, standing: { ...campaign.standing, dueDays: campaign.standing.dueDays + change.days } };
      }
      return { ...campaign, deadlineAt: new Date(campaign.deadlineAt.getTime() + change.days * DAY_MS) };
    case 'deadline':
      return { ...campaign, deadlineAt: new Date(change.until) };
    case 'start':
      return { ...campaign, startAt: new Date(change.at) };
    case 'channel': {
      const rung = { channel: change.channel, waitHours: NEW_RUNG_HOURS };
      return { ...campaign, ladder: [rung, ...campaign.ladder.filter(({ channel }) => channel !== change.channel)] };
    }
    default:
      return null;
  }
}

function addAgents(problem: PlanProblem, change: MoreAgents): PlanProblem {
  const { frame } = problem;
  const template = frame.agents.find(({ agentNo }) => agentNo === change.like) ?? frame.agents[0];
  if (template === undefined || change.count <= 0) return problem;
  const more = Array.from({ length: change.count }, (_, i) => newAgent(template, change, i));
  const eligible = problem.eligible.extended(more);
  return {
    ...problem,
    eligible,
    columns: problem.columns.replaced('agentSet', (member) => eligible.setOf(problem.columns.get('demand', member))),
    frame: { ...frame, agents: [...frame.agents, ...more], agentSets: eligible.agentSets },
  };
}

/** Without named abilities the same as the template; else exactly those that are named. */
function newAgent(template: PlanAgent, { skill, language, region }: MoreAgents, place: number): PlanAgent {
  const blank = { ...template, id: -1 - place, agentNo: `+${place + 1}`, name: `+${place + 1}`, held: 0, heldAt: [] };
  if (skill === undefined && language === undefined && region === undefined) return blank;
  const one = (value: string | undefined): string[] => (value === undefined ? [] : [value]);
  return { ...blank, skills: one(skill), languages: one(language), regions: one(region) };
}

function lengthenShifts(frame: PlanFrame, minutes: number): PlanFrame {
  const more = Math.floor(minutes / frame.minutesPerCall);
  const agents = frame.agents.map((agent) => ({
    ...agent,
    shifts: lengthen(agent.shifts, minutes, frame.dayOf),
    callsPerDay: agent.callsPerDay === null ? null : agent.callsPerDay + more,
  }));
  return { ...frame, agents };
}

/** The last stretch of each local day ends later; not after midnight, because leave may begin there. */
function lengthen(shifts: Float64Array, minutes: number, dayOf: (at: number) => number): Float64Array {
  const longer = Float64Array.from(shifts);
  for (let i = 1; i < longer.length; i += 2) {
    const end = shifts[i]!;
    const day = dayOf(end - 1);
    const next = shifts[i + 1] ?? Infinity;
    if (next !== Infinity && dayOf(next) === day) continue;
    let wanted = Math.min(end + minutes * MINUTE_MS, next);
    while (wanted > end && dayOf(wanted - 1) !== day) wanted -= MINUTE_MS;
    longer[i] = Math.max(end, wanted);
  }
  return longer;
}

function moveDue(problem: PlanProblem, move: (due: number) => number): PlanProblem {
  const { columns, times } = problem;
  const known = new Map<string, number>();
  const later = columns.replaced('due', (member) => move(columns.get('due', member)));
  const rolled = (member: number): number => {
    const [profile, from, due] = [later.get('profile', member), later.get('from', member), later.get('due', member)];
    const key = `${profile} ${from} ${due}`;
    const found = known.get(key) ?? times.rolledDue(profile, from, due);
    known.set(key, found);
    return found;
  };
  return { ...problem, columns: later.replaced('rolledDue', rolled) };
}

function setRate(frame: PlanFrame, channel: 'sms' | 'email', perSecond: number): PlanFrame {
  return { ...frame, rates: { ...frame.rates, [channel]: { ...frame.rates[channel], perMinute: perSecond * 60 } } };
}
