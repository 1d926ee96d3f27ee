import type { Reason } from '../kernel/reason.js';
import { decisionMove } from '../planning/decision-move.js';
import type { Move } from '../planning/move.js';

/** The code with which a message is left to the provider that serves its number. */
export const SERVED_BY_OTHER = 'served-by-other';

/**
 * What becomes of a claimed attempt whose message could not be made: what the provider cannot carry goes to the next rung,
 * what another provider serves is left to that one with the number that it is now about, and the rest is held.
 */
export function uncomposedMove(
  attempt: { readonly id: number; readonly visitId: number; readonly address: string | null },
  why: Reason,
  token: string,
  now: Date,
): Move {
  const { id, visitId, address } = attempt;
  const of = { id, visitId, token };
  if (why.code === SERVED_BY_OTHER) {
    const move = decisionMove(of, { action: 'release', reason: why }, now);
    return move.attempt && address !== null ? { ...move, attempt: { ...move.attempt, address } } : move;
  }
  const action = why.code.startsWith('provider-') ? 'next-rung' : 'hold';
  return decisionMove(of, { action, reason: why }, now);
}
