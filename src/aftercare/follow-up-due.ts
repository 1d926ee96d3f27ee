/** A follow-up is mended within three days, as a complaint is (domain.md T2). */
export const FOLLOW_UP_DAYS = 3;

const DAY_MS = 86_400_000;

/** When a follow-up that was opened at `openedAt` is overdue. */
export function followUpDueAt(openedAt: Date): Date {
  return new Date(openedAt.getTime() + FOLLOW_UP_DAYS * DAY_MS);
}
