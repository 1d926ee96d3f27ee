import { windowsOf, type ContactHours } from './contact-hours.js';
import { hoursOf } from './contact-question.js';
import type { ContactQuestion, PreferredTime } from './contact-question.js';
import type { RegionCalendar } from './day-types.js';
import { DAY_MS, MINUTE_MS, dateOfDay, weekdayOf } from './local-day.js';
import { intersectAll, intersectSpans, mergeSpans } from './spans.js';
import type { Span } from './spans.js';
import { minuteWindow } from './time-of-day.js';
import type { MinuteWindow } from './time-of-day.js';
import { zoneClock } from './zone-clock.js';
import type { ZoneClock } from './zone-clock.js';

/**
 * How a window's edges become instants. `exact`: every instant whose wall-clock time lies inside. `conservative`: as
 * planned ahead; where a wall-clock time occurs twice, a window opens at the second and closes at the first.
 */
export type EdgeRule = 'exact' | 'conservative';

// Windows are looked at beyond the asked stretch, so that the end of one which crosses its edge is seen.
const MARGIN_MS = 2 * DAY_MS;

/** The clocks of the question's zones, or null when there is none or one is unknown. */
export function clocksOf(zones: readonly string[]): ZoneClock[] | null {
  const clocks = zones.map(zoneClock).filter((clock) => clock !== null);
  return clocks.length === zones.length && clocks.length > 0 ? clocks : null;
}

/**
 * The stretches around `[from, to)` that lie inside the hours of all zones, in milliseconds; those at its edges are
 * whole, the guard minutes are still in them. Empty where zone, policy or calendar are unknown.
 */
export function lawfulSpans(question: ContactQuestion, from: number, to: number, rule: EdgeRule): Span[] {
  const hours = hoursOf(question);
  const clocks = clocksOf(question.zones);
  if (hours === null || clocks === null) return [];
  const spans = intersectAll(clocks.map((clock) => zoneSpans(question, hours, clock, { from, to, rule })));
  return spans.filter((span) => span.end > from && span.start < to);
}

// Ranges are widened to whole blocks of days, so that questions about nearby times share one computation.
const BLOCK_DAYS = 8;
const MAX_KEPT = 2_000;
const kept = new WeakMap<ContactHours, WeakMap<RegionCalendar, Map<string, readonly Span[]>>>();

/** The open stretches of one zone. Hours and calendars never change, so that what was computed for them is kept. */
function zoneSpans(
  question: ContactQuestion,
  hours: ContactHours,
  clock: ZoneClock,
  { from, to, rule }: { from: number; to: number; rule: EdgeRule },
): readonly Span[] {
  const preferred = question.preferredTime?.length ? JSON.stringify(question.preferredTime) : '';
  const [first, last] = localBlocks(clock, from, to);
  const key = `${clock.zone} ${rule} ${first} ${last} ${preferred}`;
  const memory = memoryOf(hours, question.calendar);
  const known = memory.get(key);
  if (known) return known;
  const local = localSpans(hours, preferredWindows(question.preferredTime), question.calendar, [first, last]);
  const spans = mergeSpans(local.flatMap((span) => instantSpans(clock, span, rule)));
  if (memory.size >= MAX_KEPT) memory.clear();
  memory.set(key, spans);
  return spans;
}

function memoryOf(hours: ContactHours, calendar: RegionCalendar): Map<string, readonly Span[]> {
  const byCalendar = kept.get(hours) ?? new WeakMap<RegionCalendar, Map<string, readonly Span[]>>();
  kept.set(hours, byCalendar);
  const memory = byCalendar.get(calendar) ?? new Map<string, readonly Span[]>();
  byCalendar.set(calendar, memory);
  return memory;
}

/** The moments of a stretch at which a contact may start: the last leaves exactly the guard minutes. */
export function startSpan(span: Span, guardMinutes: number): Span | null {
  if (guardMinutes === 0) return span;
  const end = span.end - guardMinutes * MINUTE_MS + 1;
  return span.start < end ? { start: span.start, end } : null;
}

/** The customer's preferred times as windows; null when there are none that could be read. */
export function preferredWindows(preferred: PreferredTime | null | undefined): MinuteWindow[] | null {
  const windows = (preferred ?? []).map(minuteWindow).filter((window) => window !== null);
  return windows.length > 0 ? windows : null;
}

function localBlocks(clock: ZoneClock, from: number, to: number): [number, number] {
  const first = Math.floor(clock.localOf(from - MARGIN_MS) / DAY_MS / BLOCK_DAYS) * BLOCK_DAYS;
  const last = Math.ceil(clock.localOf(to + MARGIN_MS) / DAY_MS / BLOCK_DAYS) * BLOCK_DAYS;
  return [first, last];
}

function localSpans(
  hours: ContactHours,
  preferred: readonly MinuteWindow[] | null,
  calendar: RegionCalendar,
  [first, last]: readonly [number, number],
): Span[] {
  const open: Span[] = [];
  const wanted: Span[] = [];
  for (let day = first; day <= last; day++) {
    for (const window of windowsOn(hours, calendar, day)) open.push(windowSpan(day, window));
    for (const window of preferred ?? []) wanted.push(windowSpan(day, window));
  }
  return preferred === null ? mergeSpans(open) : intersectSpans(mergeSpans(open), mergeSpans(wanted));
}

function windowsOn(hours: ContactHours, calendar: RegionCalendar, day: number): readonly MinuteWindow[] {
  if (hours.anyDay) return windowsOf(hours, 'workday', weekdayOf(day));
  const kind = calendar.kindOf(dateOfDay(day));
  return kind === null ? [] : windowsOf(hours, kind.dayType, weekdayOf(day));
}

function windowSpan(day: number, window: MinuteWindow): Span {
  const midnight = day * DAY_MS;
  return { start: midnight + window.start * MINUTE_MS, end: midnight + window.end * MINUTE_MS };
}

function instantSpans(clock: ZoneClock, local: Span, rule: EdgeRule): Span[] {
  if (rule === 'conservative') {
    return [{ start: clock.edgeInstant(local.start, 'start'), end: clock.edgeInstant(local.end, 'end') }];
  }
  const around = clock.stretchesBetween(local.start - DAY_MS, local.end + DAY_MS);
  return around.map((stretch) => ({
    start: Math.max(stretch.start, local.start - stretch.offset),
    end: Math.min(stretch.end, local.end - stretch.offset),
  }));
}
