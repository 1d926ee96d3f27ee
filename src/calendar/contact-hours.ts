import type { Fault } from '../kernel/faults.js';
import { DAY_TYPES } from './day-types.js';
import type { DayType } from './day-types.js';
import type { ChannelWindowsDocument } from './policy-document.js';
import { minuteWindow } from './time-of-day.js';
import type { MinuteWindow } from './time-of-day.js';

/** The hours of one channel, by day type, in minutes of the customer's local day. */
export interface ContactHours {
  readonly byDayType: Readonly<Record<DayType, readonly MinuteWindow[]>>;
  /** The hours are the same on every day, so that no calendar is needed. */
  readonly anyDay: boolean;
  /** A contact may start only as long as this many minutes remain before the end. */
  readonly guardMinutes: number;
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
  const of = (type: DayType): MinuteWindow[] => {
    const windows = document.any ?? resolve(document, type, field, faults);
    return windows.map(minuteWindow).filter((window) => window !== null);
  };
  const byDayType = { workday: of('workday'), makeup: of('makeup'), weekend: of('weekend'), holiday: of('holiday') };
  noteShortWindows(byDayType, guardMinutes, field, faults);
  return { byDayType, anyDay, guardMinutes };
}

function resolve(
  document: ChannelWindowsDocument,
  type: DayType,
  field: string,
  faults: Fault[],
): readonly [string, string][] {
  const seen: DayType[] = [];
  let at = type;
  for (;;) {
    if (seen.includes(at)) {
      faults.push({
        field: `${field}.${type}`,
        code: 'circular',
        message: `leads back to itself by ${seen.join(', ')}`,
      });
      return [];
    }
    seen.push(at);
    const value = document[at] ?? DEFAULTS[at];
    if (value === undefined) {
      faults.push({ field: `${field}.${at}`, code: 'missing', message: 'is missing; [] closes the day' });
      return [];
    }
    if (typeof value !== 'string') return value;
    at = value.slice(1) as DayType;
  }
}

function noteShortWindows(
  byDayType: ContactHours['byDayType'],
  guardMinutes: number,
  field: string,
  faults: Fault[],
): void {
  for (const type of DAY_TYPES) {
    for (const window of byDayType[type]) {
      if (window.end - window.start >= guardMinutes) continue;
      faults.push({
        field: `${field}.${type}`,
        code: 'shorter-than-guard',
        message: `has a window shorter than its ${guardMinutes} guard minutes`,
      });
    }
  }
}
