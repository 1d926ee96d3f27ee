import { seededRandom } from '../kernel/seeded-random.js';

const BLOCK = 1000;
/** Coprime with the block, so that each slot of a block is met exactly once. */
const STEPS = [617, 389, 271, 733, 149, 877, 503, 941, 67] as const;

/** The questions that have an exact share of every block of a thousand customers. */
export type Trait = 'contact' | 'place' | 'lifecycle' | 'consent' | 'card' | 'service' | 'care' | 'owner' | 'name';
const TRAITS: readonly Trait[] = [
  'contact',
  'place',
  'lifecycle',
  'consent',
  'card',
  'service',
  'care',
  'owner',
  'name',
];

/** The chance of one row: depends on the seed and the row's index only, never on the size of the archive. */
export class RowChance {
  private readonly random: () => number;

  constructor(
    private readonly seed: number,
    readonly index: number,
  ) {
    this.random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  }

  /**
   * The row's place, 0–999, for a trait: within each thousand rows every place is taken once, so that shares are
   * exact, and the traits are shifted against one another from block to block.
   */
  slot(trait: Trait): number {
    const at = TRAITS.indexOf(trait);
    const block = Math.floor(this.index / BLOCK);
    const turn = this.index + block * 37 * at + (Math.abs(this.seed) % BLOCK);
    return (turn * (STEPS[at] ?? 1)) % BLOCK;
  }

  /** Whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.random() * (to - from + 1));
  }

  pick<T>(list: readonly T[]): T {
    const found = list[Math.floor(this.random() * list.length)];
    if (found === undefined) throw new RangeError('Nothing to pick from');
    return found;
  }

  /** True in this share of cases, 0–1. */
  happens(share: number): boolean {
    return this.random() < share;
  }
}

const DAYS = new Map<string, string>();

/** The local date that lies some days after (before) another; for dates of our time. */
export function dayFrom(date: string, days: number): string {
  const key = `${date}${days}`;
  const known = DAYS.get(key);
  if (known !== undefined) return known;
  const day = new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  if (DAYS.size >= 10_000) DAYS.clear();
  DAYS.set(key, day);
  return day;
}
