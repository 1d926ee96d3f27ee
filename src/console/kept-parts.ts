/** A part of a page as it was drawn once. */
export interface DrawnPart<T> {
  readonly value: T;
  /** From here on it would look different even if nothing changed: a time comes, words for a distance change. */
  readonly until: Date;
}

interface Kept<T> extends DrawnPart<T> {
  readonly source: string;
  readonly from: Date;
}

const MOST_KEPT = 500;

/**
 * Parts of pages that are drawn from a text that was read anew: where the text is the one that the part was drawn from, and its
 * time is not over, it need not be drawn again. Never older than what was read.
 */
export class KeptParts<T> {
  private readonly kept = new Map<string, Kept<T>>();

  /** The part `name` (whose it is, in which language) for `source`, everything that it is drawn from; `draw` where it is not kept. */
  async get(name: string, source: string, now: Date, draw: () => Promise<DrawnPart<T>>): Promise<T> {
    const known = this.kept.get(name);
    if (known !== undefined && known.source === source && known.from <= now && now < known.until) return known.value;
    const drawn = await draw();
    this.kept.delete(name);
    this.kept.set(name, { ...drawn, source, from: now });
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return drawn.value;
  }
}
