/** More are not worth their memory: then most customers have facts of their own. */
const MOST_KEPT = 20_000;

/**
 * Facts that PostgreSQL gives as the text of a JSON array: equal texts are parsed once. What comes out belongs to all who
 * have it and must not be changed.
 */
export class SharedFacts<T extends object> {
  private readonly kept = new Map<string, T>();

  /** `names`: those of the elements, in their order. */
  constructor(private readonly names: readonly (keyof T & string)[]) {}

  of(text: string): T {
    const known = this.kept.get(text);
    if (known !== undefined) return known;
    const values = JSON.parse(text) as unknown[];
    const facts = Object.freeze(Object.fromEntries(this.names.map((name, i) => [name, values[i]]))) as T;
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(text, facts);
    return facts;
  }
}
