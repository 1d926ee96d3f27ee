/** Which part of a line has been looked at: sorted, disjoint stretches. Each part is looked at once. */
export class Covered {
  private parts: [number, number][] = [];

  /** Adds a stretch; answers with what of it had not been covered before. */
  add(start: number, end: number): [number, number][] {
    if (start >= end) return [];
    const fresh = this.missing(start, end);
    const kept: [number, number][] = [];
    let [low, high] = [start, end];
    for (const part of this.parts) {
      if (part[1] < start || part[0] > end) kept.push(part);
      else [low, high] = [Math.min(low, part[0]), Math.max(high, part[1])];
    }
    this.parts = [...kept, [low, high] as [number, number]].sort(([a], [b]) => a - b);
    return fresh;
  }

  /** What of a stretch has not been covered. */
  missing(start: number, end: number): [number, number][] {
    const missing: [number, number][] = [];
    let at = start;
    for (const [from, to] of this.parts) {
      if (to <= at || from >= end) continue;
      if (from > at) missing.push([at, from]);
      at = to;
    }
    if (at < end) missing.push([at, end]);
    return missing;
  }
}
