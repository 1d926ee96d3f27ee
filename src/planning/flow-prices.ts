import type { FlowNetwork } from './flow-network.js';

/**
 * Looks for the cheapest ways from classes with somebody left out to any agent, and sets the prices so that exactly
 * these are open to walks. Returns what such a way loses more than those before it, or Infinity where there is none:
 * then whatever was reached binds, and is buried. The search of Dijkstra, with buckets for the losses: they are small
 * whole numbers, never below zero.
 */
export function repriceFrom(network: FlowNetwork, leftOut: readonly number[]): number {
  const distance = new Float64Array(network.price.length).fill(Infinity);
  const buckets: number[][] = [[...leftOut]];
  for (const node of leftOut) distance[node] = 0;
  for (let reached = 0; reached < buckets.length; reached++) {
    const bucket = buckets[reached]!;
    for (let i = 0; i < bucket.length; i++) {
      const node = bucket[i]!;
      if (distance[node] !== reached) continue;
      if (node >= network.firstAgent) return raisePrices(network, distance, reached);
      network.visitNeighbours(node, (next) => {
        const found = reached + network.lossOf(node, next);
        if (found >= distance[next]!) return;
        distance[next] = found;
        (buckets[found] ??= []).push(next);
      });
    }
    // A loss may skip a bucket.
    if (reached + 1 < buckets.length) buckets[reached + 1] ??= [];
  }
  network.bury((node) => distance[node]! < Infinity);
  return Infinity;
}

function raisePrices(network: FlowNetwork, distance: Float64Array, most: number): number {
  for (let node = 0; node < distance.length; node++) network.price[node]! += Math.min(distance[node]!, most);
  return most;
}
