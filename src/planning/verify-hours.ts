import type { ContactHours } from '../calendar/contact-hours.js';
import type { RegionCalendar } from '../calendar/day-types.js';
import type { Policy } from '../calendar/policy.js';
import { minuteWindow } from '../calendar/time-of-day.js';
import type { Channel } from '../kernel/words.js';
import { VerifyClock } from './verify-clock.js';

/** What of a customer decides when a contact may start. */
export interface HoursFacts {
  readonly channel: Channel;
  readonly zones: readonly string[];
  readonly preferredTime: readonly (readonly [string, string])[] | null;
  readonly explicitTimeConsent: boolean;
}

/** The rules of a campaign: the policy as it is written, the days of its region, and whether it keeps holiday hours. */
export interface HoursRules {
  readonly policy: Policy | null;
  readonly calendar: RegionCalendar;
  readonly holidayCampaign: boolean;
}

const MINUTE_MS = 60_000;
const DAY = 1440;
const DAY_MS = DAY * MINUTE_MS;
/** Hours run over midnight, and may touch those of the next day; two days on each side show where they begin and end. */
const AROUND = 2;

const UNKNOWN = 0;
const OPEN = 1;
const SHUT = 2;

type Stretch = readonly [number, number];

/** Hours as local stretches, by local day; unbroken ones are one. */
type Hours = (day: number) => readonly Stretch[];

interface Key {
  readonly clocks: readonly VerifyClock[] | null;
  readonly hours: Hours;
  readonly wanted: Hours | null;
  readonly guardMinutes: number;
  /** What was found, by UTC day and minute. */
  readonly found: Map<number, Uint8Array>;
}

/**
 * Decides for an instant whether a contact may start, from the policy's windows, the day types and the wall clocks of
 * all zones. It lists nothing and shares no code with the planner's windows. Where a wall time comes twice, hours begin
 * at its second coming and end at its first.
 */
export class VerifyHours {
  private readonly numbers = new Map<string, number>();
  private readonly keys: Key[] = [];
  private readonly clocks = new Map<string, VerifyClock | null>();
  private readonly hoursOf = new Map<ContactHours | null, Hours>();

  constructor(private readonly rules: HoursRules) {}

  /** A number for customers who may be contacted at the same times. */
  keyOf(facts: HoursFacts): number {
    const text = JSON.stringify([facts.channel, facts.zones, facts.preferredTime, facts.explicitTimeConsent]);
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    this.numbers.set(text, this.keys.length);
    return this.keys.push(this.makeKey(facts)) - 1;
  }

  /** Whether a contact may start then: this moment and all its guard minutes lie inside the hours. */
  isOpen(number: number, at: number): boolean {
    const key = this.keys[number]!;
    const last = at + Math.max(1, key.guardMinutes * MINUTE_MS) - 1;
    for (let minute = Math.floor(at / MINUTE_MS); minute * MINUTE_MS <= last; minute++) {
      if (!isInside(key, minute)) return false;
    }
    return true;
  }

  private makeKey({ channel, zones, preferredTime, explicitTimeConsent }: HoursFacts): Key {
    const { policy, holidayCampaign } = this.rules;
    const usual = holidayCampaign ? policy?.holidayHours[channel] : policy?.hours[channel];
    const lawful = explicitTimeConsent && preferredTime !== null ? policy?.statutoryHours[channel] : undefined;
    const written = lawful ?? usual ?? null;
    const wanted = (preferredTime ?? []).flatMap((pair) => minuteWindow(pair) ?? []);
    const clocks = zones.map((zone) => this.clockOf(zone));
    const isKnown = clocks.length > 0 && clocks.every((clock) => clock !== null);
    return {
      clocks: isKnown ? clocks : null,
      hours: this.hoursFrom(written),
      wanted: wanted.length === 0 ? null : stretchesBy(() => wanted),
      guardMinutes: written?.guardMinutes ?? 0,
      found: new Map(),
    };
  }

  private hoursFrom(written: ContactHours | null): Hours {
    const known = this.hoursOf.get(written) ?? stretchesBy((day) => this.windowsOn(written, day));
    this.hoursOf.set(written, known);
    return known;
  }

  private windowsOn(written: ContactHours | null, day: number): readonly { start: number; end: number }[] {
    if (written === null) return [];
    const date = new Date(day * DAY_MS);
    const weekday = date.getUTCDay();
    const own = weekday === 6 ? written.own.saturday : weekday === 0 ? written.own.sunday : undefined;
    const hours = own ?? written.byDayType;
    if (written.anyDay) return hours.workday;
    const kind = this.rules.calendar.kindOf(date.toISOString().slice(0, 10));
    return kind === null ? [] : hours[kind.dayType];
  }

  private clockOf(zone: string): VerifyClock | null {
    const known = this.clocks.get(zone);
    if (known !== undefined) return known;
    const clock = openClock(zone);
    this.clocks.set(zone, clock);
    return clock;
  }
}

/** The clock of a zone; null for a zone that nobody knows. */
export function openClock(zone: string): VerifyClock | null {
  try {
    return new VerifyClock(zone);
  } catch {
    return null;
  }
}

function isInside(key: Key, minute: number): boolean {
  const day = Math.floor(minute / DAY);
  let found = key.found.get(day);
  if (found === undefined) key.found.set(day, (found = new Uint8Array(DAY)));
  const place = minute - day * DAY;
  if (found[place] === UNKNOWN)
    found[place] = key.clocks?.every((clock) => isInHours(key, clock, minute)) ? OPEN : SHUT;
  return found[place] === OPEN;
}

/** Whether a minute lies in the hours by one clock. */
function isInHours({ hours, wanted }: Key, clock: VerifyClock, minute: number): boolean {
  const at = minute * MINUTE_MS;
  const wall = clock.wallAt(at);
  const open = stretchAround(hours, wall);
  const liked = wanted === null ? open : stretchAround(wanted, wall);
  if (open === null || liked === null) return false;
  const [begins, ends] = [Math.max(open[0], liked[0]), Math.min(open[1], liked[1])];
  return at >= clock.lastAt(begins) && at < clock.firstAt(ends);
}

function stretchAround(hours: Hours, wall: number): Stretch | null {
  return hours(Math.floor(wall / DAY)).find(([start, end]) => start <= wall && wall < end) ?? null;
}

/** The stretches that touch a local day, from the windows of the days around it. */
function stretchesBy(windowsOn: (day: number) => readonly { start: number; end: number }[]): Hours {
  const known = new Map<number, readonly Stretch[]>();
  return (day) => {
    const found = known.get(day) ?? unbroken(day, windowsOn);
    known.set(day, found);
    return found;
  };
}

function unbroken(day: number, windowsOn: (day: number) => readonly { start: number; end: number }[]): Stretch[] {
  const all: [number, number][] = [];
  for (let each = day - AROUND; each <= day + AROUND; each++) {
    for (const { start, end } of windowsOn(each)) all.push([each * DAY + start, each * DAY + end]);
  }
  all.sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [start, end] of all) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined.filter(([start, end]) => end > day * DAY && start < (day + 1) * DAY);
}
