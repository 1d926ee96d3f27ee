/** The agents as the solver sees them: index = order of agent numbers. Weights are positive integers. */
export interface Loads {
  /** Load so far in visits, held ones included. */
  readonly load: Float64Array;
  readonly weight: Float64Array;
}

/**
 * Whether the next unit costs less at `b` than the last unit of `a` does now: (2·load_b+1)/w_b < (2·load_a−1)/w_a,
 * in integers, ties by order. This is the exchange that an even plan must not have.
 */
export function isImprovingMove({ load, weight }: Loads, a: number, b: number): boolean {
  const gain = (2 * load[a]! - 1) * weight[b]! - (2 * load[b]! + 1) * weight[a]!;
  return gain > 0 || (gain === 0 && b < a);
}

/** How many units may go from `a` to `b` one after another so that each of them improves the plan. */
export function countImprovingMoves({ load, weight }: Loads, a: number, b: number): number {
  const gain = (2 * load[a]! - 1) * weight[b]! - (2 * load[b]! + 1) * weight[a]!;
  const perMove = 2 * (weight[a]! + weight[b]!);
  if (gain < 0 || (gain === 0 && b > a)) return 0;
  return b < a ? Math.floor(gain / perMove) + 1 : Math.ceil(gain / perMove);
}

/**
 * Gives `units` to agents one by one, each time where (2·load+1)/weight is smallest (Webster), ties to the earlier
 * agent; `room[i]` limits `agents[i]`. Returns how many each gets; the sum is less than `units` when room runs out.
 */
export function apportion(units: number, agents: Int32Array, loads: Loads, room: Float64Array): Float64Array {
  const counts = new Float64Array(agents.length);
  let left = units;
  const safeLevel = findSafeLevel(units, agents, loads, room);
  for (let i = 0; i < agents.length; i++) {
    counts[i] = unitsBelow(safeLevel, agents[i]!, loads, room[i]!);
    left -= counts[i]!;
  }
  while (left > 0) {
    const next = findCheapest(agents, loads, room, counts);
    if (next < 0) break;
    counts[next]! += 1;
    left -= 1;
  }
  return counts;
}

/** A marginal cost up to which everything can be given at once; the few units above it are given one by one. */
function findSafeLevel(units: number, agents: Int32Array, loads: Loads, room: Float64Array): number {
  let low = 0;
  let high = 1;
  while (high < 1e15 && unitsBelowAll(high, agents, loads, room) < units) high *= 2;
  for (let step = 0; step < 60 && high - low > 1e-9 * high; step++) {
    const middle = (low + high) / 2;
    if (unitsBelowAll(middle, agents, loads, room) <= units) low = middle;
    else high = middle;
  }
  return low * (1 - 1e-9);
}

function unitsBelowAll(level: number, agents: Int32Array, loads: Loads, room: Float64Array): number {
  let total = 0;
  for (let i = 0; i < agents.length; i++) total += unitsBelow(level, agents[i]!, loads, room[i]!);
  return total;
}

function unitsBelow(level: number, agent: number, { load, weight }: Loads, room: number): number {
  return Math.max(0, Math.min(room, Math.floor((level * weight[agent]! + 1) / 2 - load[agent]!)));
}

function findCheapest(agents: Int32Array, { load, weight }: Loads, room: Float64Array, counts: Float64Array): number {
  let best = -1;
  let bestCost = 0;
  let bestWeight = 1;
  for (let i = 0; i < agents.length; i++) {
    if (counts[i]! >= room[i]!) continue;
    const cost = 2 * (load[agents[i]!]! + counts[i]!) + 1;
    if (best >= 0 && cost * bestWeight >= bestCost * weight[agents[i]!]!) continue;
    best = i;
    bestCost = cost;
    bestWeight = weight[agents[i]!]!;
  }
  return best;
}
