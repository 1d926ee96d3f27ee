const INITIAL_SLOTS = 1 << 12;

/**
 * The keys that a file has shown so far, in eight bytes each whatever their length, so that a file of millions of rows
 * stays in bounded memory. Two keys are taken for one with a chance of n²/2^65.
 */
export class SeenKeys {
  private slots = new Uint32Array(INITIAL_SLOTS * 2);
  private count = 0;

  get size(): number {
    return this.count;
  }

  has(key: string): boolean {
    const { high, low } = hash64(key);
    return this.slots[this.findSlot(high, low)] !== 0;
  }

  /** Answers whether the key is new. */
  add(key: string): boolean {
    const { high, low } = hash64(key);
    const slot = this.findSlot(high, low);
    if (this.slots[slot] !== 0) return false;
    this.slots[slot] = high;
    this.slots[slot + 1] = low;
    this.count += 1;
    if (this.count * 3 > this.slots.length) this.grow();
    return true;
  }

  private findSlot(high: number, low: number): number {
    const mask = this.slots.length / 2 - 1;
    let index = low & mask;
    for (;;) {
      const stored = this.slots[index * 2];
      if (stored === 0 || (stored === high && this.slots[index * 2 + 1] === low)) return index * 2;
      index = (index + 1) & mask;
    }
  }

  private grow(): void {
    const old = this.slots;
    this.slots = new Uint32Array(old.length * 2);
    for (let i = 0; i < old.length; i += 2) {
      const [high = 0, low = 0] = [old[i], old[i + 1]];
      if (high === 0) continue;
      const slot = this.findSlot(high, low);
      this.slots[slot] = high;
      this.slots[slot + 1] = low;
    }
  }
}

/** Two 32-bit multiplicative hashes with different constants (cyrb53's, kept whole); `high` is never 0. */
function hash64(text: string): { high: number; low: number } {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return { high: b >>> 0 || 1, low: a >>> 0 };
}
