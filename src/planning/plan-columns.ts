import type { Candidate } from './plan-input.js';

/** Numbers in a row, in memory that grows by doubling: a few bytes each instead of an object. */
class Numbers {
  private data: Float64Array | Int32Array;
  private size = 0;

  /** `whole`: only numbers below 2³¹ that count something, in half the memory. */
  constructor(
    private readonly whole: boolean,
    capacity = 1024,
  ) {
    this.data = this.room(capacity);
  }

  push(value: number): void {
    if (this.size === this.data.length) {
      const larger = this.room(this.data.length * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.size++] = value;
  }

  at(index: number): number {
    return this.data[index]!;
  }

  /** Those at these places, in this order. */
  pick(places: readonly number[]): Numbers {
    const picked = new Numbers(this.whole, Math.max(1, places.length));
    for (const place of places) picked.push(this.data[place]!);
    return picked;
  }

  get bytes(): number {
    return this.data.byteLength;
  }

  private room(length: number): Float64Array | Int32Array {
    return this.whole ? new Int32Array(length) : new Float64Array(length);
  }
}

/** A short string, and the place that points to it. */
const BYTES_OF_ADDRESS = 48;

/** Places in other lists, and counts. */
const WHOLE = ['profile', 'agentSet', 'demand', 'owner', 'ladder', 'zones', 'reasons'] as const;
/** Ids and instants, and what lies between instants. */
const WIDE = ['customerId', 'from', 'due', 'rolledDue', 'weekDue', 'laterWaitMs'] as const;
const NUMERIC = [...WHOLE, ...WIDE] as const;
export type Numeric = (typeof NUMERIC)[number];

const isWhole = (name: Numeric): boolean => (WHOLE as readonly Numeric[]).includes(name);

/** The candidates of a plan by column. */
export class PlanColumns {
  private readonly numbers = Object.fromEntries(NUMERIC.map((name) => [name, new Numbers(isWhole(name))])) as Record<
    Numeric,
    Numbers
  >;
  private addresses: string[] = [];
  private occasions = new Map<number, string>();
  private hours = new Map<number, number>();
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(candidate: Candidate): void {
    for (const name of NUMERIC) this.numbers[name].push(candidate[name]);
    this.addresses.push(candidate.address);
    if (candidate.occasion !== '') this.occasions.set(this.count, candidate.occasion);
    if (candidate.hour !== undefined && candidate.hour >= 0) this.hours.set(this.count, candidate.hour);
    this.count += 1;
  }

  /** The candidates with these numbers, in a table of their own. */
  subset(members: readonly number[]): PlanColumns {
    const columns = new PlanColumns();
    for (const name of NUMERIC) columns.numbers[name] = this.numbers[name].pick(members);
    columns.addresses = members.map((member) => this.addressOf(member));
    members.forEach((member, place) => {
      const [occasion, hour] = [this.occasions.get(member), this.hours.get(member)];
      if (occasion !== undefined) columns.occasions.set(place, occasion);
      if (hour !== undefined) columns.hours.set(place, hour);
    });
    columns.count = members.length;
    return columns;
  }

  /** The same candidates with one of their numbers replaced; everything else is shared, not copied. */
  replaced(name: Numeric, valueOf: (member: number) => number): PlanColumns {
    const columns = new PlanColumns();
    Object.assign(columns.numbers, this.numbers);
    const numbers = new Numbers(isWhole(name), Math.max(1, this.count));
    for (let member = 0; member < this.count; member++) numbers.push(valueOf(member));
    columns.numbers[name] = numbers;
    columns.addresses = this.addresses;
    columns.occasions = this.occasions;
    columns.hours = this.hours;
    columns.count = this.count;
    return columns;
  }

  /** About how much memory the candidates take, in bytes. */
  get bytes(): number {
    const numbers = NUMERIC.reduce((sum, name) => sum + this.numbers[name].bytes, 0);
    return numbers + this.count * BYTES_OF_ADDRESS + this.occasions.size * BYTES_OF_ADDRESS;
  }

  /** One candidate, put together from its columns. */
  candidate(index: number): Candidate {
    const numbers = Object.fromEntries(NUMERIC.map((name) => [name, this.get(name, index)])) as Record<Numeric, number>;
    const texts = { address: this.addressOf(index), occasion: this.occasionOf(index) };
    return { ...numbers, ...texts, hour: this.hourOf(index) };
  }

  /** One number of a candidate. */
  get(name: Numeric, index: number): number {
    return this.numbers[name].at(index);
  }

  addressOf(index: number): string {
    return this.addresses[index]!;
  }

  /** The hour of UTC at which a call is preferred; −1 for most. */
  hourOf(index: number): number {
    return this.hours.get(index) ?? -1;
  }

  /** Whether anybody prefers an hour. */
  get hasHours(): boolean {
    return this.hours.size > 0;
  }

  occasionOf(index: number): string {
    return this.occasions.get(index) ?? '';
  }
}

/** Equal things once: each key gets a number in the order in which it is first seen. */
export class Interned<T> {
  readonly items: T[] = [];
  private readonly numbers = new Map<string, number>();

  of(key: string, make: () => T): number {
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.items.length);
    return this.items.push(make()) - 1;
  }
}
