import type { Reason } from '../../kernel/reason.js';
import type { WindowOfDay } from '../../planning/explain-minute.js';
import type { CustomerExplanation } from '../../planning/plan-explanation.read-model.js';

/** A deadline as promised, and up to when a contact may be placed where that is another moment. */
export interface ClockLine {
  readonly labelKey: string;
  readonly raw: Date;
  readonly rolled: Date | null;
}

/** An open window of the day: the hours on each clock. */
export interface WindowLine {
  readonly holds: boolean;
  readonly provisional: boolean;
  readonly hours: readonly { readonly whoseKey: string; readonly zone: string; readonly text: string }[];
}

/** An explanation as its page shows it. */
export type WhyPage = ReturnType<typeof toWhyPage>;

/** The page of an explanation; `segment` is the campaign's in a sentence of the reader's language. */
export function toWhyPage({ customerNo, visits, exclusions }: CustomerExplanation, segment: string) {
  return {
    customerNo,
    segment,
    visits: visits.map((visit) => ({
      ...visit,
      reasons: visit.reasons.filter((why) => !visit.rejectedRungs.some(({ reasons }) => isAmong(why, reasons))),
      clocks: [
        clock('console.campaigns.why.promise', visit.dueAt, visit.rolledDueAt),
        ...(visit.weekDueAt === null
          ? []
          : [clock('console.campaigns.why.week', visit.weekDueAt, visit.weekRolledDueAt)]),
      ],
      rest: restOf(visit.candidates),
      attempts: visit.attempts.map((attempt) => ({
        ...attempt,
        at: instant(attempt.scheduledAt),
        windows: attempt.minute?.windows.map(toWindowLine) ?? [],
        before: instant(attempt.minute?.before ?? null),
        after: instant(attempt.minute?.after ?? null),
      })),
    })),
    exclusions: exclusions.map((exclusion) => ({ ...exclusion, rest: restOf(exclusion.candidates) })),
  };
}

/** What is said beside a channel is not said twice. */
function isAmong(why: Reason, reasons: readonly Reason[]): boolean {
  return reasons.some((one) => JSON.stringify(one) === JSON.stringify(why));
}

function clock(labelKey: string, raw: Date, rolled: Date | null): ClockLine {
  return { labelKey, raw, rolled: rolled === null || rolled.getTime() === raw.getTime() ? null : rolled };
}

/** How many agents are not shown. */
function restOf(candidates: CustomerExplanation['visits'][number]['candidates']): number {
  return Object.values(candidates?.rest ?? {}).reduce((sum, count) => sum + count, 0);
}

const WHOSE_KEYS = {
  customer: 'console.campaigns.why.clock.customer',
  organisation: 'console.campaigns.why.clock.organisation',
} as const;

/** One clock where all show the same hours. */
function toWindowLine({ holds, provisional, clocks }: WindowOfDay): WindowLine {
  const hours = clocks.map(({ whose, zone, from, to }) => ({
    whoseKey: WHOSE_KEYS[whose],
    zone,
    text: `${from.slice(-5)}–${from.slice(0, 10) === to.slice(0, 10) || to.endsWith('00:00') ? toOf(to) : to}`,
  }));
  const isAlike = new Set(hours.map(({ zone, text }) => `${zone} ${text}`)).size === 1;
  return { holds, provisional, hours: isAlike ? hours.slice(0, 1) : hours };
}

/** The end of a day is said as such. */
function toOf(to: string): string {
  return to.endsWith('00:00') ? '24:00' : to.slice(-5);
}

function instant(at: string | null): Date | null {
  return at === null ? null : new Date(at);
}
