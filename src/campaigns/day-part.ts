import { Temporal } from 'temporal-polyfill';

/** Morning, afternoon and evening begin at these local hours. */
const PART_STARTS = [0, 12, 17];

/** When the part of the local day that holds `now` began, and when the next one begins. */
export function dayPart(now: Date, zone: string): { startedAt: Date; nextAt: Date } {
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
