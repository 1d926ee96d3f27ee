import { type Reason, reason } from '../kernel/reason.js';
import { routeOfNumber, type SmsRouting } from '../messages/sms-routing.js';
import type { BreakerPhase } from './circuit-breaker.js';

/** How a provider is at a moment, for people and their tools. */
export interface ProviderState {
  readonly provider: string;
  readonly channel: 'sms' | 'email' | null;
  readonly phase: BreakerPhase;
  /** Since when, and up to when at least; null while it is closed. */
  readonly since: Date | null;
  readonly until: Date | null;
  /** The code of the failure that opened it. */
  readonly cause: string | null;
  /** It asked to be left alone up to then; null where it did not, or that is over. */
  readonly blockedUntil: Date | null;
  /** The part of its rate that may be used, 0 to 1. */
  readonly share: number;
}

/** What of an attempt says by which provider it would go, and whether it is its turn. */
export interface WaitingAttempt {
  readonly channel: string;
  readonly state: string;
  readonly scheduledAt: string | null;
  readonly address: string | null;
}

/** Why an attempt whose time has come has not gone: its provider is down, or asked for a pause; null where neither is so. */
export function whyWaiting(
  attempt: WaitingAttempt,
  providers: readonly ProviderState[],
  routing: SmsRouting,
  now: Date,
): Reason | null {
  const { state, scheduledAt } = attempt;
  if ((state !== 'scheduled' && state !== 'claimed') || scheduledAt === null || new Date(scheduledAt) > now)
    return null;
  const own = providers.find((one) => serves(one, attempt, routing));
  if (own === undefined || own.share > 0) return null;
  if (own.blockedUntil !== null && own.phase === 'closed') {
    return reason('provider-asked-for-pause', { provider: own.provider, until: own.blockedUntil.toISOString() });
  }
  return reason('waits-for-provider', { provider: own.provider });
}

function serves({ provider, channel }: ProviderState, attempt: WaitingAttempt, routing: SmsRouting): boolean {
  if (channel !== attempt.channel) return false;
  return channel === 'email' || routeOfNumber(routing, attempt.address ?? '')?.sender === provider;
}
