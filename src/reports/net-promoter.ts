import { Z95 } from './proportion.js';

/** Net promoter score with its parts; score and interval in points from −100 to 100. */
export interface NetPromoter {
  readonly n: number;
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
  readonly score: number;
  readonly low: number;
  readonly high: number;
}

const PROMOTER_FROM = 9;
const DETRACTOR_TO = 6;
// Adjusted Wald: three quarters of a promoter and of a detractor, and one and a half passives, are added.
const ADDED_EACH = 0.75;
const ADDED_N = 3;

/**
 * Net promoter score of a histogram: how many answered 0, 1, … 10; promoters 9–10, detractors 0–6. The interval is the
 * plain one (variance p + d − (p − d)²), and the adjusted Wald one where the plain one would claim certainty. Null for nobody.
 */
export function netPromoter(histogram: readonly number[]): NetPromoter | null {
  const count = (fits: (mark: number) => boolean) => histogram.reduce((sum, n, mark) => sum + (fits(mark) ? n : 0), 0);
  const n = count(() => true);
  if (n === 0) return null;
  const promoters = count((mark) => mark >= PROMOTER_FROM);
  const detractors = count((mark) => mark <= DETRACTOR_TO);
  const score = (100 * (promoters - detractors)) / n;
  const [low, high] = interval(promoters, detractors, n);
  return { n, promoters, passives: n - promoters - detractors, detractors, score, low, high };
}

function interval(promoters: number, detractors: number, n: number): [number, number] {
  const plain = waldInterval(promoters, detractors, n);
  const [low, high] =
    plain[0] === plain[1] ? waldInterval(promoters + ADDED_EACH, detractors + ADDED_EACH, n + ADDED_N) : plain;
  return [Math.max(-100, low), Math.min(100, high)];
}

function waldInterval(promoters: number, detractors: number, n: number): [number, number] {
  const [p, d] = [promoters / n, detractors / n];
  const half = Z95 * 100 * Math.sqrt((p + d - (p - d) ** 2) / n);
  const score = 100 * (p - d);
  return [score - half, score + half];
}
