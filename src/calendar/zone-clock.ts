import { Temporal } from 'temporal-polyfill';
import { canonicalZone } from './time-zones.js';

/** A stretch in which a zone's offset from UTC does not change; all in milliseconds. */
export interface OffsetStretch {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

// Where the array begins; it grows in both directions as asked.
const FIRST_STRETCH_AT = Date.UTC(2026, 0, 1);
// No zone is further from UTC than this.
const MAX_OFFSET_MS = 16 * 3_600_000;

/**
 * One zone's wall clock. Offsets are kept as the stretches between two changes, so that converting millions of
 * instants costs a look into a short array.
 */
export class ZoneClock {
  private readonly stretches: OffsetStretch[];

  constructor(readonly zone: string) {
    this.stretches = [stretchAt(zone, FIRST_STRETCH_AT)];
  }

  /** Wall-clock time at an instant, as milliseconds since 1970-01-01T00:00 on that wall. */
  localOf(instant: number): number {
    return instant + this.stretchAt(instant).offset;
  }

  /** The stretches that touch an interval of instants, in order. */
  stretchesBetween(from: number, to: number): OffsetStretch[] {
    this.cover(from, to);
    const found: OffsetStretch[] = [];
    for (let at = this.indexAt(from); at < this.stretches.length; at++) {
      const stretch = this.stretches[at] as OffsetStretch;
      if (stretch.start >= to) break;
      found.push(stretch);
    }
    return found;
  }

  /** The instants at which the wall shows this time: none in a gap, two in an overlap. */
  instantsOf(local: number): number[] {
    return this.stretchesBetween(local - MAX_OFFSET_MS, local + MAX_OFFSET_MS)
      .filter((stretch) => local - stretch.offset >= stretch.start && local - stretch.offset < stretch.end)
      .map((stretch) => local - stretch.offset);
  }

  /** The instant for the edge of a window: the later one for its start, the earlier one for its end; a gap's far side. */
  edgeInstant(local: number, edge: 'start' | 'end'): number {
    const stretch = this.stretchAt(local);
    const plain = local - stretch.offset;
    if (plain - MAX_OFFSET_MS > stretch.start && plain + MAX_OFFSET_MS < stretch.end) return plain;
    const found = this.instantsOf(local);
    if (found.length > 0) return edge === 'start' ? Math.max(...found) : Math.min(...found);
    const around = this.stretchesBetween(local - MAX_OFFSET_MS, local + MAX_OFFSET_MS);
    const after = around.find((stretch) => local - stretch.offset < stretch.start);
    return after?.start ?? local;
  }

  private stretchAt(instant: number): OffsetStretch {
    this.cover(instant, instant + 1);
    return this.stretches[this.indexAt(instant)] as OffsetStretch;
  }

  /** Index of the stretch that holds an instant, which must be covered. */
  private indexAt(instant: number): number {
    let low = 0;
    let high = this.stretches.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.stretches[middle] as OffsetStretch).start <= instant) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private cover(from: number, to: number): void {
    for (;;) {
      const last = this.stretches.at(-1) as OffsetStretch;
      if (last.end >= to) break;
      this.stretches.push(stretchAt(this.zone, last.end));
    }
    for (;;) {
      const first = this.stretches[0] as OffsetStretch;
      if (first.start <= from) break;
      this.stretches.unshift(stretchAt(this.zone, first.start - 1));
    }
  }
}

const clocks = new Map<string, ZoneClock>();

/** The wall clock of a zone, shared; null for an id that no time-zone database knows. */
export function zoneClock(zone: string): ZoneClock | null {
  const canonical = canonicalZone(zone);
  if (canonical === null) return null;
  const known = clocks.get(canonical);
  if (known) return known;
  const clock = new ZoneClock(canonical);
  clocks.set(canonical, clock);
  return clock;
}

/** As `zoneClock`, for a zone that was checked before. Throws RangeError for an unknown one. */
export function knownZoneClock(zone: string): ZoneClock {
  const clock = zoneClock(zone);
  if (clock === null) throw new RangeError(`There is no time zone ${zone}.`);
  return clock;
}

function stretchAt(zone: string, instant: number): OffsetStretch {
  const at = zoned(zone, instant);
  const previous = zoned(zone, instant + 1).getTimeZoneTransition('previous');
  const next = at.getTimeZoneTransition('next');
  return {
    start: previous?.epochMilliseconds ?? -Infinity,
    end: next?.epochMilliseconds ?? Infinity,
    offset: at.offsetNanoseconds / 1_000_000,
  };
}

function zoned(zone: string, instant: number): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
}
