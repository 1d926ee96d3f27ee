import type { Reason } from '../kernel/reason.js';
import type { AttemptState, VisitState } from '../kernel/words.js';
import { attemptStatesBefore, isLegalAttemptMove, isLegalVisitMove, visitStatesBefore } from './attempt-moves.js';

/** How a failure at the provider is classed. `not-now`: as `retry`, but for no fault of the message, so that the try does not count. */
export type ErrorClass = 'retry' | 'not-now' | 'next-rung' | 'give-up' | 'unknown-outcome';

/**
 * What the visit does after this attempt, if the attempt is its current one and the visit is not over:
 * `wait` for an answer until `nextAt`, try the same rung again at `nextAt`, or go to the `next` rung at `nextAt`
 * (with no rung left the visit ends in the same statement: expired when a message may have arrived, else unreachable),
 * or `end` like that whatever rungs are left; `opt-out`: the provider knows that the customer opted out there.
 */
export type GoOn = 'wait' | 'retry' | 'next' | 'end' | 'opt-out';

/** Columns of the attempt that change with its state; what is absent stays as it is. */
export interface AttemptChange {
  readonly scheduledAt?: Date;
  readonly fixedTime?: boolean;
  readonly claimToken?: string;
  readonly claimedBy?: number;
  readonly validUntil?: Date;
  readonly provider?: string;
  readonly providerMessageId?: string;
  readonly address?: string;
  readonly bodyHash?: string;
  readonly segments?: number;
  readonly templateVersion?: unknown;
  readonly errorClass?: ErrorClass;
  readonly errorCode?: string;
}

/** The step of one attempt. `from` is every legal state unless said; `to` may equal `scheduled` to change the time alone. */
export interface AttemptStep extends AttemptChange {
  readonly id: number;
  readonly from?: readonly AttemptState[];
  readonly to: AttemptState;
  /** The claim token that must still be on the row. */
  readonly token?: string;
  readonly goOn?: GoOn;
  readonly nextAt?: Date;
  /** False: a step that says nothing new about the customer, so the row's reasons stay as they are. */
  readonly note?: boolean;
}

/** The step of one visit; its consequences for the ledger follow by themselves. */
export interface VisitStep {
  readonly from?: readonly VisitState[];
  readonly to: VisitState;
}

/** One change of one visit and at most one of its attempts: both happen, or neither. */
export interface Move {
  readonly visitId: number;
  readonly reason: Reason;
  readonly attempt?: AttemptStep;
  readonly visit?: VisitStep;
  /** A new appointment; null takes it away. */
  readonly appointmentAt?: Date | null;
}

/** What a transition did to one row. */
export interface Moved {
  readonly visitId: number;
  readonly attemptId: number | null;
  readonly from: AttemptState | null;
  readonly to: AttemptState | null;
  readonly visitWas: VisitState;
  readonly visitIs: VisitState;
}

/** Steps whose reason is worth keeping on the attempt: they answer "why waiting, why not". */
const NOTED: readonly AttemptState[] = [
  'scheduled',
  'held',
  'skipped',
  'failed',
  'undelivered',
  'in_doubt',
  'assumed_sent',
];

/** The states that a step may come from; throws where the step asks for an illegal move, which is a programmer's error. */
export function attemptFrom(step: AttemptStep): readonly AttemptState[] {
  if (step.from === undefined) return attemptStatesBefore(step.to);
  for (const from of step.from) {
    const staysScheduled = from === 'scheduled' && step.to === 'scheduled';
    if (!staysScheduled && !isLegalAttemptMove(from, step.to))
      throw new Error(`illegal attempt move ${from} -> ${step.to}`);
  }
  return step.from;
}

/** The states that a visit may come from; throws as above. */
export function visitFrom(step: VisitStep): readonly VisitState[] {
  if (step.from === undefined) return visitStatesBefore(step.to);
  for (const from of step.from) {
    if (!isLegalVisitMove(from, step.to)) throw new Error(`illegal visit move ${from} -> ${step.to}`);
  }
  return step.from;
}

/** The rows of the transition statement, one for each move; throws where two moves name one visit. */
export function toMoveRows(moves: readonly Move[]): Record<string, unknown>[] {
  const visits = new Set<number>();
  return moves.map((move) => {
    if (visits.has(move.visitId)) throw new Error(`visit ${move.visitId} is moved twice in one transition`);
    visits.add(move.visitId);
    return {
      visit_id: move.visitId,
      reason: move.reason,
      ...(move.attempt ? toAttemptColumns(move.attempt) : {}),
      ...(move.visit ? { visit_from: visitFrom(move.visit), visit_to: move.visit.to } : {}),
      ...(move.appointmentAt === undefined ? {} : { sets_appointment: true, appointment_at: move.appointmentAt }),
    };
  });
}

function toAttemptColumns(step: AttemptStep): Record<string, unknown> {
  return {
    attempt_id: step.id,
    from_states: attemptFrom(step),
    to_state: step.to,
    token: step.token,
    note: step.note ?? NOTED.includes(step.to),
    go_on: step.goOn,
    next_at: step.nextAt,
    scheduled_at: step.scheduledAt,
    fixed_time: step.fixedTime,
    claim_token: step.claimToken,
    claimed_by: step.claimedBy,
    valid_until: step.validUntil,
    provider: step.provider,
    provider_message_id: step.providerMessageId,
    address: step.address,
    body_hash: step.bodyHash,
    segments: step.segments,
    template_version: step.templateVersion,
    error_class: step.errorClass,
    error_code: step.errorCode,
  };
}
