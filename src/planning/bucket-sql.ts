import { FIRST_SHARE } from './circuit-breaker.js';

/** The part of the rate that a provider's breaker lets through now; `shareOfRate` says the same. */
export const shareSql = `(CASE phase WHEN 'closed' THEN 1 WHEN 'recovering' THEN least(1, ${FIRST_SHARE} + ${1 - FIRST_SHARE}
  * extract(epoch FROM clock_timestamp() - phase_since) / greatest(extract(epoch FROM phase_until - phase_since), 0.001)) ELSE 0 END)`;

/** The tokens of a row of `provider_buckets` at this moment; `$n` is the rate per second. Nothing while it lets nothing go. */
export function tokensSql(rate: number): string {
  return `(CASE WHEN blocked_until > clock_timestamp() OR phase = 'open' THEN 0
    ELSE least(greatest($${rate}::float8 * ${shareSql}, 1),
      tokens + extract(epoch FROM clock_timestamp() - refilled_at) * $${rate}::float8 * ${shareSql}) END)`;
}
