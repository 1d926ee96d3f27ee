import { type Reason, reason } from '../kernel/reason.js';
import type { AttemptState, VisitState } from '../kernel/words.js';
import { UNSTARTED_ATTEMPT_STATES, isLegalVisitMove } from './attempt-moves.js';
import type { AttemptStep, Move } from './move.js';

/** A visit and its current attempt, as they are read under the visit's lock. */
export interface CurrentVisit {
  readonly id: number;
  readonly campaignId: number;
  readonly customerId: number;
  readonly agentId: number | null;
  readonly state: VisitState;
  readonly rung: number;
  readonly try: number;
  readonly ladder: readonly string[];
  readonly attempt: { readonly id: number; readonly state: AttemptState; readonly channel: string } | null;
}

/**
 * The move that ends a visit: what nobody has carried out yet is skipped, a message in doubt that an answer proves is
 * delivered, and what is in flight or in an agent's hand stays until its own outcome is known. Null: the visit cannot
 * go there from where it is.
 */
export function endVisit(visit: CurrentVisit, to: VisitState, why: Reason, provesDelivery = false): Move | null {
  if (!isLegalVisitMove(visit.state, to)) return null;
  const attempt = lastStep(visit, provesDelivery);
  return { visitId: visit.id, reason: why, visit: { from: [visit.state], to }, ...(attempt ? { attempt } : {}) };
}

function lastStep({ attempt }: CurrentVisit, provesDelivery: boolean): AttemptStep | null {
  if (attempt === null) return null;
  if (UNSTARTED_ATTEMPT_STATES.includes(attempt.state)) return { id: attempt.id, from: [attempt.state], to: 'skipped' };
  const inDoubt = attempt.state === 'in_doubt' || attempt.state === 'assumed_sent';
  if (provesDelivery && inDoubt) return { id: attempt.id, from: [attempt.state], to: 'delivered' };
  return null;
}

/** The rung and try of one more call: the ladder's own call rung where it lies ahead, else another try of this one. */
export function nextCallPlace(visit: Pick<CurrentVisit, 'rung' | 'try' | 'ladder'>): { rung: number; try: number } {
  const callRung = visit.ladder.indexOf('call');
  return callRung > visit.rung ? { rung: callRung, try: 1 } : { rung: visit.rung, try: visit.try + 1 };
}

/** Reason of an attempt that was skipped because the visit ended another way. */
export const SETTLED_BY_PERSON: Reason = reason('settled-by-person');
