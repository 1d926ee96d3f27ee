import { reason } from '../kernel/reason.js';
import type { Reason } from '../kernel/reason.js';
import { IMPORT_COMMAND } from './calendar-coverage.js';
import { hoursOf } from './contact-question.js';
import type { ContactQuestion } from './contact-question.js';
import { windowsOf, type ContactHours } from './contact-hours.js';
import type { DayType } from './day-types.js';
import { DAY_MS, dateOfDay, weekdayOf } from './local-day.js';
import { clocksOf, lawfulSpans, startSpan } from './open-spans.js';
import { spanAt } from './spans.js';
import type { ZoneClock } from './zone-clock.js';

export type { ContactQuestion } from './contact-question.js';

/** May this customer be contacted now; if not, why, and when next. */
export interface ContactDecision {
  readonly allowed: boolean;
  /** The asked instant when allowed; null where no lawful window comes within the horizon. */
  readonly next: Date | null;
  /** When the open hours end, guard minutes included; null when not allowed. */
  readonly closesAt: Date | null;
  /** Rests on a year that no published calendar covers: a send must then wait, even if allowed. */
  readonly provisional: boolean;
  readonly reason: Reason;
  readonly zones: readonly string[];
  /** The type of the local day in each zone, in the order of `zones`; empty where unknown. */
  readonly dayTypes: readonly (DayType | 'unknown')[];
}

/** How far ahead the next allowed instant is looked for. */
export const HORIZON_DAYS = 30;
// Nearly every answer lies within the first steps.
const SEARCH_STEPS_DAYS = [2, 10, HORIZON_DAYS];

/** Decides from the wall clocks of all zones at `now`. Unknown zone, policy or calendar: not allowed, with the reason. */
export function decideContact(question: ContactQuestion, now: Date): ContactDecision {
  const hours = hoursOf(question);
  const clocks = clocksOf(question.zones);
  if (clocks === null) return unknown(question, reason('unknown-zone', { zones: question.zones }));
  const dayTypes = clocks.map(
    (clock) => question.calendar.kindOf(localDate(clock, now.getTime()))?.dayType ?? 'unknown',
  );
  const about = { zones: clocks.map(({ zone }) => zone), dayTypes };
  if (hours === null) return { ...unknown(question, reason('unknown-policy')), ...about };
  const closesAt = closingTime(question, hours, now);
  if (closesAt !== null) {
    const year = provisionalYear(question, hours, clocks, now.getTime(), now.getTime());
    const why = year === null ? insideWindow(question) : provisionally(question, year);
    return { allowed: true, next: now, closesAt, provisional: year !== null, reason: why, ...about };
  }
  const next = nextStart(question, hours, now.getTime());
  const until = next?.getTime() ?? now.getTime() + HORIZON_DAYS * DAY_MS;
  const provisional = provisionalYear(question, hours, clocks, now.getTime(), until) !== null;
  const why = refusal(question, hours, clocks, { now: now.getTime(), next });
  return { allowed: false, next, closesAt: null, provisional, reason: why, ...about };
}

function unknown(question: ContactQuestion, why: Reason): ContactDecision {
  const { zones } = question;
  return { allowed: false, next: null, closesAt: null, provisional: false, reason: why, zones, dayTypes: [] };
}

function insideWindow(question: ContactQuestion): Reason {
  return reason('inside-window', { channel: question.channel, zones: question.zones });
}

function provisionally({ channel }: ContactQuestion, year: number): Reason {
  return reason('provisional-calendar', { channel, year, command: IMPORT_COMMAND });
}

function closingTime(question: ContactQuestion, hours: ContactHours, now: Date): Date | null {
  const at = now.getTime();
  const lawful = spanAt(lawfulSpans(question, at, at + 1, 'exact'), at);
  const starts = lawful && startSpan(lawful, hours.guardMinutes);
  return lawful && starts && at < starts.end ? new Date(lawful.end) : null;
}

function nextStart(question: ContactQuestion, hours: ContactHours, now: number): Date | null {
  const horizon = now + HORIZON_DAYS * DAY_MS;
  for (const days of SEARCH_STEPS_DAYS) {
    const starts = lawfulSpans(question, now, now + days * DAY_MS, 'conservative')
      .map((lawful) => startSpan(lawful, hours.guardMinutes))
      .find((span) => span !== null && span.end > now);
    if (starts) return starts.start <= horizon ? new Date(Math.max(starts.start, now)) : null;
  }
  return null;
}

/** The year of the first local day, from one instant to another and in any zone, that no published calendar covers. */
function provisionalYear(
  question: ContactQuestion,
  hours: ContactHours,
  clocks: readonly ZoneClock[],
  from: number,
  to: number,
): number | null {
  if (hours.anyDay) return null;
  for (const clock of clocks) {
    const last = localDay(clock, to);
    for (let day = localDay(clock, from); day <= last; day++) {
      const date = dateOfDay(day);
      if (question.calendar.kindOf(date)?.provisional) return Number(date.slice(0, 4));
    }
  }
  return null;
}

/** Names the first zone that is closed, and what closes it. */
function refusal(
  question: ContactQuestion,
  hours: ContactHours,
  clocks: readonly ZoneClock[],
  { now, next }: { now: number; next: Date | null },
): Reason {
  const closed = clocks.find((clock) => !isOpenIn(question, hours, clock, now)) ?? (clocks[0] as ZoneClock);
  const kind = question.calendar.kindOf(localDate(closed, now));
  const dayType = kind?.dayType ?? 'unknown';
  const about = { channel: question.channel, zone: closed.zone, localTime: localTime(closed, now), dayType };
  if (!hours.anyDay && kind === null) return reason('unknown-calendar', { ...about, region: question.calendar.region });
  if (next === null) return reason('no-lawful-window', { ...about, days: HORIZON_DAYS });
  if (windowsOf(hours, kind?.dayType ?? 'workday', weekdayOf(localDay(closed, now))).length === 0) {
    return reason('rest-day', about);
  }
  if (question.preferredTime && isOpenIn({ ...question, preferredTime: null }, hours, closed, now)) {
    return reason('outside-preferred-time', about);
  }
  return reason('rest-hours', about);
}

function isOpenIn(question: ContactQuestion, hours: ContactHours, clock: ZoneClock, now: number): boolean {
  return closingTime({ ...question, zones: [clock.zone] }, hours, new Date(now)) !== null;
}

function localDay(clock: ZoneClock, instant: number): number {
  return Math.floor(clock.localOf(instant) / DAY_MS);
}

function localDate(clock: ZoneClock, instant: number): string {
  return dateOfDay(localDay(clock, instant));
}

function localTime(clock: ZoneClock, instant: number): string {
  return new Date(clock.localOf(instant)).toISOString().slice(0, 16).replace('T', ' ');
}
