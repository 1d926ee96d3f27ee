import { hoursOf } from '../calendar/contact-question.js';
import { type ContactQuestion, decideContact } from '../calendar/decide-contact.js';
import { clocksOf } from '../calendar/open-spans.js';

/** What `decideContact` says of one stretch of time. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  /** When the open hours end; NaN where it is closed. */
  readonly closesAt: number;
  /** Where it is closed: when it opens next. */
  readonly next: number;
  readonly isProvisional: boolean;
}

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/**
 * What `decideContact` says of one question over a stretch of time, as intervals in which its answer does not change: so
 * that a million questions cost a look into a short list. Where the answer is not constant (nothing opens within the
 * horizon, a zone changes its clock) it is asked itself each time. Instants in milliseconds.
 */
export class RehearsedHours {
  private readonly starts: number[] = [];
  private readonly known: (Stretch | null)[] = [];
  private last = 0;

  constructor(
    private readonly question: ContactQuestion,
    private readonly from: number,
    private readonly to: number,
  ) {
    for (let at = from; at < to;) {
      const stretch = stretchFrom(question, at);
      this.starts.push(at);
      this.known.push(stretch);
      at = stretch?.end ?? at + HOUR_MS;
    }
  }

  /** The first lawful moment from `at` on; Infinity where none comes. */
  next(at: number): number {
    const stretch = this.at(at);
    if (stretch !== null) return Number.isNaN(stretch.closesAt) ? stretch.next : at;
    return decideContact(this.question, new Date(at)).next?.getTime() ?? Infinity;
  }

  /** When the hours that are open at `at` end, guard minutes included; NaN where it is closed. */
  closesAt(at: number): number {
    const stretch = this.at(at);
    if (stretch !== null) return stretch.closesAt;
    return decideContact(this.question, new Date(at)).closesAt?.getTime() ?? NaN;
  }

  /** The same, but NaN as well where a contact would rest on a year that no published calendar covers. */
  surelyClosesAt(at: number): number {
    const stretch = this.at(at);
    if (stretch !== null) return stretch.isProvisional ? NaN : stretch.closesAt;
    return this.isProvisional(at) ? NaN : this.closesAt(at);
  }

  /** Whether a contact at `at` would rest on a year that no published calendar covers. */
  isProvisional(at: number): boolean {
    return this.at(at)?.isProvisional ?? decideContact(this.question, new Date(at)).provisional;
  }

  private at(at: number): Stretch | null {
    if (at < this.from || at >= this.to) return null;
    const { starts } = this;
    // Time goes on: it is mostly the stretch of the last question, or the next one.
    if (!(starts[this.last]! <= at)) this.last = 0;
    if (this.isIn(this.last + 1, at)) this.last += 1;
    if (!this.isIn(this.last, at)) this.last = placeOf(starts, at);
    return this.known[this.last]!;
  }

  private isIn(place: number, at: number): boolean {
    return this.starts[place]! <= at && at < (this.starts[place + 1] ?? this.to);
  }
}

/** The last place whose start is not behind `at`. */
function placeOf(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The longest stretch from `at` on of which it is certain that nothing changes; null where nothing is. */
function stretchFrom(question: ContactQuestion, at: number): Stretch | null {
  const { closesAt, next, provisional } = decideContact(question, new Date(at));
  if (closesAt !== null) {
    const end = endOfOpen(question, at, closesAt.getTime(), provisional);
    return { start: at, end, closesAt: closesAt.getTime(), next: at, isProvisional: provisional };
  }
  if (next === null || changesClock(question, at, next.getTime())) return null;
  return { start: at, end: next.getTime(), closesAt: NaN, next: next.getTime(), isProvisional: provisional };
}

/**
 * The last moment to begin leaves exactly the guard minutes. A local midnight may lead into another year, and hours that
 * never close are looked at by blocks of days: then only what is left of the quarter of an hour is certain.
 */
function endOfOpen(question: ContactQuestion, at: number, closesAt: number, provisional: boolean): number {
  const guardMinutes = hoursOf(question)?.guardMinutes ?? 0;
  const lastStart = guardMinutes === 0 ? closesAt : closesAt - guardMinutes * 60_000 + 1;
  const end = Math.min(lastStart, at + DAY_MS);
  const last = decideContact(question, new Date(end - 1));
  const isSame = last.provisional === provisional && last.closesAt?.getTime() === closesAt;
  return isSame ? end : Math.min(end, (Math.floor(at / QUARTER_MS) + 1) * QUARTER_MS);
}

/** Around a change of the clock a window opens at the second of two equal times, and ends at the first. */
function changesClock(question: ContactQuestion, from: number, to: number): boolean {
  const clocks = clocksOf(question.zones) ?? [];
  return clocks.some((clock) => clock.stretchesBetween(from - DAY_MS, to + DAY_MS).length > 1);
}
