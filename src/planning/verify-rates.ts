import { Covered } from './verify-covered.js';
import type { VerifiedPlan, VerifiedRate, VerifiedUnplaced } from './verified-plan.js';
import { Faults, judge, partly, type Check } from './verify-check.js';

const MINUTE_MS = 60_000;

/** No minute and no day carries more messages than the rate, those of other campaigns counted. */
export function checkRates(plan: VerifiedPlan): Check {
  const faults = new Faults();
  let count = 0;
  for (const [channel, rate] of Object.entries(plan.rates)) {
    const others = plan.eventsSince === 0 ? rate.others : new Map<number, number>();
    const own = countMinutes(plan, channel);
    const days = new Map<number, number>();
    for (const [minute, messages] of own) {
      count += messages;
      const before = others.get(minute) ?? 0;
      if (messages * rate.units + before >= rate.perMinute + rate.units - 1e-6) {
        const with_ = before === 0 ? '' : ` beside ${before} of other campaigns`;
        const when = new Date(minute * MINUTE_MS).toISOString();
        faults.add(`${messages} ${channel} in the minute ${when}${with_}; the rate is ${rate.perMinute} a minute`);
      }
      const day = plan.dayOf(minute * MINUTE_MS);
      days.set(day, (days.get(day) ?? 0) + messages * rate.units);
    }
    for (const [minute, units] of others) {
      const day = plan.dayOf(minute * MINUTE_MS);
      if (days.has(day)) days.set(day, days.get(day)! + units);
    }
    for (const [day, units] of days) {
      if (units > (rate.perDay ?? Infinity)) {
        const date = new Date(day * 1440 * MINUTE_MS).toISOString().slice(0, 10);
        faults.add(`${units} ${channel} on ${date}; the rate is ${rate.perDay} a day`);
      }
    }
  }
  const check = judge('within-rates', faults, count, `${count} messages`);
  const isPartly = plan.eventsSince > 0 && Object.values(plan.rates).some(({ others }) => others.size > 0);
  return partly(check, isPartly ? `other campaigns: ${plan.eventsSince} events have come since` : null);
}

function countMinutes({ visits }: VerifiedPlan, channel: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (let i = 0; i < visits.length; i++) {
    if (!visits.stands(i) || visits.channelOf(i) !== channel) continue;
    const minute = Math.floor(visits.momentOf(i) / MINUTE_MS);
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  return counts;
}

/** When messages may go that are placed alike. */
interface Span {
  readonly timeKey: number;
  readonly from: number;
  readonly until: number;
}

/**
 * Looks for a place for messages that were left out because the rate was full: a minute with room, or a message that
 * can make way to one. Answers with that minute, null where the minutes that block are really full.
 */
export function findRoom(plan: VerifiedPlan, left: readonly VerifiedUnplaced[], channel: string): number | null {
  const rate = plan.rates[channel];
  if (rate === undefined || left.length === 0) return null;
  const minutes = new Minutes(plan, rate, channel);
  const queue: Span[] = [...left];
  for (let span = queue.shift(); span !== undefined; span = queue.shift()) {
    for (const minute of minutes.enter(span)) {
      if (minutes.hasRoom(minute)) return minute * MINUTE_MS;
      queue.push(...minutes.pushedFrom(minute));
    }
  }
  return minutes.findRoomInRuns();
}

class Minutes {
  private readonly own = new Map<number, number>();
  private readonly spansIn = new Map<number, Map<string, Span>>();
  private readonly dayUnits = new Map<number, number>();
  private readonly dayMinutes = new Map<number, number[]>();
  private readonly covered = new Map<number, Covered>();
  private readonly entered = new Set<number>();

  constructor(
    private readonly plan: VerifiedPlan,
    private readonly rate: VerifiedRate,
    channel: string,
  ) {
    const { visits } = plan;
    for (let i = 0; i < visits.length; i++) {
      if (!visits.stands(i) || visits.channelOf(i) !== channel) continue;
      const minute = Math.floor(visits.momentOf(i) / MINUTE_MS);
      const span = { timeKey: visits.timeKeyOf(i), from: visits.earliestOf(i), until: visits.rolledDueOf(i) };
      this.own.set(minute, (this.own.get(minute) ?? 0) + 1);
      if (visits.isCustomerChanged(i)) continue;
      const spans = this.spansIn.get(minute) ?? new Map<string, Span>();
      spans.set(`${span.timeKey} ${span.from} ${span.until}`, span);
      this.spansIn.set(minute, spans);
    }
    for (const minute of new Set([...this.own.keys(), ...rate.others.keys()])) this.countDay(minute);
  }

  /** Whole minutes of a span that nobody with the same windows has looked into yet. */
  *enter({ timeKey, from, until }: Span): Iterable<number> {
    const covered = this.covered.get(timeKey) ?? new Covered();
    this.covered.set(timeKey, covered);
    const [first, end] = [Math.ceil(from / MINUTE_MS), Math.floor(until / MINUTE_MS)];
    for (const [start, stop] of covered.add(first, end)) {
      for (let minute = start; minute < stop; minute++) {
        if (this.entered.has(minute) || !this.plan.isOpen(timeKey, minute * MINUTE_MS)) continue;
        this.entered.add(minute);
        yield minute;
      }
    }
  }

  hasRoom(minute: number): boolean {
    return this.usedIn(minute) + this.rate.units <= this.rate.perMinute + 1e-9 && this.isDayFree(minute);
  }

  /** Messages in this minute; where its day is full, those of the whole day. */
  pushedFrom(minute: number): Span[] {
    const minutes = this.isDayFree(minute) ? [minute] : (this.dayMinutes.get(this.dayOf(minute)) ?? []);
    return minutes.flatMap((each) => {
      const spans = [...(this.spansIn.get(each)?.values() ?? [])];
      this.spansIn.delete(each);
      return spans;
    });
  }

  /** Below one message a minute a single one cannot show room, but a run of minutes can. */
  findRoomInRuns(): number | null {
    const sorted = [...this.entered].sort((a, b) => a - b);
    let [start, used] = [0, 0];
    for (let i = 0; i < sorted.length; i++) {
      used += this.usedIn(sorted[i]!);
      if (sorted[i + 1] === sorted[i]! + 1) continue;
      const length = i + 1 - start;
      const { perMinute, units } = this.rate;
      const carries = Math.floor((length * perMinute) / units + 1e-9) * units;
      if (used + units <= carries && this.isDayFree(sorted[start]!)) return sorted[start]! * MINUTE_MS;
      [start, used] = [i + 1, 0];
    }
    return null;
  }

  private usedIn(minute: number): number {
    return (this.own.get(minute) ?? 0) * this.rate.units + (this.rate.others.get(minute) ?? 0);
  }

  private isDayFree(minute: number): boolean {
    const { perDay, units } = this.rate;
    return perDay === null || (this.dayUnits.get(this.dayOf(minute)) ?? 0) + units <= perDay;
  }

  private countDay(minute: number): void {
    const day = this.dayOf(minute);
    this.dayUnits.set(day, (this.dayUnits.get(day) ?? 0) + this.usedIn(minute));
    const list = this.dayMinutes.get(day) ?? [];
    list.push(minute);
    this.dayMinutes.set(day, list);
  }

  private dayOf(minute: number): number {
    return this.plan.dayOf(minute * MINUTE_MS);
  }
}
