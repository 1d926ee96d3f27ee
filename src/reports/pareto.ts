import type { ParetoLine } from './report-document.js';

const VITAL_SHARE = 0.8;
const LAST = 'other';

/** Classes by count, `other` always last whatever its count; the vital few are the first that together reach 80 %. */
export function pareto(counts: Readonly<Record<string, number>>): ParetoLine[] {
  const entries = Object.entries(counts).filter(([, count]) => count > 0);
  const total = entries.reduce((sum, [, count]) => sum + count, 0);
  entries.sort(([a, x], [b, y]) => Number(a === LAST) - Number(b === LAST) || y - x || a.localeCompare(b));
  let before = 0;
  return entries.map(([code, count]) => {
    const vital = before / total < VITAL_SHARE && code !== LAST;
    before += count;
    return { code, count, share: count / total, cumulative: before / total, vital };
  });
}
