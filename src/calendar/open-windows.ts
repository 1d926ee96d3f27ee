import type { Interval } from '../kernel/interval.js';
import type { ContactHours } from './contact-hours.js';
import { hoursOf } from './contact-question.js';
import type { ContactQuestion } from './contact-question.js';
import { DAY_MS, dateOfDay } from './local-day.js';
import { clocksOf, lawfulSpans, startSpan } from './open-spans.js';
import type { Span } from './spans.js';
import type { ZoneClock } from './zone-clock.js';

/** A stretch in which a contact may start. */
export interface OpenWindow extends Interval {
  /** Rests on a year that no published calendar covers. */
  readonly provisional: boolean;
  /** When the hours end, the guard minutes included: the contact must be over by then. */
  readonly closesAt: Date;
}

/**
 * The stretches of `range` in which a contact may start in all zones, sorted and disjoint. With guard minutes, a
 * window's last lawful moment (11:55:00.000 of 09:00–12:00 less 5) is inside, so that its `end` lies 1 ms later.
 */
export function listOpenWindows(question: ContactQuestion, range: Interval): OpenWindow[] {
  const hours = hoursOf(question);
  const clocks = clocksOf(question.zones);
  if (hours === null || clocks === null) return [];
  const from = range.start.getTime();
  const to = range.end.getTime();
  return lawfulSpans(question, from, to, 'conservative').flatMap((lawful) => {
    const starts = startSpan(lawful, hours.guardMinutes);
    const clipped = starts && { start: Math.max(starts.start, from), end: Math.min(starts.end, to) };
    if (!clipped || clipped.start >= clipped.end) return [];
    const closesAt = new Date(lawful.end);
    return markedPieces(question, hours, clocks, clipped).map(({ start, end, provisional }) => ({
      start: new Date(start),
      end: new Date(end),
      closesAt,
      provisional,
    }));
  });
}

/** The stretch, cut where a new year changes whether its calendar is published. */
function markedPieces(
  question: ContactQuestion,
  hours: ContactHours,
  clocks: readonly ZoneClock[],
  span: Span,
): (Span & { provisional: boolean })[] {
  if (hours.anyDay) return [{ ...span, provisional: false }];
  const isProvisional = (instant: number) => isProvisionalAt(question, clocks, instant);
  const provisional = isProvisional(span.start);
  if (provisional === isProvisional(span.end - 1)) return [{ ...span, provisional }];
  return splitAtNewYear(span, clocks).map((piece) => ({ ...piece, provisional: isProvisional(piece.start) }));
}

/** Whether the local day of this instant is provisional in any zone. */
function isProvisionalAt(question: ContactQuestion, clocks: readonly ZoneClock[], instant: number): boolean {
  return clocks.some((clock) => {
    const date = dateOfDay(Math.floor(clock.localOf(instant) / DAY_MS));
    return question.calendar.kindOf(date)?.provisional ?? false;
  });
}

function splitAtNewYear(span: Span, clocks: readonly ZoneClock[]): Span[] {
  const cuts = clocks
    .map((clock) => clock.edgeInstant(newYearBefore(clock.localOf(span.end - 1)), 'end'))
    .filter((cut) => cut > span.start && cut < span.end)
    .sort((a, b) => a - b);
  const edges = [span.start, ...new Set(cuts), span.end];
  return edges.slice(1).map((end, index) => ({ start: edges[index] as number, end }));
}

function newYearBefore(local: number): number {
  return Date.UTC(new Date(local).getUTCFullYear(), 0, 1);
}
