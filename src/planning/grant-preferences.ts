import { grantWishes, type Wish } from './grant-wishes.js';
import type { VisitClasses } from './group-classes.js';
import { numberTeams, ownerTeamOf } from './owner-team.js';
import type { PlanColumns } from './plan-columns.js';
import type { PlanFrame } from './plan-input.js';

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
 * Exchanges what like candidates hold, so that preferences are met: an agent of the owner's team for whom the owner cannot
 * take. Who takes how many, and who is placed, stays as it was solved.
 */
export function grantPreferences(input: Preferring, dealt: DealtOut, members: Members): void {
  const teams = numberTeams(input.frame);
  if (input.frame.assignment !== 'owner' || !teams.ofAgent.some((team) => team >= 0)) return;
  const base = { agent: dealt.agent, slot: dealt.slot, settled: new Uint8Array(input.columns.length) };
  const wish: Wish = {
    of: (member) => teams.of(ownerTeamOf(input, member)),
    granted: (agent) => teams.ofAgent[agent]!,
  };
  // A message whose owner is there is with the owner already.
  if (input.frame.absentTeams?.some((team) => team !== null)) {
    const groups = groupBy(members.messages, (member) => members.classes.classOf[member]!);
    grantWishes({ ...base, groups, withTimes: false, fits: () => true }, wish);
  }
  const placed = members.calls.filter((member) => dealt.agent[member]! >= 0);
  const groups = groupBy(placed, (member) => dealt.dealtClass[member]!);
  grantWishes({ ...base, groups, withTimes: true, fits: fitsClocks(input.columns) }, wish);
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
