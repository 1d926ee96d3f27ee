import type { AttemptState, LedgerPart, VisitState } from '../kernel/words.js';

const PART_OF_ENDED: Readonly<Partial<Record<VisitState, LedgerPart>>> = {
  completed: 'answered',
  refused: 'declined',
  opted_out: 'declined',
  expired: 'unanswered',
  unreachable: 'not_reached',
  cancelled: 'cancelled',
};

const PART_OF_LIVE: Readonly<Partial<Record<AttemptState, LedgerPart>>> = {
  held: 'held',
  claimed: 'under_way',
  handed_over: 'under_way',
  in_doubt: 'in_doubt',
  accepted: 'waiting',
  delivered: 'waiting',
  assumed_sent: 'waiting',
};

/**
 * The part of the ledger that a visit belongs to, from its state and the state of its current attempt (null: none yet).
 * A visit between two rungs counts as planned. The database's `ledger_part_of` says the same; a test compares the two.
 */
export function ledgerPart(visit: VisitState, currentAttempt: AttemptState | null): LedgerPart {
  const ended = PART_OF_ENDED[visit];
  if (ended !== undefined) return ended;
  return (currentAttempt === null ? undefined : PART_OF_LIVE[currentAttempt]) ?? 'planned';
}
