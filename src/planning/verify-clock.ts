const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Clocks are set at whole quarters of an hour of UTC only, so that within one of them the offset does not change. */
const QUARTER_MS = 15 * MINUTE_MS;
/** No zone is further from UTC than this. */
const FARTHEST_MS = 16 * HOUR_MS;
const MOST_KEPT = 100_000;

/**
 * What a wall clock shows, asked of `Intl` alone: written apart from the calendar's own clock, which the planner uses.
 * Wall times are whole minutes since 1970-01-01T00:00 on that wall. Throws RangeError for a zone that nobody knows.
 */
export class VerifyClock {
  private readonly format: Intl.DateTimeFormat;
  private readonly offsets = new Map<number, number>();
  private readonly edges = new Map<number, readonly [number, number]>();

  constructor(zone: string) {
    this.format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  }

  /** The wall time of the minute in which an instant lies. */
  wallAt(instant: number): number {
    return Math.floor(instant / MINUTE_MS) + this.offsetAt(instant);
  }

  /** Number of the local day of an instant. */
  dayAt(instant: number): number {
    return Math.floor(this.wallAt(instant) / 1440);
  }

  /** The first instant at which the wall shows this time; where it never does, when the clock jumps over it. */
  firstAt(wall: number): number {
    return this.edgesOf(wall)[0];
  }

  /** The last instant at which it does. */
  lastAt(wall: number): number {
    return this.edgesOf(wall)[1];
  }

  private edgesOf(wall: number): readonly [number, number] {
    const known = this.edges.get(wall);
    if (known !== undefined) return known;
    const found = this.findEdges(wall);
    if (this.edges.size >= MOST_KEPT) this.edges.clear();
    this.edges.set(wall, found);
    return found;
  }

  private findEdges(wall: number): readonly [number, number] {
    const near = wall * MINUTE_MS;
    const [early, late] = [near - FARTHEST_MS, near + FARTHEST_MS];
    const [before, after] = [this.offsetAt(early), this.offsetAt(late)];
    if (before === after) return [near - before * MINUTE_MS, near - before * MINUTE_MS];
    const shown = [near - before * MINUTE_MS, near - after * MINUTE_MS].filter((at) => this.wallAt(at) === wall);
    if (shown.length > 0) return [Math.min(...shown), Math.max(...shown)];
    const jump = this.changeBetween(early, late);
    return [jump, jump];
  }

  /** The instant from which on the later of two offsets holds. */
  private changeBetween(early: number, late: number): number {
    const after = this.offsetAt(late);
    let [low, high] = [Math.floor(early / QUARTER_MS), Math.ceil(late / QUARTER_MS)];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.offsetAt(middle * QUARTER_MS) === after) high = middle;
      else low = middle;
    }
    return high * QUARTER_MS;
  }

  /** Minutes ahead of UTC. */
  private offsetAt(instant: number): number {
    const quarter = Math.floor(instant / QUARTER_MS);
    const known = this.offsets.get(quarter);
    if (known !== undefined) return known;
    const start = quarter * QUARTER_MS;
    const text = this.format.format(start).replace(' ', 'T');
    const offset = Date.parse(`${text}:00Z`) / MINUTE_MS - start / MINUTE_MS;
    if (this.offsets.size >= MOST_KEPT) this.offsets.clear();
    this.offsets.set(quarter, offset);
    return offset;
  }
}
