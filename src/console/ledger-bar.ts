import { LEDGER_PARTS } from '../kernel/words.js';
import type { LedgerPart } from '../kernel/words.js';

/** The eleven parts in the order in which the bar shows them: what is achieved first, what is outside last. */
export const BAR_PARTS = [...LEDGER_PARTS, 'excluded'] as const;
export type BarPart = LedgerPart | 'excluded';

/** How many of the audience are in each part, as the status says it. */
export type LedgerCounts = Readonly<Record<BarPart, number>>;

export interface BarSegment {
  readonly part: BarPart;
  readonly labelKey: string;
  readonly number: number;
  /** Share of the audience, 0 to 1. */
  readonly fraction: number;
  /** Left edge, width and middle in per cent of the bar. */
  readonly x: number;
  readonly width: number;
  readonly middle: number;
  /** Wide enough to carry its number inside; beneath the bar every segment is named anyway. */
  readonly showsNumber: boolean;
  /** The hatch that goes over the colour, for those who cannot tell colours apart; the largest good part goes without. */
  readonly pattern: string | null;
  readonly href: string;
}

export interface LedgerBar {
  readonly campaignId: number;
  readonly audience: number;
  readonly sum: number;
  readonly balanced: boolean;
  readonly segments: readonly BarSegment[];
}

const WITHOUT_PATTERN: readonly BarPart[] = ['answered', 'planned'];
const NARROWEST_FOR_A_NUMBER = 0.06;

/**
 * The picture of a campaign's books. Widths add up to 100 per cent of what was counted, so that nothing hangs over; when that
 * is not the audience, `balanced` is false and the page says so in red.
 */
export function buildLedgerBar(campaignId: number, audience: number, counts: LedgerCounts): LedgerBar {
  const sum = BAR_PARTS.reduce((total, part) => total + counts[part], 0);
  // A negative count is a fault of the books; it cannot be drawn, but it must not spoil the rest of the picture.
  const drawn = BAR_PARTS.reduce((total, part) => total + Math.max(0, counts[part]), 0);
  const segments: BarSegment[] = [];
  let before = 0;
  for (const part of BAR_PARTS) {
    const number = counts[part];
    if (number <= 0) continue;
    segments.push(toSegment(campaignId, part, number, before, drawn));
    before += number;
  }
  return { campaignId, audience, sum, balanced: sum === audience && drawn === sum, segments };
}

function toSegment(campaignId: number, part: BarPart, number: number, before: number, drawn: number): BarSegment {
  const fraction = number / drawn;
  return {
    part,
    labelKey: `console.part.${part}`,
    number,
    fraction,
    x: round(100 * (before / drawn)),
    width: round(100 * fraction),
    middle: round(100 * ((before + number / 2) / drawn)),
    showsNumber: fraction >= NARROWEST_FOR_A_NUMBER,
    pattern: WITHOUT_PATTERN.includes(part) ? null : `#ledger-${part}`,
    href: `/campaigns/${campaignId}/rows?part=${part}`,
  };
}

function round(percent: number): number {
  return Math.round(percent * 10_000) / 10_000;
}
