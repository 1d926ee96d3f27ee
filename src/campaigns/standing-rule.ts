/** What makes a customer of a standing campaign due. */
export const TRIGGERS = [
  'last-service',
  'assigned',
  'card-expiry',
  'birthday',
  'last-visit',
  'complaint-closed',
] as const;
export type Trigger = (typeof TRIGGERS)[number];

/** When, counted in days from its trigger, a visit may begin and must have happened; negative is before the trigger. */
export interface StandingRule {
  readonly trigger: Trigger;
  readonly earliestDays: number;
  readonly dueDays: number;
}

/**
 * The day of the second reminder of an expiry, counted from it: the rule −30/−7 reminds thirty days before and once more
 * seven days before. Null where there is one alone: for one day, or for a rule that reaches the expiry itself.
 */
export function secondReminder({ trigger, earliestDays, dueDays }: StandingRule): number | null {
  return trigger === 'card-expiry' && earliestDays < dueDays && dueDays < 0 ? dueDays : null;
}

/** The most days that can lie between the beginning of a visit and its promise. */
export function promiseDays(rule: StandingRule): number {
  return Math.max(1, rule.dueDays - Math.min(0, rule.earliestDays), -(secondReminder(rule) ?? 0));
}
