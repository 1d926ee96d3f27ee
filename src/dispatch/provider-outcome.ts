import { NO_OUTCOMES, type OutcomeCounts } from '../planning/circuit-breaker.js';
import type { Failed, SendResult } from './provider.js';

/** What was handed over and then kept back: the provider has not seen it. */
export const NOT_SENT: Failed = { outcome: 'failed', errorClass: 'not-now', code: 'not-sent' };

/** A refusal that asks for a pause is of the provider or of our account, so that the message's try does not count. */
export function spareTry(result: SendResult): SendResult {
  if (result.outcome === 'accepted' || result.errorClass !== 'retry' || result.blockMs === undefined) return result;
  return { ...result, errorClass: 'not-now' };
}

/** What a result says of the provider: a refusal of the single message is an answer, silence and "not now" are none. */
export function outcomeOf(result: SendResult): OutcomeCounts {
  if (result === NOT_SENT) return NO_OUTCOMES;
  const isFine =
    result.outcome === 'accepted' || (result.errorClass !== 'not-now' && result.errorClass !== 'unknown-outcome');
  return isFine ? { ...NO_OUTCOMES, fine: 1 } : { fine: 0, failed: 1, failedLast: 1, cause: result.code };
}
