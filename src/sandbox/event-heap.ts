const FIRST_SIZE = 1024;
/** Children of a node: a flat heap touches less memory on its way down than one of two. */
const WIDTH = 4;
/** Kinds before subjects, in one number. */
const KIND_STEP = 2 ** 32;

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
  private orders = new Float64Array(FIRST_SIZE);
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
    return this.count === 0 ? Infinity : Math.floor(this.orders[0]! / KIND_STEP);
  }

  push(at: number, kind: number, subject: number, token: number): void {
    if (this.count === this.ats.length) this.grow();
    const { ats, orders, tokens } = this;
    const order = kind * KIND_STEP + subject;
    let hole = this.count++;
    while (hole > 0) {
      const parent = ((hole - 1) / WIDTH) | 0;
      if (!(at < ats[parent]! || (at === ats[parent]! && order < orders[parent]!))) break;
      ats[hole] = ats[parent]!;
      orders[hole] = orders[parent]!;
      tokens[hole] = tokens[parent]!;
      hole = parent;
    }
    ats[hole] = at;
    orders[hole] = order;
    tokens[hole] = token;
  }

  /** Takes the next event out; false where none is left. */
  pop(): boolean {
    if (this.count === 0) return false;
    const { ats, orders, tokens } = this;
    const order = orders[0]!;
    this.at = ats[0]!;
    this.kind = Math.floor(order / KIND_STEP);
    this.subject = order % KIND_STEP;
    this.token = tokens[0]!;
    const last = --this.count;
    this.sink(ats[last]!, orders[last]!, tokens[last]!);
    return true;
  }

  /** Finds the place of what stood last, from the top on. */
  private sink(at: number, order: number, token: number): void {
    const { ats, orders, tokens, count } = this;
    let hole = 0;
    for (let child = 1; child < count; child = hole * WIDTH + 1) {
      let first = child;
      const end = Math.min(child + WIDTH, count);
      for (let next = child + 1; next < end; next++) {
        if (ats[next]! < ats[first]! || (ats[next]! === ats[first]! && orders[next]! < orders[first]!)) first = next;
      }
      if (at < ats[first]! || (at === ats[first]! && order < orders[first]!)) break;
      ats[hole] = ats[first]!;
      orders[hole] = orders[first]!;
      tokens[hole] = tokens[first]!;
      hole = first;
    }
    ats[hole] = at;
    orders[hole] = order;
    tokens[hole] = token;
  }

  private grow(): void {
    const size = this.ats.length * 2;
    const [ats, orders, tokens] = [new Float64Array(size), new Float64Array(size), new Int32Array(size)];
    ats.set(this.ats);
    orders.set(this.orders);
    tokens.set(this.tokens);
    [this.ats, this.orders, this.tokens] = [ats, orders, tokens];
  }
}
