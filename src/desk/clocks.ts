/** Both promises of a visit: three days from the event (T2), one week from the assignment (T3). */
export interface VisitClocks {
  readonly dueAt: Date;
  /** Null: no week runs. */
  readonly weekDueAt: Date | null;
  /** The earlier one sorts the list. */
  readonly sortAt: Date;
  readonly breached: boolean;
}

/** The week is over with the first contact; the promise with the visit. */
export function visitClocks(
  visit: { readonly dueAt: Date; readonly weekDueAt: Date | null; readonly openedAt: Date | null },
  now: Date,
): VisitClocks {
  const weekRuns = visit.weekDueAt !== null && visit.openedAt === null;
  const sortAt = weekRuns && visit.weekDueAt < visit.dueAt ? visit.weekDueAt : visit.dueAt;
  return { dueAt: visit.dueAt, weekDueAt: visit.weekDueAt, sortAt, breached: now >= sortAt };
}
