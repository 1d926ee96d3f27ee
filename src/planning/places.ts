/** Places for combinations of four numbers: a text as key for each candidate would cost more than what it is looked up for. */
export class Places {
  /** What the caller knows of each place. */
  readonly known: (number | undefined)[] = [];
  private readonly top = new Map<number, Map<number, Map<number, Map<number, number>>>>();

  /** The place of a combination: the same for the same, a new one for a new one. */
  of(a: number, b: number, c: number, d: number): number {
    const byD = below(below(below(this.top, a), b), c);
    const found = byD.get(d);
    if (found !== undefined) return found;
    byD.set(d, this.known.length);
    return this.known.push(undefined) - 1;
  }
}

function below<T extends Map<number, unknown>>(map: Map<number, T>, key: number): T {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = new Map<number, unknown>() as T;
  map.set(key, made);
  return made;
}
