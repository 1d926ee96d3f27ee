import { Temporal } from 'temporal-polyfill';

/** Morning, afternoon and evening begin at these local hours. */
const PART_STARTS = [0, 12, 17];

export interface DayPart {
  readonly startedAt: Date;
  readonly nextAt: Date;
}

/** Parts begin at full hours and offsets are multiples of a quarter: within it the answer is the same. */
const QUARTER_MS = 900_000;
const MEMORY = new Map<string, DayPart>();
const MEMORY_LIMIT = 1_000;

/** When the part of the local day that holds `now` began, and when the next one begins. */
export function dayPart(now: Date, zone: string): DayPart {
  const key = `${zone}|${Math.floor(now.getTime() / QUARTER_MS)}`;
  const known = MEMORY.get(key);
  if (known !== undefined) return known;
  const part = findPart(now, zone);
  if (MEMORY.size >= MEMORY_LIMIT) MEMORY.clear();
  MEMORY.set(key, part);
  return part;
}

function findPart(now: Date, zone: string): DayPart {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  const today = local.toPlainDate();
  const started = PART_STARTS.filter((hour) => hour <= local.hour).at(-1) ?? 0;
  const next = PART_STARTS.find((hour) => hour > local.hour);
  return {
    startedAt: startOf(today, started, zone),
    nextAt: next === undefined ? startOf(today.add({ days: 1 }), 0, zone) : startOf(today, next, zone),
  };
}

function startOf(day: Temporal.PlainDate, hour: number, zone: string): Date {
  return new Date(
    day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from({ hour }) }).epochMilliseconds,
  );
}
