import type { VerifiedAgent, VerifiedPlan } from './verified-plan.js';
import { Faults, judge, partly, type Check } from './verify-check.js';

const MINUTE_MS = 60_000;

/** Every attempt that is scheduled lies in the windows of all zones; first ones neither too early nor too late. */
export function checkWindows({ visits, isOpen }: VerifiedPlan): Check {
  const faults = new Faults();
  let count = 0;
  for (let i = 0; i < visits.length; i++) {
    if (!visits.isScheduled(i)) continue;
    count += 1;
    const at = visits.momentOf(i);
    const isFirst = visits.isFirstRung(i) && visits.isOfVersion(i) && visits.isPlanned(i);
    if (!isOpen(visits.timeKeyOf(i), at)) {
      faults.ofVisit(visits.idOf(i), `is planned outside the windows, at ${iso(at)}`);
    } else if (isFirst && at >= visits.rolledDueOf(i)) {
      faults.ofVisit(visits.idOf(i), `is planned too late, at ${iso(at)}; it ends ${iso(visits.rolledDueOf(i))}`);
    } else if (isFirst && at < visits.earliestOf(i)) {
      faults.ofVisit(visits.idOf(i), `is planned too early, at ${iso(at)}; it begins ${iso(visits.earliestOf(i))}`);
    }
  }
  return judge('inside-windows', faults, count, `${count} attempts`);
}

/** Calls that have not begun lie in the shifts, one at a time, and no more on a day than the agent has minutes for. */
export function checkShifts(plan: VerifiedPlan): Check {
  const { visits, agents, minutesPerCall, dayOf } = plan;
  const length = minutesPerCall * MINUTE_MS;
  const faults = new Faults();
  const callsOf = new Map<string, number[]>();
  let count = 0;
  for (let i = 0; i < visits.length; i++) {
    const agentNo = visits.agentOf(i);
    if (!visits.stands(i) || visits.channelOf(i) !== 'call' || agentNo === null) continue;
    count += 1;
    const list = callsOf.get(agentNo) ?? [];
    list.push(i);
    callsOf.set(agentNo, list);
  }
  for (const agent of agents) {
    const calls = callsOf.get(agent.agentNo) ?? [];
    calls.sort((a, b) => visits.momentOf(a) - visits.momentOf(b) || visits.idOf(a) - visits.idOf(b));
    const held = plan.eventsSince === 0 ? [...agent.otherCalls].sort((a, b) => a - b) : [];
    const days = new Map<number, number>();
    calls.forEach((i, place) => {
      const at = visits.momentOf(i);
      const say = (text: string): void => faults.ofVisit(visits.idOf(i), `${text} ${agent.agentNo} at ${iso(at)}`);
      if (!isWithin(agent, at, at + length)) say('is outside the shifts of');
      if (place > 0 && at - visits.momentOf(calls[place - 1]!) < length) say('is the second call at once of');
      const next = firstAfter(held, at - length);
      if (next < at + length) say('meets a call of another campaign of');
      days.set(dayOf(at), (days.get(dayOf(at)) ?? 0) + 1);
    });
    for (const [day, calls_] of days) {
      if (calls_ > (agent.callsPerDay ?? Infinity)) {
        faults.add(`${agent.agentNo} has ${calls_} calls on ${iso(day * 1440 * MINUTE_MS).slice(0, 10)}`);
      }
    }
  }
  const check = judge('calls-in-shifts', faults, count, `${count} calls`);
  const isPartly = plan.eventsSince > 0 && agents.some(({ otherCalls }) => otherCalls.length > 0);
  return partly(check, isPartly ? `calls of other campaigns: ${plan.eventsSince} events have come since` : null);
}

function isWithin({ shifts }: VerifiedAgent, start: number, end: number): boolean {
  let [low, high] = [0, shifts.length / 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shifts[2 * middle + 1]! > start) high = middle;
    else low = middle + 1;
  }
  return 2 * low < shifts.length && shifts[2 * low]! <= start && end <= shifts[2 * low + 1]!;
}

/** The first of some sorted instants that is later than another; Infinity where none is. */
function firstAfter(sorted: readonly number[], at: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return sorted[low] ?? Infinity;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
