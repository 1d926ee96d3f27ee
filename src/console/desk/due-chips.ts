import type { VisitClocks } from '../../desk/clocks.js';

/** A promise as the clock chip shows it: late once it is over, soon within its last day. */
export interface DueChip {
  readonly labelKey: string;
  readonly at: Date;
  readonly late: boolean;
  readonly soon: boolean;
}

const SOON_MS = 24 * 3_600_000;

/** Both promises of a visit, the earlier one first; the week only while it runs (T2, T3). */
export function dueChips(clocks: VisitClocks, now: Date): DueChip[] {
  const chip = (labelKey: string, at: Date): DueChip => {
    const left = at.getTime() - now.getTime();
    return { labelKey, at, late: left <= 0, soon: left > 0 && left <= SOON_MS };
  };
  const promise = chip('console.desk.due', clocks.dueAt);
  if (clocks.weekDueAt === null || clocks.sortAt.getTime() !== clocks.weekDueAt.getTime()) return [promise];
  return [chip('console.desk.week-due', clocks.weekDueAt), promise];
}
