/** Which part of a line has been looked at: sorted, disjoint stretches. Each part is looked at once. */
export class Covered {
  private parts: [number, number][] = [];

  /** Adds a stretch; answers with what of it had not been covered before. */
  add(start: number, end: number): [number, number][] {
    if (start >= end) return [];
    const fresh: [number, number][] = [];
    const kept: [number, number][] = [];
    let [low, high, at] = [start, end, start];
    for (const part of this.parts) {
      if (part[1] < start || part[0] > end) {
        kept.push(part);
        continue;
      }
      if (part[0] > at) fresh.push([at, part[0]]);
      at = Math.max(at, part[1]);
      [low, high] = [Math.min(low, part[0]), Math.max(high, part[1])];
    }
    if (at < end) fresh.push([at, end]);
    this.parts = [...kept, [low, high] as [number, number]].sort(([a], [b]) => a - b);
    return fresh;
  }
}
