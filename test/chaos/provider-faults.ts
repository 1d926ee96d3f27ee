import type { Fate } from '../../src/sandbox/magic-addresses.js';

/** What happens to a message before it is stored: it is taken at once, late, never answered, or refused with a 5xx. */
export type Reception = 'at once' | 'slow' | 'no answer' | 'refused';

/** How the receipts of a message come. */
export type ReceiptHabit = 'usual' | 'twice' | 'before the answer' | 'out of order' | 'malformed first';

/** Shares of all messages; what remains is treated well. */
const RECEPTIONS: readonly (readonly [Reception, number])[] = [
  ['slow', 0.02],
  ['no answer', 0.0008],
  ['refused', 0.004],
];
const FATES: readonly (readonly [Fate, number])[] = [
  [{ kind: 'refuse', status: 429, code: 20429, message: 'Too Many Requests' }, 0.002],
  [{ kind: 'refuse', status: 400, code: 21610, message: 'Attempt to send to unsubscribed recipient.' }, 0.002],
  [{ kind: 'undeliver', code: 30003 }, 0.01],
  [{ kind: 'undeliver', code: 30005 }, 0.005],
  [{ kind: 'lose-answer', status: 500 }, 0.005],
  [{ kind: 'lose-answer', status: null }, 0.005],
];
const HABITS: readonly (readonly [ReceiptHabit, number])[] = [
  ['twice', 0.1],
  ['before the answer', 0.1],
  ['out of order', 0.1],
  ['malformed first', 0.02],
];

/** A number in [0, 1) that the seed and the text decide (FNV-1a): the same in every run, whatever comes first. */
export function chanceOf(seed: number, text: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

function pick<T>(shares: readonly (readonly [T, number])[], chance: number): T | null {
  let sum = 0;
  for (const [what, share] of shares) if (chance < (sum += share)) return what;
  return null;
}

/** Every fault, by seed and key. */
export class ProviderFaults {
  constructor(
    private readonly seed: number,
    /** Whether providers misbehave at all. */
    public active: boolean,
  ) {}

  reception(key: string): Reception {
    return (this.active ? pick(RECEPTIONS, chanceOf(this.seed, `reception ${key}`)) : null) ?? 'at once';
  }

  /** `nth`: how many messages came for the number before. */
  fate(to: string, nth: number): Fate | null {
    return this.active ? pick(FATES, chanceOf(this.seed, `fate ${to} ${nth}`)) : null;
  }

  receipts(key: string): ReceiptHabit {
    return (this.active ? pick(HABITS, chanceOf(this.seed, `receipts ${key}`)) : null) ?? 'usual';
  }
}
