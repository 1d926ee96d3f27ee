import type { VerifyClock } from './verify-clock.js';

const DAY = 1440;
const MINUTE_MS = 60_000;
const DAY_MS = DAY * MINUTE_MS;

/** What a row says of the occasion of a standing campaign's visit, and when its trigger was. */
export interface OccasionFacts {
  readonly occasion: string;
  /** The service, complaint, visit or assignment behind it; null for dates and where it is gone. */
  readonly triggerAt: Date | null;
  /** ISO date; null where the customer has none. */
  readonly birthday: string | null;
  /** The customer's own interval between two visits. */
  readonly intervalDays: number | null;
}

/**
 * Before which instant a visit for an occasion may not begin: so many days from its trigger on the organisation's clock,
 * at the same time of day, or at the beginning of the day for birthdays and expiries. NaN where it cannot be told.
 */
export function occasionStart(facts: OccasionFacts, earliestDays: number, clock: VerifyClock): number {
  const [kind, ...rest] = facts.occasion.split(':');
  if (kind === 'birthday') return dayStart(birthdayIn(rest[0] ?? '', facts.birthday), earliestDays, clock);
  if (kind === 'card-expiry') return dayStart(rest[0] ?? '', Number(rest[1] ?? earliestDays), clock);
  if (facts.triggerAt === null) return NaN;
  const at = facts.triggerAt.getTime();
  const days = kind === 'last-visit' ? (facts.intervalDays ?? earliestDays) : earliestDays;
  return clock.firstAt(clock.wallAt(at) + days * DAY) + (at % MINUTE_MS);
}

/** Who was born on 29 February has it on the 28th in common years. */
function birthdayIn(year: string, born: string | null): string {
  if (born === null) return '';
  const date = `${year}-${born.slice(5)}`;
  return born.endsWith('-02-29') && new Date(Date.parse(`${year}-02-29`)).getUTCDate() !== 29 ? `${year}-02-28` : date;
}

function dayStart(date: string, days: number, clock: VerifyClock): number {
  const day = Date.parse(date) / DAY_MS;
  return Number.isNaN(day) ? NaN : clock.firstAt((day + days) * DAY);
}
