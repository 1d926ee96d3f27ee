import type { CallingTime } from './call-cells.js';

/** A call that must move: who makes it, how long it takes, and when it may be made. Instants in milliseconds. */
export interface MovingCall {
  readonly id: number;
  readonly agentId: number;
  /** Where it stands until now: that cell is free for others. */
  readonly was: number;
  readonly cellMs: number;
  /** Who must be reached earlier gets the earlier cell. */
  readonly before: number;
  /** The first moment from `at` on at which the rules let it be made; null where there is none in time. */
  readonly nextAllowed: (at: number) => number | null;
  /** From here on. */
  readonly from: number;
}

/**
 * A cell of its agent's shifts for each call that finds one before its time is over, what is due earlier first: at no
 * cell stand two calls, and no day takes more than it may. Calls that find none are left out.
 */
export function seatCalls(
  calls: readonly MovingCall[],
  agents: ReadonlyMap<number, CallingTime>,
  dayOf: (at: number) => number,
): Map<number, number> {
  const seats = new Map<number, number>();
  const calendars = new Map<number, Calendar>();
  const order = [...calls].sort((a, b) => a.before - b.before || a.from - b.from || a.id - b.id);
  for (const call of order) {
    const agent = agents.get(call.agentId);
    if (agent === undefined) continue;
    const calendar = calendars.get(call.agentId) ?? new Calendar(agent, dayOf, calls);
    calendars.set(call.agentId, calendar);
    const seat = calendar.find(call);
    if (seat !== null) seats.set(call.id, seat);
  }
  return seats;
}

class Calendar {
  private readonly taken: [start: number, end: number][];
  private readonly onDay = new Map<number, number>();

  constructor(
    private readonly agent: CallingTime,
    private readonly dayOf: (at: number) => number,
    calls: readonly MovingCall[],
  ) {
    const leaving = calls.map(({ was }) => was);
    const length = Math.max(...calls.map(({ cellMs }) => cellMs));
    this.taken = [];
    for (const at of agent.heldAt) {
      const place = leaving.indexOf(at);
      if (place >= 0) leaving.splice(place, 1);
      else this.take(at, length);
    }
  }

  /** The first cell that is free and allowed; it is taken then. */
  find({ cellMs, from, before, nextAllowed }: MovingCall): number | null {
    let least = nextAllowed(from);
    const { shifts } = this.agent;
    for (let i = 0; i < shifts.length && least !== null && least < before; i += 2) {
      for (let at = shifts[i]!; at + cellMs <= shifts[i + 1]! && at < before; at += cellMs) {
        if (least === null || at < least || !this.isFree(at, cellMs)) continue;
        least = nextAllowed(at);
        if (least !== at) continue;
        this.take(at, cellMs);
        return at;
      }
    }
    return null;
  }

  private isFree(at: number, cellMs: number): boolean {
    const { callsPerDay } = this.agent;
    if (callsPerDay !== null && (this.onDay.get(this.dayOf(at)) ?? 0) >= callsPerDay) return false;
    return this.taken.every(([start, end]) => end <= at || at + cellMs <= start);
  }

  private take(at: number, length: number): void {
    this.taken.push([at, at + length]);
    this.onDay.set(this.dayOf(at), (this.onDay.get(this.dayOf(at)) ?? 0) + 1);
  }
}
