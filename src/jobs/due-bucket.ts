import type { TickRule } from './job-handler.js';

/**
 * The bucket of a job that is due at `now`: the local minute, or the last local date whose hour has come. Each bucket
 * runs once. Yesterday's bucket before today's hour is how a missed day is made up (A1).
 */
export function dueBucket(rule: TickRule, now: Date, zone: string): string {
  const local = localMinute(now, zone);
  if ('everyMinute' in rule) return local;
  const [date = '', time = ''] = local.split('T');
  return time >= rule.dailyAt ? date : dayBefore(date);
}

function localMinute(now: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' }).format(
    now,
  );
  return parts.replace(' ', 'T');
}

function dayBefore(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}
