/** What visits hold after dealing; times move along where `withTimes` says so. Members are indices of candidates. */
export interface Dealt {
  readonly agent: Int32Array;
  readonly slot: Float64Array;
  /** Members of one class each: whatever two of them hold may change hands, and neither placement nor load changes. */
  readonly groups: readonly (readonly number[])[];
  readonly withTimes: boolean;
  /** Whether a member may have this moment; asked only where times move. */
  readonly fits: (member: number, at: number) => boolean;
  /** 1 where an earlier wish was granted: they take no part any more. */
  readonly settled: Uint8Array;
}

/** A wish and what would grant it, as numbers that are compared; −1 = no wish. */
export interface Wish {
  readonly of: (member: number) => number;
  /** What a member who holds this agent and this moment has. */
  readonly granted: (agent: number, at: number) => number;
}

/**
 * Grants wishes by exchanges within classes: who holds what another one wishes, and does not wish it, gives it for what
 * the other holds. As many are granted in each class as it holds of what is wished, where every moment fits everybody.
 */
export function grantWishes(dealt: Dealt, wish: Wish): void {
  for (const group of dealt.groups) new Exchange(dealt, wish).run(group);
}

class Exchange {
  /** By what they hold: those who do not wish it. What changed since is seen when it is taken out. */
  private readonly givers = new Map<number, number[]>();

  constructor(
    private readonly dealt: Dealt,
    private readonly wish: Wish,
  ) {}

  run(group: readonly number[]): void {
    const asking = group.filter((member) => this.isAsking(member));
    if (asking.length > 0) {
      for (let i = group.length - 1; i >= 0; i--) this.offer(group[i]!);
      for (const member of asking) if (this.isAsking(member)) this.serve(member);
    }
    for (const member of group) if (this.isGranted(member)) this.dealt.settled[member] = 1;
  }

  private serve(member: number): void {
    const givers = this.givers.get(this.wish.of(member)) ?? [];
    const refused: number[] = [];
    for (let giver = givers.pop(); giver !== undefined; giver = givers.pop()) {
      if (this.heldBy(giver) !== this.wish.of(member) || this.isGranted(giver)) continue;
      if (this.mayExchange(member, giver)) {
        this.exchange(member, giver);
        this.offer(giver);
        break;
      }
      refused.push(giver);
      if (refused.length >= MOST_TRIES) break;
    }
    givers.push(...refused.reverse());
  }

  private offer(member: number): void {
    if (this.dealt.settled[member] === 1 || this.isGranted(member)) return;
    const held = this.heldBy(member);
    const list = this.givers.get(held) ?? [];
    list.push(member);
    this.givers.set(held, list);
  }

  private mayExchange(a: number, b: number): boolean {
    const { withTimes, fits, slot } = this.dealt;
    return !withTimes || (fits(a, slot[b]!) && fits(b, slot[a]!));
  }

  private exchange(a: number, b: number): void {
    const { agent, slot, withTimes } = this.dealt;
    [agent[a], agent[b]] = [agent[b]!, agent[a]!];
    if (withTimes) [slot[a], slot[b]] = [slot[b]!, slot[a]!];
  }

  private heldBy(member: number): number {
    return this.wish.granted(this.dealt.agent[member]!, this.dealt.slot[member]!);
  }

  private isAsking(member: number): boolean {
    if (this.dealt.settled[member] === 1) return false;
    const wished = this.wish.of(member);
    return wished >= 0 && this.heldBy(member) !== wished;
  }

  private isGranted(member: number): boolean {
    const wished = this.wish.of(member);
    return wished >= 0 && this.heldBy(member) === wished;
  }
}

/** A moment that fits nobody must not be offered to everybody in turn. */
const MOST_TRIES = 16;
