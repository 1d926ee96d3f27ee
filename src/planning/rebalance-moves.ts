import { type BoardInput, type RebalanceBoard, layBoard } from './rebalance-board.js';
import { fitCalls } from './rebalance-slots.js';
import { rebalance, type Rebalance } from './rebalance.js';
import { interleave } from './spread-over-agents.js';

/** A visit that changes hands, or a call that gets another time (with the same agent: `to` is the holder). */
export interface BoardChange {
  /** Index of the visit. */
  readonly visit: number;
  readonly to: number;
  /** The call's new moment; null where the moment stays. */
  readonly at: number | null;
  /** What drove it out, or null where it goes only to make the loads even. */
  readonly isDisplaced: boolean;
}

/** What a rebalance would do. */
export interface BoardMoves {
  readonly moved: readonly BoardChange[];
  readonly retimed: readonly BoardChange[];
  /** Visits that nobody can take. */
  readonly unplaced: readonly number[];
  /** Loads after it. */
  readonly load: Float64Array;
}

/** Who takes which visit and when, with the fewest moves to the most even split. Pure; the same input, the same moves. */
export function planMoves(input: BoardInput): BoardMoves {
  const board = layBoard(input);
  const answer = rebalance(board.problem);
  const agent = new Int32Array(input.visits.length).fill(-1);
  for (const index of board.pinned) agent[index] = input.visits[index]!.holder;
  const unplaced = deal(input, board, answer, agent);
  const at = retime(input, board, agent);
  const changes = input.visits.flatMap((visit, index): BoardChange[] => {
    const to = agent[index]!;
    if (to < 0 || (to === visit.holder && at[index]! < 0)) return [];
    const stood =
      board.cellOf[index]! >= 0 || (visit.call === null && input.agentSets[visit.set]!.includes(visit.holder));
    return [{ visit: index, to, at: at[index]! < 0 ? null : at[index]!, isDisplaced: !stood }];
  });
  return {
    moved: changes.filter(({ visit, to }) => input.visits[visit]!.holder !== to),
    retimed: changes.filter(({ visit, to }) => input.visits[visit]!.holder === to),
    unplaced,
    load: answer.load,
  };
}

/** Chooses the visits behind the numbers: who may stay stays, the earlier call before the later. Lists who is left out. */
function deal(input: BoardInput, board: RebalanceBoard, answer: Rebalance, agent: Int32Array): number[] {
  const left: number[] = [];
  const shares = answer.unplaced.length === 0 ? [] : board.members.map(() => new Map<number, number>());
  for (const flow of answer.flows) {
    const share = shares[flow.classIndex]!;
    share.set(flow.agent, (share.get(flow.agent) ?? 0) + flow.amount);
  }
  board.members.forEach((members, index) => {
    const share = shares[index]!;
    const leavers = byTime(input, members).filter((visit) => {
      const { holder } = input.visits[visit]!;
      const room = share.get(holder) ?? 0;
      if (room <= 0) return true;
      share.set(holder, room - 1);
      agent[visit] = holder;
      return false;
    });
    const placed = leavers.splice(0, leavers.length - answer.unplaced[index]!);
    left.push(...leavers);
    const rest = [...share].filter(([, amount]) => amount > 0).sort(([a], [b]) => a - b);
    const row = interleave(
      rest.map(([who, amount]) => ({ agent: who, amount })),
      placed.length,
    );
    placed.forEach((visit, i) => (agent[visit] = row[i]!));
  });
  return left.sort((a, b) => a - b);
}

function byTime(input: BoardInput, members: readonly number[]): number[] {
  const at = (index: number): number => input.visits[index]!.call?.at ?? 0;
  return [...members].sort((a, b) => at(a) - at(b) || a - b);
}

/** New moments of calls, −1 where the moment stays: each agent's day is filled around what stands. */
function retime(input: BoardInput, board: RebalanceBoard, agent: Int32Array): Float64Array {
  const at = new Float64Array(input.visits.length).fill(-1);
  const pinned = new Set(board.pinned);
  const callsOf = input.agents.map((): number[] => []);
  input.visits.forEach(({ call }, index) => {
    if (call !== null && agent[index]! >= 0 && !pinned.has(index)) callsOf[agent[index]!]!.push(index);
  });
  callsOf.forEach((calls, who) => {
    calls.sort((a, b) => input.visits[a]!.call!.due - input.visits[b]!.call!.due || a - b);
    const stands = (index: number): boolean => input.visits[index]!.holder === who && board.cellOf[index]! >= 0;
    const wishes = calls.map((index) => ({
      kinds: board.kindsOf(index),
      cell: stands(index) ? board.cellOf[index]! : -1,
    }));
    const cells = fitCalls(board.cells[who]!, wishes);
    calls.forEach((index, i) => {
      if (cells[i]! < 0) throw new Error(`visit ${input.visits[index]!.id} was placed where there is no cell`);
      const moment = board.cells[who]!.at[cells[i]!]!;
      if (moment !== input.visits[index]!.call!.at || !stands(index)) at[index] = moment;
    });
  });
  return at;
}
