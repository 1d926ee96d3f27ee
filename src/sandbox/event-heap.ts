const FIRST_SIZE = 1024;

/**
 * Events by time, in memory that grows by doubling: 20 bytes each instead of an object. Of several at one instant the lower
 * kind comes first, then the lower subject. Instants in milliseconds.
 */
export class EventHeap {
  /** The event that was taken out last: when, of which kind, of which visit or agent. */
  at = NaN;
  kind = 0;
  subject = 0;
  /** What the subject's counter showed when the event was made; another number then means that it is out of date. */
  token = 0;
  private ats = new Float64Array(FIRST_SIZE);
  private kinds = new Int32Array(FIRST_SIZE);
  private subjects = new Int32Array(FIRST_SIZE);
  private tokens = new Int32Array(FIRST_SIZE);
  private count = 0;

  get size(): number {
    return this.count;
  }

  /** The instant of the next event; Infinity where none is left. */
  get nextAt(): number {
    return this.count === 0 ? Infinity : this.ats[0]!;
  }

  /** The kind of the next event; Infinity where none is left. */
  get nextKind(): number {
    return this.count === 0 ? Infinity : this.kinds[0]!;
  }

  push(at: number, kind: number, subject: number, token: number): void {
    if (this.count === this.ats.length) this.grow();
    let hole = this.count++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.isBefore(at, kind, subject, parent)) break;
      this.move(parent, hole);
      hole = parent;
    }
    this.put(hole, at, kind, subject, token);
  }

  /** Takes the next event out; false where none is left. */
  pop(): boolean {
    if (this.count === 0) return false;
    this.at = this.ats[0]!;
    this.kind = this.kinds[0]!;
    this.subject = this.subjects[0]!;
    this.token = this.tokens[0]!;
    const last = --this.count;
    const [at, kind, subject] = [this.ats[last]!, this.kinds[last]!, this.subjects[last]!];
    let hole = 0;
    for (let child = 1; child < last; child = 2 * hole + 1) {
      if (
        child + 1 < last &&
        this.isBefore(this.ats[child + 1]!, this.kinds[child + 1]!, this.subjects[child + 1]!, child)
      )
        child += 1;
      if (this.isBefore(at, kind, subject, child)) break;
      this.move(child, hole);
      hole = child;
    }
    this.put(hole, at, kind, subject, this.tokens[last]!);
    return true;
  }

  private isBefore(at: number, kind: number, subject: number, other: number): boolean {
    if (at !== this.ats[other]!) return at < this.ats[other]!;
    if (kind !== this.kinds[other]!) return kind < this.kinds[other]!;
    return subject < this.subjects[other]!;
  }

  private put(place: number, at: number, kind: number, subject: number, token: number): void {
    this.ats[place] = at;
    this.kinds[place] = kind;
    this.subjects[place] = subject;
    this.tokens[place] = token;
  }

  private move(from: number, to: number): void {
    this.put(to, this.ats[from]!, this.kinds[from]!, this.subjects[from]!, this.tokens[from]!);
  }

  private grow(): void {
    const size = this.ats.length * 2;
    const at = new Float64Array(size);
    at.set(this.ats);
    this.ats = at;
    [this.kinds, this.subjects, this.tokens] = [this.kinds, this.subjects, this.tokens].map((old) => {
      const larger = new Int32Array(size);
      larger.set(old);
      return larger;
    }) as [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>];
  }
}
