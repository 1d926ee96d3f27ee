import type { ContactQuestion } from '../calendar/contact-question.js';
import { DAY_MS } from '../calendar/local-day.js';
import { listOpenWindows } from '../calendar/open-windows.js';
import { knownZoneClock } from '../calendar/zone-clock.js';
import type { Interval } from '../kernel/interval.js';
import { reason, type Reason } from '../kernel/reason.js';
import { localMinute } from './tell-reason.js';

/** A stretch of the day in which a contact may start, on the clocks of the customer and of the organisation. */
export interface WindowOfDay {
  readonly startAt: string;
  /** After it no contact starts. */
  readonly endAt: string;
  /** The contact must be over by then. */
  readonly closesAt: string;
  /** Rests on a year that no published calendar covers. */
  readonly provisional: boolean;
  /** The minute in question lies in it. */
  readonly holds: boolean;
  /** First and last local minutes, `2026-11-24 09:00`: each of the customer's zones, then the organisation's. */
  readonly clocks: readonly {
    readonly whose: 'customer' | 'organisation';
    readonly zone: string;
    readonly from: string;
    readonly to: string;
  }[];
}

/** What stands around a minute that is still ahead: times of neighbours as ISO-8601, null where there is none. */
export interface Neighbours {
  readonly before: string | null;
  readonly after: string | null;
}

/** A message among those of its channel. */
export interface MessageMinute extends Neighbours {
  readonly kind: 'message';
  readonly channel: string;
  /** What the provider takes: segments of SMS, or e-mails. */
  readonly perMinute: number;
  /** How many of all campaigns go out in this very minute, this one included. */
  readonly inMinute: number;
  /** How many of this campaign go out in the same open window. */
  readonly inWindow: number;
}

/** A call among those of its agent. */
export interface CallMinute extends Neighbours {
  readonly kind: 'call';
  readonly agentNo: string;
  readonly shift: Interval | null;
  readonly minutesPerCall: number;
  /** How many calls the agent has planned on this local day of the organisation. */
  readonly ofDay: number;
}

/** The open windows of the local day on which `at` falls where the customer is, for all of the customer's zones together. */
export function windowsOfDay(question: ContactQuestion, at: Date, organisationZone: string): WindowOfDay[] {
  const range = localDayOf(at, question.zones[0] ?? organisationZone);
  return listOpenWindows(question, range).map(({ start, end, closesAt, provisional }) => ({
    startAt: start.toISOString(),
    endAt: end.toISOString(),
    closesAt: closesAt.toISOString(),
    provisional,
    holds: start <= at && at < end,
    clocks: [
      ...question.zones.map((zone) => ({ whose: 'customer' as const, zone, ...onClock(start, closesAt, zone) })),
      { whose: 'organisation', zone: organisationZone, ...onClock(start, closesAt, organisationZone) },
    ],
  }));
}

/** The local day of a zone that holds an instant. */
export function localDayOf(at: Date, zone: string): Interval {
  const clock = knownZoneClock(zone);
  const midnight = Math.floor(clock.localOf(at.getTime()) / DAY_MS) * DAY_MS;
  return {
    start: new Date(clock.edgeInstant(midnight, 'end')),
    end: new Date(clock.edgeInstant(midnight + DAY_MS, 'end')),
  };
}

/** What moved the minute to where it is: an appointment, the rate, the shift; that it is outside the hours of now. */
export function explainMinute(
  windows: readonly WindowOfDay[],
  facts: MessageMinute | CallMinute | null,
  isFixed: boolean,
): Reason[] {
  const window = windows.find(({ holds }) => holds);
  const outside = window === undefined ? [reason('minute-outside-hours')] : [];
  if (isFixed) return [reason('minute-agreed'), ...outside];
  if (facts === null) return outside;
  return [...outside, ...(facts.kind === 'call' ? explainCall(facts) : explainMessage(facts))];
}

function explainMessage({ channel, perMinute, inMinute, inWindow }: MessageMinute): Reason[] {
  return [reason('minute-rate', { channel, perMinute, inMinute, inWindow })];
}

function explainCall({ agentNo, shift, minutesPerCall, ofDay }: CallMinute): Reason[] {
  const day = reason('minute-day', { agentNo, calls: ofDay, minutes: minutesPerCall });
  if (shift === null) return [day];
  return [reason('minute-shift', { agentNo, from: shift.start.toISOString(), to: shift.end.toISOString() }), day];
}

function onClock(start: Date, end: Date, zone: string): { from: string; to: string } {
  return { from: localMinute(start.getTime(), zone), to: localMinute(end.getTime(), zone) };
}
