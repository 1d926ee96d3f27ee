import type { CallCells } from './call-cells.js';

/** Calls of one class that an agent makes: the kinds of time they may lie in, and their last moment. */
export interface CallDemand {
  readonly classIndex: number;
  readonly kinds: Int32Array;
  readonly until: number;
  readonly amount: number;
  /** How the solver laid them: kind of time (and day, where a day is limited) and how many. */
  readonly laid: readonly { readonly kind: number; readonly day: number | null; readonly amount: number }[];
}

/** A call's moment for a class. */
export interface CallSlot {
  readonly classIndex: number;
  readonly at: number;
}

/**
 * The agent's calls in cells of the shifts, from the first cell on, what is due first earlier. That order loses nobody
 * in most plans; over breaks and several zones it may, and then the calls lie as the solver laid them.
 */
export function placeCalls(cells: CallCells, demands: readonly CallDemand[]): CallSlot[] {
  const wanted = demands.reduce((sum, demand) => sum + demand.amount, 0);
  const packed = packByDue(cells, demands);
  return packed.length === wanted ? packed : placeAsLaid(cells, demands);
}

function packByDue(cells: CallCells, demands: readonly CallDemand[]): CallSlot[] {
  const queue = demands.map((demand) => ({ ...demand, left: demand.amount }));
  queue.sort((a, b) => a.until - b.until || a.kinds.length - b.kinds.length || a.classIndex - b.classIndex);
  const room = new Map(cells.dayRoom);
  const slots: CallSlot[] = [];
  for (let i = 0; i < cells.at.length; i++) {
    const dayRoom = room.get(cells.day[i]!);
    if (dayRoom === 0) continue;
    const next = queue.find((demand) => demand.left > 0 && demand.kinds.includes(cells.kind[i]!));
    if (next === undefined) continue;
    next.left -= 1;
    if (dayRoom !== undefined) room.set(cells.day[i]!, dayRoom - 1);
    slots.push({ classIndex: next.classIndex, at: cells.at[i]! });
  }
  return slots;
}

function placeAsLaid(cells: CallCells, demands: readonly CallDemand[]): CallSlot[] {
  const laid = demands.flatMap((demand) =>
    demand.laid.map((part) => ({ ...part, left: part.amount, until: demand.until, classIndex: demand.classIndex })),
  );
  laid.sort((a, b) => a.until - b.until || a.classIndex - b.classIndex);
  const slots: CallSlot[] = [];
  for (let i = 0; i < cells.at.length; i++) {
    const next = laid.find(
      (part) => part.left > 0 && part.kind === cells.kind[i] && (part.day === null || part.day === cells.day[i]),
    );
    if (next === undefined) continue;
    next.left -= 1;
    slots.push({ classIndex: next.classIndex, at: cells.at[i]! });
  }
  return slots;
}
