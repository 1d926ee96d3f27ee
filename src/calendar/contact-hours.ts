import type { Fault } from '../kernel/faults.js';
import { DAY_TYPES } from './day-types.js';
import type { DayType } from './day-types.js';
import type { ChannelWindowsDocument } from './policy-document.js';
import { minuteWindow } from './time-of-day.js';
import type { MinuteWindow } from './time-of-day.js';

export type HoursByDayType = Readonly<Record<DayType, readonly MinuteWindow[]>>;

/** The days of a week that may have hours of their own, with their number in `Date.getUTCDay()`. */
export const OWN_WEEKDAYS = { saturday: 6, sunday: 0 } as const;
type OwnWeekday = keyof typeof OWN_WEEKDAYS;
const OWN_NAMES = Object.keys(OWN_WEEKDAYS) as OwnWeekday[];

/** The hours of one channel, by day type, in minutes of the customer's local day. */
export interface ContactHours {
  readonly byDayType: HoursByDayType;
  /** What a Saturday or Sunday has instead, where the policy names it apart. */
  readonly own: Readonly<Partial<Record<OwnWeekday, HoursByDayType>>>;
  /** The hours depend on no day type, so that no calendar is needed. */
  readonly anyDay: boolean;
  /** A contact may start only as long as this many minutes remain before the end. */
  readonly guardMinutes: number;
}

/** The windows of a day: its type, and its number in the week (0 = Sunday). */
export function windowsOf(hours: ContactHours, type: DayType, weekday: number): readonly MinuteWindow[] {
  const name = OWN_NAMES.find((each) => OWN_WEEKDAYS[each] === weekday);
  const own = name === undefined ? undefined : hours.own[name];
  return (own ?? hours.byDayType)[type];
}

const DEFAULTS: Readonly<Partial<Record<DayType, string>>> = { makeup: '=workday' };

/** Reads the windows of a channel: resolves "=workday" and the like, and notes what is missing or contradictory. */
export function contactHours(document: ChannelWindowsDocument, field: string, faults: Fault[]): ContactHours {
  const guardMinutes = document.guardMinutes ?? 0;
  const anyDay = document.any !== undefined;
  const named = DAY_TYPES.filter((type) => document[type] !== undefined);
  if (anyDay && named.length > 0) {
    faults.push({ field: `${field}.any`, code: 'any-and-day-types', message: `stands beside ${named.join(', ')}` });
  }
  const note = noteOnce(faults);
  const byDayType = readHours(document, null, field, note);
  for (const type of DAY_TYPES) noteShort(byDayType[type], { guardMinutes, field: `${field}.${type}`, note });
  const own: Partial<Record<OwnWeekday, HoursByDayType>> = {};
  for (const name of OWN_NAMES) {
    if (document[name] === undefined) continue;
    own[name] = readHours(document, name, field, note);
    noteShort(own[name].weekend, { guardMinutes, field: `${field}.${name}`, note });
  }
  return { byDayType, own, anyDay, guardMinutes };
}

/** A fault that several days share is said once. */
function noteOnce(faults: Fault[]): (fault: Fault) => void {
  return (fault) => {
    if (!faults.some(({ field, code }) => field === fault.field && code === fault.code)) faults.push(fault);
  };
}

function readHours(
  document: ChannelWindowsDocument,
  own: OwnWeekday | null,
  field: string,
  note: (fault: Fault) => void,
): HoursByDayType {
  const of = (type: DayType): MinuteWindow[] => {
    const everyDay = own === null ? document.any : document.any && resolve(document, own, { own, field, note });
    const windows = everyDay ?? resolve(document, type, { own, field, note });
    return windows.map(minuteWindow).filter((window) => window !== null);
  };
  return { workday: of('workday'), makeup: of('makeup'), weekend: of('weekend'), holiday: of('holiday') };
}

interface Reading {
  /** The day of the week that is read, where it has hours of its own: there `weekend` means that day. */
  readonly own: OwnWeekday | null;
  readonly field: string;
  readonly note: (fault: Fault) => void;
}

function resolve(
  document: ChannelWindowsDocument,
  type: DayType | OwnWeekday,
  { own, field, note }: Reading,
): readonly [string, string][] {
  const seen: string[] = [];
  let at = type;
  for (;;) {
    if (at === 'weekend' && own !== null) at = own;
    if (seen.includes(at)) {
      note({
        field: `${field}.${type}`,
        code: 'circular',
        message: `leads back to itself by ${seen.join(', ')}`,
      });
      return [];
    }
    seen.push(at);
    const value = document[at] ?? defaultOf(document, at);
    if (value === undefined) {
      note({ field: `${field}.${at}`, code: 'missing', message: 'is missing; [] closes the day' });
      return [];
    }
    if (typeof value !== 'string') return value;
    at = value.slice(1) as DayType | OwnWeekday;
  }
}

/** Where Saturday and Sunday are both named, any other day of a weekend is closed unless it is named as well. */
function defaultOf(document: ChannelWindowsDocument, at: DayType | OwnWeekday): string | [] | undefined {
  if (at === 'weekend' && OWN_NAMES.every((name) => document[name] !== undefined)) return [];
  return at === 'saturday' || at === 'sunday' ? undefined : DEFAULTS[at];
}

function noteShort(
  windows: readonly MinuteWindow[],
  { guardMinutes, field, note }: { readonly guardMinutes: number } & Omit<Reading, 'own'>,
): void {
  if (windows.every(({ start, end }) => end - start >= guardMinutes)) return;
  const message = `has a window shorter than its ${guardMinutes} guard minutes`;
  note({ field, code: 'shorter-than-guard', message });
}
