import type { Leave, Shift } from '../archive/shift.js';
import type { VerifyClock } from './verify-clock.js';

const DAY = 1440;
const DAY_MS = DAY * 60_000;

/** What of an agent decides when they work. */
export interface ShiftFacts {
  readonly shifts: readonly Shift[];
  readonly leave: readonly Leave[];
}

/**
 * When an agent works in a stretch of instants, as start, end, start, end …: sorted, neighbours joined. Each local day
 * is asked for what begins on it and for what runs into it from the day before; leave on a day takes out what lies on
 * it, and leave on the first day the whole shift. Where a wall time comes twice, a shift begins late and ends early.
 */
export function workingStretches(
  { shifts, leave }: ShiftFacts,
  from: number,
  to: number,
  clock: VerifyClock,
): number[] {
  const stretches: [number, number][] = [];
  const isFree = (day: number): boolean => {
    const date = dateOf(day);
    return leave.some((away) => date >= away.from && date <= away.to);
  };
  for (let day = clock.dayAt(from) - 1; day <= clock.dayAt(to); day++) {
    if (isFree(day)) continue;
    for (const shift of shifts) {
      if (shift.days.includes(isoWeekday(day))) {
        const [begins, ends] = [minutesIn(shift.from), minutesIn(shift.to)];
        const isOvernight = ends <= begins;
        stretches.push([clock.lastAt(day * DAY + begins), clock.firstAt(day * DAY + (isOvernight ? DAY : ends))]);
        if (isOvernight && ends > 0 && !isFree(day + 1)) {
          stretches.push([clock.lastAt((day + 1) * DAY), clock.firstAt((day + 1) * DAY + ends)]);
        }
      }
    }
  }
  return join(stretches, from, to);
}

/** Whether somebody is on leave on each local day that a stretch of instants touches. */
export function isAwayThroughout(leave: readonly Leave[], from: number, to: number, clock: VerifyClock): boolean {
  for (let day = clock.dayAt(from); day <= clock.dayAt(Math.max(from, to - 1)); day++) {
    const date = dateOf(day);
    if (!leave.some((away) => away.from <= date && date <= away.to)) return false;
  }
  return true;
}

function join(stretches: readonly [number, number][], from: number, to: number): number[] {
  const edges: number[] = [];
  for (const [begins, ends] of [...stretches].sort(([a], [b]) => a - b)) {
    const [start, end] = [Math.max(begins, from), Math.min(ends, to)];
    if (start >= end) continue;
    if (edges.length > 0 && start <= edges.at(-1)!) edges[edges.length - 1] = Math.max(edges.at(-1)!, end);
    else edges.push(start, end);
  }
  return edges;
}

function minutesIn(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** 1 = Monday. */
function isoWeekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}
