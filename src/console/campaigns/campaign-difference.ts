import type { Reason } from '../../kernel/reason.js';
import { DIFFERENCE_KINDS, isDifferent, type PlanDifference } from '../../planning/plan-difference.js';

/** Those who differ in one way: how many, why, and the first of them by name. */
export interface DifferenceGroupView {
  readonly kind: string;
  readonly labelKey: string;
  readonly count: number;
  readonly reasons: readonly { readonly labelKey: string; readonly count: number }[];
  readonly first: readonly {
    readonly customerNo: string;
    readonly name: string;
    readonly href: string;
    readonly reason: Reason;
  }[];
  /** How many are not named. */
  readonly more: number;
}

/** Named with the words of the plan's comparison; all others are reasons to be left out. */
const OWN_CODES: Readonly<Record<string, string>> = {
  'not-in-audience': 'console.campaigns.difference.not-in-audience',
  'new-in-audience': 'console.campaigns.difference.new-in-audience',
  'no-longer-left-out': 'console.campaigns.difference.no-longer-left-out',
  'other-agent': 'console.campaigns.difference.other-agent',
  'other-channel': 'console.campaigns.difference.other-channel',
  'other-address': 'console.campaigns.difference.other-address',
  'other-time': 'console.campaigns.difference.other-time',
};

const LABELS = {
  added: 'console.campaigns.difference.added',
  removed: 'console.campaigns.difference.removed',
  changed: 'console.campaigns.difference.changed',
  leftOut: 'console.campaigns.difference.left-out',
} as const;

/** What differs from the preview, group by group; `names` are those whom the reader may see. Null where nobody differs. */
export function toDifferenceView(
  campaignId: number,
  difference: PlanDifference,
  names: ReadonlyMap<number, string>,
): readonly DifferenceGroupView[] | null {
  if (!isDifferent(difference)) return null;
  return DIFFERENCE_KINDS.filter((kind) => difference[kind].count > 0).map((kind) => {
    const { count, byReason, first } = difference[kind];
    const named = first.filter(({ customerId }) => names.has(customerId));
    return {
      kind,
      labelKey: LABELS[kind],
      count,
      reasons: Object.entries(byReason)
        .sort(([, a], [, b]) => b - a)
        .map(([code, number]) => ({ labelKey: OWN_CODES[code] ?? `report.code.${code}`, count: number })),
      first: named.map(({ customerId, customerNo, reason }) => ({
        customerNo,
        name: names.get(customerId) ?? '',
        href: `/campaigns/${campaignId}/customer?no=${encodeURIComponent(customerNo)}`,
        reason,
      })),
      more: count - named.length,
    };
  });
}
