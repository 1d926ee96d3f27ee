import { type Reason, reason } from '../kernel/reason.js';
import type { AttemptStep, Move } from '../planning/move.js';
import { notNowAt, type RungWait, retryAt, waitUntil } from '../planning/next-rung.js';
import type { Failed, SendResult } from './provider.js';
import { NOT_SENT } from './provider-outcome.js';

/** What a result's move needs to know of its attempt. */
export interface SentAttempt {
  readonly id: number;
  readonly visitId: number;
  readonly channel: string;
  readonly rung: number;
  readonly try: number;
  readonly ladder: readonly string[];
  readonly rungs: readonly RungWait[];
  readonly dueAt: Date;
}

/** The move that records what the provider said about an attempt that was handed over. */
export function resultMove(attempt: SentAttempt, result: SendResult, provider: string, at: Date): Move {
  const of = { id: attempt.id, from: ['handed_over', 'in_doubt', 'assumed_sent'] } as const;
  const { channel } = attempt;
  if (result.outcome === 'accepted') {
    const { providerMessageId } = result;
    const step: AttemptStep = {
      ...of,
      to: 'accepted',
      providerMessageId,
      goOn: 'wait',
      nextAt: waitUntil(attempt, attempt.rungs, at),
    };
    return { visitId: attempt.visitId, reason: reason('accepted-by-provider', { provider, channel }), attempt: step };
  }
  const failure = { errorClass: result.errorClass, errorCode: result.code };
  if (result.errorClass === 'unknown-outcome') {
    const step: AttemptStep = { ...failure, id: attempt.id, from: ['handed_over'], to: 'in_doubt' };
    return {
      visitId: attempt.visitId,
      reason: reason('outcome-unknown', { provider, channel, code: result.code }),
      attempt: step,
    };
  }
  const from = ['handed_over', 'in_doubt'] as const;
  const step: AttemptStep = { ...failure, id: attempt.id, from, to: 'failed', ...afterFailure(attempt, result, at) };
  return { visitId: attempt.visitId, reason: failureReason(provider, channel, result), attempt: step };
}

/** What a failure leads to: the same rung again while tries are left, the next rung, or the end. */
export function afterFailure(attempt: SentAttempt, failed: Failed, at: Date): Pick<AttemptStep, 'goOn' | 'nextAt'> {
  if (failed.optedOut === true) return { goOn: 'opt-out', nextAt: at };
  if (failed.errorClass === 'give-up') return { goOn: 'end', nextAt: at };
  if (failed.errorClass === 'not-now') return { goOn: 'retry', nextAt: notNowAt(at, failed.blockMs) };
  if (failed.errorClass === 'retry') {
    const again = retryAt(attempt.try, at, failed.blockMs);
    if (again !== null) return { goOn: 'retry', nextAt: again };
  }
  return { goOn: 'next', nextAt: at };
}

/** Why an attempt failed, in the provider's own code. */
export function failureReason(provider: string, channel: string, failed: Failed): Reason {
  if (failed.optedOut === true) return reason('opted-out-at-provider', { provider, channel });
  if (failed === NOT_SENT) return reason('kept-back', { provider, channel });
  if (failed.errorClass === 'not-now') return reason('not-now-at-provider', { provider, channel, code: failed.code });
  return reason('refused-by-provider', { provider, channel, code: failed.code });
}
