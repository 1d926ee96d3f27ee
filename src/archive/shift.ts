import type { Interval } from '../kernel/interval.js';
import { addDays, localDate, localInstant } from './local-instant.js';

/** Weekly working time in the organisation's zone; 1 = Monday. `to` not after `from` runs into the next day. */
export interface Shift {
  readonly days: readonly number[];
  /** HH:MM, 00:00–23:59. */
  readonly from: string;
  /** HH:MM, 00:00–24:00. */
  readonly to: string;
}

/** Local dates away, both included. */
export interface Leave {
  readonly from: string;
  readonly to: string;
}

/** What of an agent decides when they work. */
export interface WorkingTime {
  readonly shifts: readonly Shift[];
  readonly leave: readonly Leave[];
}

const DAY = 1440;

/**
 * When an agent works within a range, leave taken out: sorted, disjoint, neighbours joined.
 * A shift over midnight belongs to the day on which it starts; leave on either day takes that day's part out.
 * Clock changes are resolved to the conservative side.
 */
export function shiftIntervals(agent: WorkingTime, range: Interval, zone: string): Interval[] {
  const stretches: Interval[] = [];
  if (range.start >= range.end) return stretches;
  const last = localDate(range.end, zone);
  for (let date = addDays(localDate(range.start, zone), -1); date <= last; date = addDays(date, 1)) {
    stretches.push(...shiftsOf(agent, date, zone));
  }
  return joined(stretches.flatMap((stretch) => clip(stretch, range)));
}

/** Minutes from 00:00 of a HH:MM text. */
export function minuteOfDay(time: string): number {
  const [hour, minute] = time.split(':');
  return Number(hour) * 60 + Number(minute);
}

function shiftsOf(agent: WorkingTime, date: string, zone: string): Interval[] {
  if (isAway(agent, date)) return [];
  const today = weekday(date);
  return agent.shifts
    .filter((shift) => shift.days.includes(today))
    .flatMap((shift) => {
      const [from, to] = [minuteOfDay(shift.from), minuteOfDay(shift.to)];
      if (from < to) return [stretch(date, from, to, zone)];
      const tomorrow = addDays(date, 1);
      const evening = stretch(date, from, DAY, zone);
      return to === 0 || isAway(agent, tomorrow) ? [evening] : [evening, stretch(tomorrow, 0, to, zone)];
    });
}

function stretch(date: string, from: number, to: number, zone: string): Interval {
  return { start: localInstant(date, from, zone, 'start'), end: localInstant(date, to, zone, 'end') };
}

function isAway(agent: WorkingTime, date: string): boolean {
  return agent.leave.some((leave) => leave.from <= date && date <= leave.to);
}

function weekday(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

function clip(stretch: Interval, range: Interval): Interval[] {
  const start = stretch.start > range.start ? stretch.start : range.start;
  const end = stretch.end < range.end ? stretch.end : range.end;
  return start < end ? [{ start, end }] : [];
}

function joined(stretches: readonly Interval[]): Interval[] {
  const result: Interval[] = [];
  for (const next of stretches.toSorted((a, b) => a.start.getTime() - b.start.getTime())) {
    const previous = result.at(-1);
    if (!previous || next.start > previous.end) result.push(next);
    else if (next.end > previous.end) result[result.length - 1] = { start: previous.start, end: next.end };
  }
  return result;
}
