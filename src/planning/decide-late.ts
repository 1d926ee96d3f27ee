import { reason } from '../kernel/reason.js';
import { type AttemptDecision, type AttemptFacts, decideAttempt } from './decide-attempt.js';
import type { LateSlots } from './late-slots.js';

/** A message that was due too long ago: its facts, when it was due, and what it takes of the provider's rate. */
export interface LateAttempt {
  readonly facts: AttemptFacts;
  readonly dueAt: Date;
  readonly cost: number;
}

type Waiting = Extract<AttemptDecision, { action: 'defer' | 'hold' }>;
type Final = Exclude<AttemptDecision, { action: 'send' | 'defer' }>;

/**
 * What becomes of a message that an outage or a pause left behind. What would not be sent anyway is decided as ever; all
 * else gets a place inside the hours and the rate, or is held where none is left before its deadline. It is never sent at once.
 */
export function decideLate({ facts, dueAt, cost }: LateAttempt, slots: LateSlots, now: Date): Waiting | Final {
  const anew = { ...facts, startBy: null };
  const decision = decideAttempt(anew, now);
  if (decision.action !== 'send' && decision.action !== 'defer') return decision;
  const before = facts.fixedTime ? Number.POSITIVE_INFINITY : facts.campaign.deadlineAt.getTime();
  const at = slots.place({ cost, before, nextAllowed: (from) => nextSend(anew, Math.max(from, now.getTime())) });
  const was = dueAt.toISOString();
  if (at === null) {
    const deadlineAt = facts.campaign.deadlineAt.toISOString();
    return { action: 'hold', reason: reason('late-without-room', { was, deadlineAt }) };
  }
  const until = new Date(at);
  return { action: 'defer', until, reason: reason('late-moved', { was, until: until.toISOString() }) };
}

function nextSend(facts: AttemptFacts, from: number): number | null {
  const decision = decideAttempt(facts, new Date(from));
  if (decision.action === 'send') return from;
  return decision.action === 'defer' ? decision.until.getTime() : null;
}
