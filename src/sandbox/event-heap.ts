/** What happens when two events fall on one instant: the lower kind first, then the lower subject. */
export interface HeapEvent {
  readonly at: number;
  readonly kind: number;
  /** A visit or an agent. */
  readonly subject: number;
  /** What the subject's counter showed when the event was made; another number then means that it is out of date. */
  readonly token: number;
}

const FIRST_SIZE = 1024;

/** Events by time, in memory that grows by doubling: 20 bytes each instead of an object. Instants in milliseconds. */
export class EventHeap {
  private at = new Float64Array(FIRST_SIZE);
  private kind = new Int32Array(FIRST_SIZE);
  private subject = new Int32Array(FIRST_SIZE);
  private token = new Int32Array(FIRST_SIZE);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The instant of the next event; Infinity where none is left. */
  get nextAt(): number {
    return this.count === 0 ? Infinity : this.at[0]!;
  }

  /** The kind of the next event; Infinity where none is left. */
  get nextKind(): number {
    return this.count === 0 ? Infinity : this.kind[0]!;
  }

  push(at: number, kind: number, subject: number, token: number): void {
    if (this.count === this.at.length) this.grow();
    let hole = this.count++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.isBefore(at, kind, subject, parent)) break;
      this.move(parent, hole);
      hole = parent;
    }
    this.put(hole, at, kind, subject, token);
  }

  /** Takes the next event out; null where none is left. */
  pop(): HeapEvent | null {
    if (this.count === 0) return null;
    const event = { at: this.at[0]!, kind: this.kind[0]!, subject: this.subject[0]!, token: this.token[0]! };
    const last = --this.count;
    const [at, kind, subject] = [this.at[last]!, this.kind[last]!, this.subject[last]!];
    let hole = 0;
    for (let child = 1; child < last; child = 2 * hole + 1) {
      if (
        child + 1 < last &&
        this.isBefore(this.at[child + 1]!, this.kind[child + 1]!, this.subject[child + 1]!, child)
      )
        child += 1;
      if (this.isBefore(at, kind, subject, child)) break;
      this.move(child, hole);
      hole = child;
    }
    this.put(hole, at, kind, subject, this.token[last]!);
    return event;
  }

  private isBefore(at: number, kind: number, subject: number, other: number): boolean {
    if (at !== this.at[other]!) return at < this.at[other]!;
    if (kind !== this.kind[other]!) return kind < this.kind[other]!;
    return subject < this.subject[other]!;
  }

  private put(place: number, at: number, kind: number, subject: number, token: number): void {
    this.at[place] = at;
    this.kind[place] = kind;
    this.subject[place] = subject;
    this.token[place] = token;
  }

  private move(from: number, to: number): void {
    this.put(to, this.at[from]!, this.kind[from]!, this.subject[from]!, this.token[from]!);
  }

  private grow(): void {
    const size = this.at.length * 2;
    const at = new Float64Array(size);
    at.set(this.at);
    this.at = at;
    [this.kind, this.subject, this.token] = [this.kind, this.subject, this.token].map((old) => {
      const larger = new Int32Array(size);
      larger.set(old);
      return larger;
    }) as [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>];
  }
}
