import type { ContactPoint } from './normalise-phone.js';

/**
 * The customer's points of one kind after an import that offers some: the offered ones come first in their order, and
 * the known ones that stood behind them stay, unless they are offered too. Offering nothing changes nothing.
 */
export function mergePoints(known: readonly ContactPoint[], offered: readonly ContactPoint[]): readonly ContactPoint[] {
  if (offered.length === 0) return known;
  const taken = new Set(offered.map(pointId));
  return [...offered, ...known.slice(offered.length).filter((point) => !taken.has(pointId(point)))];
}

/** Whether two lists mean the same points in the same order; how they were written does not matter. */
export function samePoints(a: readonly ContactPoint[], b: readonly ContactPoint[]): boolean {
  return a.length === b.length && a.every((point, i) => pointId(point) === pointId(b[i]));
}

function pointId(point: ContactPoint | undefined): string {
  return point === undefined ? '' : `${point.address ?? `?${point.raw}`}#${point.ext ?? ''}`;
}
