import { Steps, worthOf, type CheckedField } from './verify-steps.js';

/**
 * The least loss of owners at which one of each group can come to need a place, and at which a free place is found;
 * or a group whose visits would come back to their owners in a round of exchanges that loses nothing else.
 */
export type Losses =
  | { readonly isLeast: true; readonly ofGroup: Float64Array; readonly ofPlace: number }
  | { readonly isLeast: false; readonly group: number };

/**
 * Bellman and Ford over the groups, with two nodes more: somebody is left out, and a place is free. While as many are
 * placed as can be, a round of steps with a loss below zero is the one thing that could leave more with their owners.
 */
export function findLosses(field: CheckedField, unplaced: readonly number[]): Losses {
  return new Losing(field, unplaced).run();
}

class Losing {
  private readonly steps: Steps;
  private readonly loss: Float64Array;
  private readonly parent: Int32Array;
  private readonly queue: number[] = [];
  private readonly isQueued: Uint8Array;
  private readonly leftOut: number;
  private readonly place: number;
  private least = 0;
  private round: number | null = null;

  constructor(
    private readonly field: CheckedField,
    private readonly unplaced: readonly number[],
  ) {
    this.steps = new Steps(field);
    this.leftOut = field.groups.length;
    this.place = this.leftOut + 1;
    this.loss = new Float64Array(this.place + 1);
    this.parent = new Int32Array(this.place + 1).fill(-1);
    this.isQueued = new Uint8Array(this.place + 1);
  }

  run(): Losses {
    for (let node = 0; node <= this.place; node++) this.enqueue(node);
    for (let i = 0; i < this.queue.length && this.round === null; i++) {
      const node = this.queue[i]!;
      this.isQueued[node] = 0;
      this.follow(node);
    }
    if (this.round !== null) return { isLeast: false, group: this.round };
    const { groups } = this.field;
    return { isLeast: true, ofGroup: this.loss.slice(0, groups.length), ofPlace: this.loss[this.place]! };
  }

  private follow(node: number): void {
    const at = this.loss[node]!;
    if (node === this.leftOut) for (const group of this.unplaced) this.lower(group, at, node);
    else if (node === this.place) {
      this.field.groups.forEach((group, number) => {
        if (group.at.size > 0) this.lower(number, at + worthOf(group), node);
      });
    } else {
      this.lower(this.leftOut, at, node);
      this.steps.from(node, at, {
        group: (next, loss) => this.lower(next, loss, node),
        place: (_, loss) => this.lower(this.place, loss, node),
      });
    }
  }

  private lower(node: number, loss: number, from: number): void {
    if (loss >= this.loss[node]!) return;
    this.loss[node] = loss;
    this.parent[node] = from;
    this.enqueue(node);
    if (loss >= this.least) return;
    this.least = loss;
    this.round = this.findRound(node);
  }

  private enqueue(node: number): void {
    if (this.isQueued[node] === 1) return;
    this.isQueued[node] = 1;
    this.queue.push(node);
  }

  /** A round that gains shows as a ring of parents; in it stand visits of an owner who has released them. */
  private findRound(node: number): number | null {
    const seen = new Set<number>();
    let at = node;
    for (; at >= 0 && !seen.has(at); at = this.parent[at]!) seen.add(at);
    if (at < 0) return null;
    const ring = [at];
    for (let next = this.parent[at]!; next !== at; next = this.parent[next]!) ring.push(next);
    const isBack = (each: number): boolean => {
      const free = this.field.groups[each]?.free ?? -1;
      return free >= 0 && [free, this.leftOut].includes(this.parent[each]!);
    };
    return ring.find(isBack) ?? null;
  }
}
