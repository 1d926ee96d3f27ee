import fc from 'fast-check';
import type { Rebalance, RebalanceProblem } from '../../src/planning/rebalance.js';

/** A visit on a board: who may take it, in which kinds of time (null: at any, taking no time), and where it is now. */
export interface BoardVisit {
  readonly agents: readonly number[];
  readonly kinds: readonly number[] | null;
  readonly holder: number;
  readonly kind: number | null;
  readonly isPlaced: boolean;
}

/** A small rebalance, visit by visit; `dayLimit`: the most calls of an agent in the kinds 0 and 1 together. */
export interface Board {
  readonly weights: readonly number[];
  readonly held: readonly number[];
  readonly capacity: readonly (readonly number[])[];
  readonly dayLimit: number | null;
  readonly visits: readonly BoardVisit[];
}

/** How good a split is; the earlier numbers decide first, smaller is better. */
export interface Score {
  readonly unplaced: number;
  readonly cost: number;
  readonly moves: number;
}

/** The board as the solver takes it: like visits in classes, placed and displaced apart. */
export function toRebalanceProblem(board: Board): RebalanceProblem {
  const kindCount = kindsOf(board) + 1;
  const groups = new Map<string, BoardVisit[]>();
  for (const visit of board.visits) {
    const key = JSON.stringify([visit.agents, visit.kinds, visit.isPlaced]);
    groups.set(key, [...(groups.get(key) ?? []), visit]);
  }
  const potCapacity = Float64Array.from(board.capacity.flatMap((row) => [...row, Infinity]));
  const gateOf = new Int32Array(potCapacity.length).fill(-1);
  if (board.dayLimit !== null) {
    board.capacity.forEach((row, agent) =>
      row.forEach((_, kind) => kind < 2 && (gateOf[agent * kindCount + kind] = agent)),
    );
  }
  return {
    classes: [...groups.values()].map((members) => ({
      agents: Int32Array.from(members[0]!.agents),
      kinds: Int32Array.from(members[0]!.kinds ?? [kindCount - 1]),
      placed: members.flatMap(({ holder, kind, isPlaced }) =>
        isPlaced ? [{ agent: holder, kind: kind ?? kindCount - 1, amount: 1 }] : [],
      ),
      displaced: members.flatMap(({ holder, isPlaced }) => (isPlaced ? [] : [{ agent: holder, amount: 1 }])),
    })),
    agentCount: board.weights.length,
    kindCount,
    potCapacity,
    gateOf,
    gateCapacity: Float64Array.from(board.dayLimit === null ? [] : board.weights.map(() => board.dayLimit ?? 0)),
    held: Float64Array.from(board.held),
    weight: Float64Array.from(board.weights),
  };
}

/** The best score of all ways to give every visit an agent and a kind, or, where it has no place now, none. */
export function bruteForce(board: Board): Score {
  const free = board.capacity.map((row) => [...row]);
  const day = board.weights.map(() => board.dayLimit ?? Infinity);
  const load = [...board.held];
  let best: Score = { unplaced: Infinity, cost: Infinity, moves: Infinity };
  const visit = (i: number, unplaced: number, moves: number): void => {
    const asked = board.visits[i];
    if (asked === undefined) {
      const score = { unplaced, cost: costOf(load, board.weights), moves };
      if (isLess(score, best)) best = score;
      return;
    }
    if (!asked.isPlaced) visit(i + 1, unplaced + 1, moves);
    for (const agent of asked.agents) {
      load[agent]! += 1;
      const moved = moves + (agent === asked.holder ? 0 : 1);
      if (asked.kinds === null) visit(i + 1, unplaced, moved);
      for (const kind of asked.kinds ?? []) {
        const limit = kind < 2 ? day[agent]! : Infinity;
        if (free[agent]![kind]! <= 0 || limit <= 0) continue;
        free[agent]![kind]! -= 1;
        if (kind < 2) day[agent]! -= 1;
        visit(i + 1, unplaced, moved);
        free[agent]![kind]! += 1;
        if (kind < 2) day[agent]! += 1;
      }
      load[agent]! -= 1;
    }
  };
  visit(0, 0, 0);
  return best;
}

/** The score of the solver's answer, its moves counted anew from its flows. */
export function scoreOf(board: Board, answer: Rebalance): Score {
  const { classes } = toRebalanceProblem(board);
  const moves = classes.reduce((sum, entry, index) => {
    const now = countBy(answer.flows.filter(({ classIndex }) => classIndex === index));
    const before = countBy([...entry.placed, ...entry.displaced]);
    return sum + [...now].reduce((more, [agent, n]) => more + Math.max(0, n - (before.get(agent) ?? 0)), 0);
  }, 0);
  const load = [...board.held];
  for (const { agent, amount } of answer.flows) load[agent]! += amount;
  return { unplaced: answer.unplaced.reduce((a, b) => a + b, 0), cost: costOf(load, board.weights), moves };
}

/** Random boards: agents, kinds and visits up to these numbers; what is placed fits. */
export function aBoard(most: { agents: number; kinds: number; visits: number }): fc.Arbitrary<Board> {
  return fc
    .record({
      agents: fc.integer({ min: 1, max: most.agents }),
      kinds: fc.integer({ min: 1, max: most.kinds }),
      room: fc.constantFrom(0.5, 1, 2),
    })
    .chain(({ agents, kinds, room }) => {
      const who = fc.integer({ min: 0, max: agents - 1 });
      const some = (n: number) => fc.uniqueArray(fc.integer({ min: 0, max: n - 1 }), { minLength: 1 });
      const perKind = Math.ceil((room * most.visits) / (agents * kinds));
      return fc.record({
        weights: fc.array(fc.constantFrom(1, 1, 2), { minLength: agents, maxLength: agents }),
        held: fc.array(fc.nat({ max: 3 }), { minLength: agents, maxLength: agents }),
        capacity: fc.array(fc.array(fc.nat({ max: perKind }), { minLength: kinds, maxLength: kinds }), {
          minLength: agents,
          maxLength: agents,
        }),
        dayLimit: fc.option(fc.integer({ min: 1, max: perKind + 1 })),
        visits: fc.array(
          fc.record({
            agents: some(agents).map((list) => list.sort((a, b) => a - b)),
            kinds: fc.option(some(kinds).map((list) => list.sort((a, b) => a - b))),
            holder: who,
            wantsPlace: fc.boolean(),
          }),
          { maxLength: most.visits, size: 'max' },
        ),
      });
    })
    .map(seat);
}

type Draft = Omit<Board, 'visits'> & {
  readonly visits: readonly (Omit<BoardVisit, 'kind' | 'isPlaced'> & { readonly wantsPlace: boolean })[];
};

/** Gives each visit that wants its place a kind of time with room, and makes it displaced where there is none. */
function seat(draft: Draft): Board {
  const free = draft.capacity.map((row) => [...row]);
  const day = draft.weights.map(() => draft.dayLimit ?? Infinity);
  const visits = draft.visits.map(({ wantsPlace, ...visit }): BoardVisit => {
    const { holder, kinds } = visit;
    const isHome = wantsPlace && visit.agents.includes(holder);
    if (kinds === null || !isHome) return { ...visit, kind: null, isPlaced: isHome };
    const kind = kinds.find((one) => free[holder]![one]! > 0 && (one >= 2 || day[holder]! > 0));
    if (kind === undefined) return { ...visit, kind: null, isPlaced: false };
    free[holder]![kind]! -= 1;
    if (kind < 2) day[holder]! -= 1;
    return { ...visit, kind, isPlaced: true };
  });
  return { ...draft, visits };
}

interface Arc {
  readonly from: string;
  readonly to: string;
  readonly cost: number;
}

const MOST_MOVES = 10_000;
const UNPLACED = 1e11;

/**
 * Bellman and Ford over everything that could still change, each arc written out with the price of one unit: the nodes of
 * a cycle that makes the split better, or null. A min-cost flow is optimal exactly when there is none.
 */
export function cancels(board: Board, answer: Rebalance): string[] | null {
  const arcs = listArcs(board, answer);
  const nodes = [...new Set(arcs.flatMap(({ from, to }) => [from, to]))];
  const distance = new Map(nodes.map((node) => [node, 0]));
  const parent = new Map<string, string>();
  let last: string | undefined;
  for (let round = 0; round <= nodes.length; round++) {
    last = undefined;
    for (const { from, to, cost } of arcs) {
      if (distance.get(from)! + cost >= distance.get(to)! - 1e-6) continue;
      distance.set(to, distance.get(from)! + cost);
      parent.set(to, from);
      last = to;
    }
    if (last === undefined) return null;
  }
  return [...nodes.keys()].reduce<string[]>((path) => [...path, parent.get(path.at(-1)!) ?? ''], [last ?? '']);
}

function listArcs(board: Board, answer: Rebalance): Arc[] {
  const { classes, potCapacity, gateOf, kindCount, gateCapacity } = toRebalanceProblem(board);
  const arcs: Arc[] = [];
  const used = new Float64Array(potCapacity.length);
  const gateUsed = new Float64Array(gateCapacity.length);
  const load = [...board.held];
  for (const { agent, kind, amount } of answer.flows) {
    used[agent * kindCount + kind]! += amount;
    if (gateOf[agent * kindCount + kind]! >= 0) gateUsed[gateOf[agent * kindCount + kind]!]! += amount;
    load[agent]! += amount;
  }
  classes.forEach((entry, index) => {
    const flows = answer.flows.filter(({ classIndex }) => classIndex === index);
    const [now, before] = [countBy(flows), countBy([...entry.placed, ...entry.displaced])];
    const mayWait = entry.displaced.reduce((sum, { amount }) => sum + amount, 0);
    if (answer.unplaced[index]! < mayWait) arcs.push({ from: `c${index}`, to: 'sink', cost: UNPLACED });
    if (answer.unplaced[index]! > 0) arcs.push({ from: 'sink', to: `c${index}`, cost: -UNPLACED });
    for (const agent of entry.agents) {
      const [seat, here, home] = [`c${index}a${agent}`, now.get(agent) ?? 0, before.get(agent) ?? 0];
      arcs.push({ from: `c${index}`, to: seat, cost: here < home ? 0 : 1 });
      if (here > 0) arcs.push({ from: seat, to: `c${index}`, cost: here > home ? -1 : 0 });
      for (const kind of entry.kinds) {
        const flow = flows.some((one) => one.agent === agent && one.kind === kind && one.amount > 0);
        arcs.push({ from: seat, to: `p${agent * kindCount + kind}`, cost: 0 });
        if (flow) arcs.push({ from: `p${agent * kindCount + kind}`, to: seat, cost: 0 });
      }
    }
  });
  potCapacity.forEach((capacity, pot) => {
    const gate = gateOf[pot]!;
    const next = gate < 0 ? `a${Math.floor(pot / kindCount)}` : `g${gate}`;
    if (used[pot]! < capacity) arcs.push({ from: `p${pot}`, to: next, cost: 0 });
    if (used[pot]! > 0) arcs.push({ from: next, to: `p${pot}`, cost: 0 });
  });
  gateCapacity.forEach((capacity, gate) => {
    if (gateUsed[gate]! < capacity) arcs.push({ from: `g${gate}`, to: `a${gate}`, cost: 0 });
    if (gateUsed[gate]! > 0) arcs.push({ from: `a${gate}`, to: `g${gate}`, cost: 0 });
  });
  // Weights are 1 or 2, so twice the price of a unit is whole.
  board.weights.forEach((weight, agent) => {
    const price = (units: number): number => ((2 * (2 * units - 1)) / weight) * MOST_MOVES;
    arcs.push({ from: `a${agent}`, to: 'sink', cost: price(load[agent]! + 1) });
    if (load[agent]! > board.held[agent]!) arcs.push({ from: 'sink', to: `a${agent}`, cost: -price(load[agent]!) });
  });
  return arcs;
}

function countBy(list: readonly { readonly agent: number; readonly amount: number }[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { agent, amount } of list) counts.set(agent, (counts.get(agent) ?? 0) + amount);
  return counts;
}

function costOf(load: readonly number[], weights: readonly number[]): number {
  return load.reduce((sum, value, agent) => sum + (2 * value * value) / weights[agent]!, 0);
}

function isLess(a: Score, b: Score): boolean {
  return (
    a.unplaced - b.unplaced < 0 ||
    (a.unplaced === b.unplaced && (a.cost < b.cost || (a.cost === b.cost && a.moves < b.moves)))
  );
}

function kindsOf(board: Board): number {
  return board.capacity[0]?.length ?? 0;
}
