/** Things kept in memory, the least lately used given up first; how much they may take together is limited. */
export class KeptByBytes<T> {
  private readonly entries = new Map<string, { readonly value: T; readonly bytes: number }>();
  private total = 0;

  constructor(private readonly mostBytes: number) {}

  /** What is kept under this key; it counts as used. */
  find(key: string): T | null {
    const entry = this.entries.get(key);
    if (entry === undefined) return null;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** Keeps it, and gives up what is too much; larger than everything that may be kept, it is not kept at all. */
  keep(key: string, value: T, bytes: number): void {
    this.drop(key);
    if (bytes > this.mostBytes) return;
    this.entries.set(key, { value, bytes });
    this.total += bytes;
    for (const oldest of this.entries.keys()) {
      if (this.total <= this.mostBytes) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    this.total -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }
}
