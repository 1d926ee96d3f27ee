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
