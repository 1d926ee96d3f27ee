/** More are not worth their memory: then most customers have facts of their own. */
const MOST_KEPT = 20_000;

/** SQL for facts as the text of a JSON array, in the order of their names. */
export function factsSql(columns: Readonly<Record<string, string>>): string {
  return `json_build_array(${Object.values(columns).join(', ')})::text`;
}

/**
 * Facts that PostgreSQL gives as the text of a JSON array: equal texts are parsed once. What comes out belongs to all who
 * have it and must not be changed.
 */
export class SharedFacts<T extends object> {
  private readonly kept = new Map<string, T>();
  private readonly names: readonly string[];

  /** `columns`: those that the text was made from with `factsSql`. */
  constructor(columns: Readonly<Record<keyof T & string, string>>) {
    this.names = Object.keys(columns);
  }

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
