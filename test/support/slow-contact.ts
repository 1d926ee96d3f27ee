type Pair = readonly [string, string];
type Windows = readonly Pair[];
type DayName = 'workday' | 'makeup' | 'weekend' | 'saturday' | 'sunday' | 'holiday';

/** The hours of one channel as they are written in a policy. */
export type WrittenHours = { readonly any?: Windows; readonly guardMinutes?: number | undefined } & {
  readonly [day in DayName]?: Windows | `=${DayName}`;
};

/** What a slow answer needs: one channel's written hours, the days of the calendar, and what the customer prefers. */
export interface SlowRules {
  readonly usual: WrittenHours;
  /** Of a holiday campaign; it replaces the windows that it names. */
  readonly special?: WrittenHours;
  readonly restWeekdays: readonly number[];
  readonly stated: Readonly<Record<string, 'off' | 'work'>>;
  readonly preferred: Windows | null;
}

/** For each minute of a stretch: whether it lies in the hours of all zones, and whether a contact may start there. */
export interface SlowMinutes {
  readonly open: Uint8Array;
  readonly starts: Uint8Array;
}

/**
 * Answers minute by minute and shares no code with the product. `exact` reads each minute off the wall clocks.
 * `planned` is stricter where a minute comes twice: hours begin at the last occurrence of their first minute and end
 * at the first occurrence of their end.
 */
export function slowMinutes(
  rules: SlowRules,
  walls: readonly Int32Array[],
): { exact: SlowMinutes; planned: SlowMinutes } {
  const zones = walls.map((wall) => zoneMinutes(rules, wall));
  const guard = rules.special?.guardMinutes ?? rules.usual.guardMinutes ?? 0;
  return {
    exact: inAll(
      zones.map((zone) => zone.exact),
      guard,
    ),
    planned: inAll(
      zones.map((zone) => zone.planned),
      guard,
    ),
  };
}

function inAll(zones: readonly Uint8Array[], guard: number): SlowMinutes {
  const open = zones[0]!.map((_, minute) => Number(zones.every((zone) => zone[minute] === 1)));
  const needed = Math.max(1, guard);
  const starts = open.map((_, minute) => {
    for (let ahead = 0; ahead < needed; ahead++) if (open[minute + ahead] !== 1) return 0;
    return 1;
  });
  return { open, starts };
}

function zoneMinutes(rules: SlowRules, wall: Int32Array): { exact: Uint8Array; planned: Uint8Array } {
  const from = Math.min(...wall) - 1440;
  const length = Math.max(...wall) + 1440 - from;
  const isOpen = localMinutes(rules, from, length);
  const firstSeen = new Int32Array(length + 1).fill(wall.length);
  const lastSeen = new Int32Array(length + 1).fill(-1);
  wall.forEach((local, index) => {
    firstSeen[local - from] = Math.min(firstSeen[local - from]!, index);
    lastSeen[local - from] = index;
  });
  const { begins, ends } = runs(isOpen);
  const exact = new Uint8Array(wall.length).map((_, index) => isOpen[wall[index]! - from]!);
  const planned = exact.map((open, index) => {
    if (open === 0) return 0;
    const local = wall[index]! - from;
    return Number(index >= lastSeen[begins[local]!]! && index < firstSeen[ends[local]!]!);
  });
  return { exact, planned };
}

/** For each open local minute: the first minute of its unbroken hours, and the one after their last. */
function runs(isOpen: Uint8Array): { begins: Int32Array; ends: Int32Array } {
  const begins = new Int32Array(isOpen.length);
  const ends = new Int32Array(isOpen.length);
  for (let at = 0; at < isOpen.length; at++) begins[at] = at > 0 && isOpen[at - 1] ? begins[at - 1]! : at;
  for (let at = isOpen.length - 1; at >= 0; at--) ends[at] = isOpen[at + 1] ? ends[at + 1]! : at + 1;
  return { begins, ends };
}

/** Colours the minutes of every day's windows, those of the day before included, and of what is preferred. */
function localMinutes(rules: SlowRules, from: number, length: number): Uint8Array {
  const lawful = new Uint8Array(length);
  const wanted = new Uint8Array(length);
  const preferred = rules.preferred?.map(minutes) ?? [[0, 1440] as const];
  for (let day = Math.floor(from / 1440) - 1; day * 1440 < from + length; day++) {
    const midnight = day * 1440 - from;
    for (const [start, end] of windowsOn(rules, day)) paint(lawful, midnight + start, midnight + end);
    for (const [start, end] of preferred) paint(wanted, midnight + start, midnight + end);
  }
  return lawful.map((isLawful, minute) => isLawful & wanted[minute]!);
}

function paint(minutesOfAll: Uint8Array, from: number, to: number): void {
  for (let minute = from; minute < to; minute++) if (minute >= 0) minutesOfAll[minute] = 1;
}

function windowsOn({ usual, special, restWeekdays, stated }: SlowRules, day: number): [number, number][] {
  const date = new Date(day * 86_400_000);
  const rests = restWeekdays.includes(date.getUTCDay());
  const said = stated[date.toISOString().slice(0, 10)];
  const byWeekday = rests ? 'weekend' : 'workday';
  const named = said === 'off' ? 'holiday' : said === 'work' && rests ? 'makeup' : byWeekday;
  return written(usual, special, { named, weekday: date.getUTCDay() }).map(minutes);
}

interface AskedDay {
  readonly named: DayName;
  readonly weekday: number;
}

/** Saturday and Sunday may be named apart: beside "any" for themselves, else where a weekend is meant. */
function written(usual: WrittenHours, special: WrittenHours | undefined, day: AskedDay): Windows {
  const apart = day.weekday === 6 ? 'saturday' : day.weekday === 0 ? 'sunday' : null;
  const follow = (found: Windows | `=${DayName}` | undefined): Windows | null => {
    if (found === undefined) return null;
    return typeof found === 'string' ? written(usual, special, { ...day, named: found.slice(1) as DayName }) : found;
  };
  for (const hours of [special, usual]) {
    if (hours?.any) return (apart && follow(hours[apart])) ?? hours.any;
    const isWeekend = day.named === 'weekend' && apart !== null;
    const found = (isWeekend ? follow(hours?.[apart]) : null) ?? follow(hours?.[day.named]);
    if (found !== null) return found;
  }
  return day.named === 'makeup' ? written(usual, special, { ...day, named: 'workday' }) : [];
}

function minutes([from, to]: Pair): [number, number] {
  const [start = 0, end = 0] = [from, to].map((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
  return [start, end < start ? end + 1440 : end];
}
