import type { Reason } from '../kernel/reason.js';

/** A customer and occasion that the new plan treats otherwise, and why. */
export interface PlanDifferenceRow {
  readonly customerId: number;
  readonly customerNo: string;
  readonly occasion: string;
  readonly reason: Reason;
}

/** Those of one kind: how many, by the code of why, and the first by customer number. */
export interface PlanDifferenceGroup {
  readonly count: number;
  readonly byReason: Readonly<Record<string, number>>;
  readonly first: readonly PlanDifferenceRow[];
}

export const DIFFERENCE_KINDS = ['added', 'removed', 'changed', 'leftOut'] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/**
 * Whom a new plan treats otherwise than the one before: `added` are contacted now, `removed` no longer, `changed` by another
 * agent, on another channel or at another time; `leftOut` are not contacted, newly or for another reason.
 */
export type PlanDifference = Readonly<Record<DifferenceKind, PlanDifferenceGroup>>;

const NOBODY: PlanDifferenceGroup = { count: 0, byReason: {}, first: [] };

/** Nobody differs: the plan is the one of the preview. */
export const NO_DIFFERENCE: PlanDifference = { added: NOBODY, removed: NOBODY, changed: NOBODY, leftOut: NOBODY };

/** The groups that were found, with nobody in the others. */
export function toDifference(
  groups: readonly (PlanDifferenceGroup & { readonly kind: DifferenceKind })[],
): PlanDifference {
  const found = groups.map(({ kind, ...group }) => [kind, group]);
  return { ...NO_DIFFERENCE, ...(Object.fromEntries(found) as Partial<PlanDifference>) };
}

/** Whether anybody differs. */
export function isDifferent(difference: PlanDifference): boolean {
  return DIFFERENCE_KINDS.some((kind) => difference[kind].count > 0);
}

/** The same with only those of the first whom somebody may see; the counts stay. */
export function withinReach(difference: PlanDifference, reached: ReadonlySet<number>): PlanDifference {
  const groups = DIFFERENCE_KINDS.map((kind) => [
    kind,
    { ...difference[kind], first: difference[kind].first.filter(({ customerId }) => reached.has(customerId)) },
  ]);
  return Object.fromEntries(groups) as PlanDifference;
}
