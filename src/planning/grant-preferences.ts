import { grantWishes, type Dealt, type Wish } from './grant-wishes.js';
import type { VisitClasses } from './group-classes.js';
import { numberTeams, ownerTeamOf } from './owner-team.js';
import type { PlanColumns } from './plan-columns.js';
import type { PlanFrame } from './plan-input.js';
import { utcHour } from './reached-hour.js';

/** What is preferred where it costs nothing. */
interface Preferring {
  readonly columns: PlanColumns;
  readonly frame: PlanFrame;
}

/** Agents, moments and the class whose slot a call got, by candidate. */
interface DealtOut {
  readonly agent: Int32Array;
  readonly slot: Float64Array;
  readonly dealtClass: Int32Array;
}

/** Who was dealt to: messages that are free of an owner, and calls. */
interface Members {
  readonly messages: readonly number[];
  readonly calls: readonly number[];
  readonly classes: VisitClasses;
}

/**
 * Exchanges what like candidates hold, so that preferences are met: what an earlier plan gave them, then an agent of the
 * owner's team for whom the owner cannot take, then the hour at which a customer was reached. Who takes how many, and who is placed, stays as it was solved.
 */
export function grantPreferences(input: Preferring, dealt: DealtOut, members: Members): void {
  const earlier = earlierWishes(input);
  const team = teamWish(input);
  const base = { agent: dealt.agent, slot: dealt.slot, settled: new Uint8Array(input.columns.length) };
  // A message whose owner is there is with the owner already.
  const isTeamAsked = team !== null && (input.frame.absentTeams ?? []).some((one) => one !== null);
  grant(members.messages, (member) => members.classes.classOf[member]!, {
    dealt: { ...base, withTimes: false, fits: () => true },
    wishes: [...(earlier === null ? [] : [earlier.agent]), ...(isTeamAsked ? [team] : [])],
  });
  const placed = members.calls.filter((member) => dealt.agent[member]! >= 0);
  grant(placed, (member) => dealt.dealtClass[member]!, {
    dealt: { ...base, withTimes: true, fits: fitsClocks(input.columns) },
    wishes: [
      ...(earlier === null ? [] : [earlier.cell, earlier.agent]),
      ...(team === null ? [] : [team]),
      ...hourWish(input),
    ],
  });
}

function grant(
  members: readonly number[],
  classOf: (member: number) => number,
  { dealt, wishes }: { readonly dealt: Omit<Dealt, 'groups'>; readonly wishes: readonly Wish[] },
): void {
  if (wishes.length === 0 || members.length === 0) return;
  const groups = groupBy(members, classOf);
  for (const wish of wishes) grantWishes({ ...dealt, groups }, wish);
}

/** The team of an owner who did not get the customer; null where agents have no teams or owners do not come first. */
function teamWish(input: Preferring): Wish | null {
  const teams = numberTeams(input.frame);
  if (input.frame.assignment !== 'owner' || !teams.ofAgent.some((team) => team >= 0)) return null;
  return {
    of: (member) => teams.of(ownerTeamOf(input, member)),
    granted: (agent) => teams.ofAgent[agent]!,
  };
}

/** The hour at which the customer was reached before; nothing where that is known of nobody. */
function hourWish({ columns }: Preferring): Wish[] {
  if (!columns.hasHours) return [];
  return [{ of: (member) => columns.hourOf(member), granted: (_, at) => utcHour(at) }];
}

/** More agents than there are. */
const AGENTS = 2 ** 20;

/** The earlier agent, and the earlier cell of that agent; null where nothing was planned before. */
function earlierWishes({ columns, frame }: Preferring): { readonly agent: Wish; readonly cell: Wish } | null {
  const { earlier, agents } = frame;
  if (earlier === undefined || earlier === null) return null;
  const indexOf = new Map(agents.map(({ id }, index) => [id, index]));
  const numberOf = (member: number): number => earlier.find(columns.get('customerId', member));
  const agentOf = (number: number): number => (number < 0 ? -1 : (indexOf.get(earlier.agentId(number)) ?? -1));
  const cell = (agent: number, at: number): number => Math.floor(at / 1_000) * AGENTS + agent;
  return {
    agent: { of: (member) => agentOf(numberOf(member)), granted: (agent) => agent },
    cell: {
      of: (member) => {
        const number = numberOf(member);
        const agent = agentOf(number);
        return agent < 0 ? -1 : cell(agent, earlier.slot(number));
      },
      granted: cell,
    },
  };
}

/** Nobody is moved behind a clock that has not run out at what was dealt: the one-week clock, and the promise. */
function fitsClocks(columns: PlanColumns): (member: number, at: number) => boolean {
  return (member, at) => {
    const week = columns.get('weekDue', member);
    return at < columns.get('rolledDue', member) && !(at >= week);
  };
}

function groupBy(members: readonly number[], classOf: (member: number) => number): number[][] {
  const groups = new Map<number, number[]>();
  for (const member of members) {
    const group = groups.get(classOf(member));
    if (group === undefined) groups.set(classOf(member), [member]);
    else group.push(member);
  }
  return [...groups.values()];
}
