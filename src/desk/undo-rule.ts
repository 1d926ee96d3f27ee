import { type Reason, reason } from '../kernel/reason.js';
import type { VisitState } from '../kernel/words.js';

/** For so long after its record a call may be taken back into the hand, in milliseconds; later it is opened anew. */
export const UNDO_MS = 15 * 60_000;

/** The last outcome of a visit, as far as taking it back depends on it. */
export interface LastOutcome {
  readonly visitState: VisitState;
  readonly recordedBy: number | null;
  readonly completedAt: Date;
  /** Another contact was recorded since, or a call or message is on its way. */
  readonly isSuperseded: boolean;
}

/**
 * Why an outcome cannot be taken back, or null. Answers stand in the books and an opt-out is the customer's own word;
 * everything else leads back to the open call.
 */
export function undoRefusal(outcome: LastOutcome, by: { readonly agentId: number; readonly now: Date }): Reason | null {
  const { visitState, recordedBy, completedAt, isSuperseded } = outcome;
  if (recordedBy !== by.agentId) return reason('undo-of-another');
  if (visitState === 'completed') return reason('undo-answered');
  if (visitState === 'opted_out') return reason('undo-opted-out');
  if (visitState === 'expired' || visitState === 'cancelled') return reason('cannot-reopen', { state: visitState });
  if (isSuperseded) return reason('undo-superseded');
  const age = by.now.getTime() - completedAt.getTime();
  return age > UNDO_MS ? reason('undo-too-late', { minutes: UNDO_MS / 60_000 }) : null;
}
