import type { Reason } from '../kernel/reason.js';
import type { AttemptState } from '../kernel/words.js';
import { isLegalAttemptMove } from './attempt-moves.js';
import type { AttemptStep, Move } from './move.js';
import { type RungWait, waitUntil } from './next-rung.js';

/** What a person may say about a message whose fate nobody knew. */
export const SETTLED_OUTCOMES = ['delivered', 'undelivered', 'assumed_sent'] as const;
export type SettledOutcome = (typeof SETTLED_OUTCOMES)[number];

/** An attempt as far as its settlement needs it. */
export interface DoubtfulAttempt {
  readonly id: number;
  readonly visitId: number;
  readonly state: AttemptState;
  readonly rung: number;
  readonly ladder: readonly string[];
  readonly rungs: readonly RungWait[];
  readonly dueAt: Date;
  readonly handedOverAt: Date;
}

const DOUBTS: readonly AttemptState[] = ['in_doubt', 'assumed_sent'];

/**
 * The move that settles it: what arrived waits for its answer from now, what is taken for sent since it was handed over,
 * and after what did not arrive the ladder goes on. Null: nothing is in doubt, or it cannot come to that.
 */
export function settleDoubt(attempt: DoubtfulAttempt, outcome: SettledOutcome, why: Reason, at: Date): Move | null {
  const { id, state } = attempt;
  if (!DOUBTS.includes(state) || !isLegalAttemptMove(state, outcome)) return null;
  const step: AttemptStep = { id, from: [state], to: outcome };
  const since = outcome === 'delivered' ? at : attempt.handedOverAt;
  const goOn =
    outcome === 'undelivered'
      ? { goOn: 'next' as const, nextAt: at }
      : { goOn: 'wait' as const, nextAt: waitUntil(attempt, attempt.rungs, since) };
  return { visitId: attempt.visitId, reason: why, attempt: { ...step, ...goOn } };
}
