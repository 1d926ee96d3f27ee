import type { AttemptState, VisitState } from '../kernel/words.js';

/**
 * The legal moves of an attempt. A trigger of the database holds the same table, and a test compares the two.
 * Nothing leads from `handed_over` or `in_doubt` back to `scheduled`: a retry is a new attempt with the next try number.
 */
export const ATTEMPT_MOVES: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  scheduled: ['claimed', 'held', 'skipped'],
  claimed: ['handed_over', 'held', 'skipped', 'scheduled'],
  held: ['scheduled', 'skipped'],
  handed_over: ['accepted', 'delivered', 'undelivered', 'failed', 'in_doubt'],
  accepted: ['delivered', 'undelivered'],
  in_doubt: ['accepted', 'delivered', 'undelivered', 'failed', 'assumed_sent'],
  assumed_sent: ['accepted', 'delivered', 'undelivered'],
  delivered: [],
  undelivered: [],
  failed: [],
  skipped: [],
};

/** The legal moves of a visit; the database holds them too. A late answer completes what had been given up. */
export const VISIT_MOVES: Readonly<Record<VisitState, readonly VisitState[]>> = {
  planned: ['open', 'completed', 'refused', 'unreachable', 'opted_out', 'expired', 'cancelled'],
  open: ['completed', 'refused', 'unreachable', 'opted_out', 'expired', 'cancelled'],
  unreachable: ['completed', 'open'],
  expired: ['completed'],
  refused: ['open'],
  completed: [],
  opted_out: [],
  cancelled: [],
};

/** States in which an attempt still has work or an outcome before it: a visit has at most one such attempt. */
export const LIVE_ATTEMPT_STATES: readonly AttemptState[] = ['scheduled', 'held', 'claimed', 'handed_over', 'in_doubt'];

/** States of an attempt that nobody has carried out yet: it can still be skipped. */
export const UNSTARTED_ATTEMPT_STATES: readonly AttemptState[] = ['scheduled', 'held', 'claimed'];

/** States in which a visit is not over. */
export const LIVE_VISIT_STATES: readonly VisitState[] = ['planned', 'open'];

/** True where an attempt may go from one state to the other; staying where it is is no move. */
export function isLegalAttemptMove(from: AttemptState, to: AttemptState): boolean {
  return ATTEMPT_MOVES[from].includes(to);
}

/** True where a visit may go from one state to the other. */
export function isLegalVisitMove(from: VisitState, to: VisitState): boolean {
  return VISIT_MOVES[from].includes(to);
}

/** The states from which an attempt may come to this one. */
export function attemptStatesBefore(to: AttemptState): AttemptState[] {
  return (Object.keys(ATTEMPT_MOVES) as AttemptState[]).filter((from) => isLegalAttemptMove(from, to));
}

/** The states from which a visit may come to this one. */
export function visitStatesBefore(to: VisitState): VisitState[] {
  return (Object.keys(VISIT_MOVES) as VisitState[]).filter((from) => isLegalVisitMove(from, to));
}
