import type { PlanAgent } from '../planning/plan-input.js';

/** A call in an agent's list. */
export interface ListedCall {
  readonly visit: number;
  readonly token: number;
  readonly due: number;
  readonly scheduledAt: number;
  /** Of several that are due and planned for the same moment the attempt that was made first. */
  readonly order: number;
}

/** One agent at work: the list, and when the next call can begin. */
interface AtWork {
  readonly list: ListedCall[];
  readonly callsOn: Map<number, number>;
  shift: number;
  busyUntil: number;
  /** When the agent looks at the list again; Infinity while there is no reason to. */
  wakesAt: number;
}

/**
 * The agents of a rehearsal: each takes the calls of the own list in the order of the desk (what is due soonest, then
 * what was planned first, what was made first), one at a time, within shifts and around the calls of other campaigns.
 */
export class RehearsedDesk {
  private readonly atWork: AtWork[];
  private readonly callMs: number;

  constructor(
    private readonly agents: readonly PlanAgent[],
    private readonly options: { readonly minutesPerCall: number; readonly dayOf: (at: number) => number },
  ) {
    this.callMs = options.minutesPerCall * 60_000;
    this.atWork = agents.map((agent) => {
      const callsOn = new Map<number, number>();
      for (const at of agent.heldAt) count(callsOn, options.dayOf(at));
      return { list: [], callsOn, shift: 0, busyUntil: -Infinity, wakesAt: Infinity };
    });
  }

  /** Puts a call into an agent's list. Answers with the instant at which to look at it, or null where that is known. */
  add(agent: number, call: ListedCall, at: number): number | null {
    insert(this.atWork[agent]!.list, call);
    return this.wake(agent, at);
  }

  /** The next call of the list; null where it is empty. */
  take(agent: number): ListedCall | null {
    return this.atWork[agent]!.list.shift() ?? null;
  }

  /** Begins a call; answers with its end. */
  begin(agent: number, at: number): number {
    const one = this.atWork[agent]!;
    one.busyUntil = at + this.callMs;
    if (this.agents[agent]!.callsPerDay !== null) count(one.callsOn, this.options.dayOf(at));
    return one.busyUntil;
  }

  /** Asks the agent to look again as soon as a call can begin; null where that is arranged already, or never. */
  wake(agent: number, at: number): number | null {
    const one = this.atWork[agent]!;
    if (one.list.length === 0) return null;
    const next = this.freeFrom(agent, at);
    if (next >= one.wakesAt || next === Infinity) return null;
    one.wakesAt = next;
    return next;
  }

  /** Whether the agent can begin a call at this instant; a wake that was arranged for it is over. */
  isFree(agent: number, at: number): boolean {
    const one = this.atWork[agent]!;
    if (one.wakesAt <= at) one.wakesAt = Infinity;
    return this.freeFrom(agent, at) <= at;
  }

  /** The first instant from `at` on at which a whole call fits; Infinity where none comes. */
  private freeFrom(agent: number, from: number): number {
    const { shifts, heldAt, callsPerDay } = this.agents[agent]!;
    const one = this.atWork[agent]!;
    let at = Math.max(from, one.busyUntil);
    while (one.shift < shifts.length && shifts[one.shift + 1]! < from + this.callMs) one.shift += 2;
    for (let shift = one.shift; shift < shifts.length; shift += 2) {
      at = Math.max(at, shifts[shift]!);
      const isFull = callsPerDay !== null && (one.callsOn.get(this.options.dayOf(at)) ?? 0) >= callsPerDay;
      if (isFull) continue;
      at = behindHeld(heldAt, at, this.callMs);
      if (at + this.callMs <= shifts[shift + 1]!) return at;
    }
    return Infinity;
  }
}

/** The first instant from `at` on that leaves a whole call free of those of other campaigns. */
function behindHeld(heldAt: readonly number[], at: number, callMs: number): number {
  let free = at;
  for (const held of heldAt) if (held < free + callMs && free < held + callMs) free = held + callMs;
  return free;
}

function count(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Lists are short: what is due now and not yet taken. */
function insert(list: ListedCall[], call: ListedCall): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBefore(list[middle]!, call)) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, call);
}

function isBefore(one: ListedCall, other: ListedCall): boolean {
  if (one.due !== other.due) return one.due < other.due;
  if (one.scheduledAt !== other.scheduledAt) return one.scheduledAt < other.scheduledAt;
  return one.order < other.order;
}
