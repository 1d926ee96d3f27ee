import { type Reason, reason } from '../kernel/reason.js';
import type { VisitState } from '../kernel/words.js';
import { isReached } from './record-completeness.js';
import type { LineResult, VisitRecordForm } from './visit-record-form.js';

/** B3: a difficult customer gets another agent at another time of day at most this often; then a supervisor decides. */
export const MAX_SWAPS = 2;
/** Calls of a visit, where the policy says nothing. */
export const DEFAULT_MAX_TRIES = 5;

/** What is known of the visit when its contact is recorded. */
export interface OutcomeFacts {
  /** Calls of this visit that were carried out, this one included. */
  readonly tries: number;
  readonly maxTries: number;
  /** When the next try may be, under hours, caps and parts of the day, before the deadline; null: never. */
  readonly nextTryAt: Date | null;
  /** The same in another part of the day. */
  readonly otherPartAt: Date | null;
  /** Swaps of agent that this visit had before. */
  readonly swaps: number;
  /** Somebody else who may take the customer; null: nobody. */
  readonly otherAgentId: number | null;
  /** The customer has another number that may be called. */
  readonly hasOtherNumber: boolean;
}

/** What a recorded contact does. Without `visit` and `again` the ladder goes on. */
export interface DeskOutcome {
  readonly reached: boolean;
  readonly reason: Reason;
  readonly visit?: VisitState;
  readonly again?: { readonly at: Date; readonly fixed: boolean };
  /** The next call is this agent's. */
  readonly toAgentId?: number;
  /** Somebody above must look at it. */
  readonly escalate?: boolean;
  /** Close the number for calls, or everything of the customer. */
  readonly optOut?: 'call' | 'all';
  /** What the call says about the number. */
  readonly number?: 'wrong-party' | 'vacant';
  readonly deceased?: boolean;
}

/** Carries a closed record over to its consequences: pure, so that the desk, the rehearsal and the tests agree. */
export function outcomeOf(form: VisitRecordForm, facts: OutcomeFacts): DeskOutcome {
  const reached = isReached(form);
  const of = (code: string) => ({ reached, reason: reason(code) });
  switch (form.disposition) {
    case 'completed':
      return { ...of('desk-completed'), visit: 'completed' };
    case 'partial':
      return { ...of('desk-partial'), visit: 'completed' };
    case 'refused':
      return { ...of('desk-refused'), visit: 'refused' };
    case 'hung_up':
      return { ...of('desk-hung-up'), visit: 'refused' };
    case 'opted_out':
      return { ...of('desk-opted-out'), visit: 'opted_out', optOut: form.optOut ?? 'call' };
    case 'wrong_party':
      return { ...of('desk-wrong-party'), visit: 'unreachable', number: 'wrong-party' };
    case 'deceased':
      return { ...of('desk-deceased'), visit: 'unreachable', deceased: true };
    case 'given_up':
      return { ...of('desk-given-up'), visit: 'unreachable' };
    case 'inconvenient':
      return inconvenient(form, facts);
    case 'difficult':
    case 'language_barrier':
      return swap(form.disposition, facts);
    default:
      return notReached(form.lineResult ?? 'no_answer', facts);
  }
}

function inconvenient(form: VisitRecordForm, facts: OutcomeFacts): DeskOutcome {
  if (form.appointmentAt !== undefined) {
    const customerRequested = form.appointmentReason === 'customer_requested';
    const why = reason('appointment', { at: form.appointmentAt.toISOString(), customerRequested });
    return { reached: true, reason: why, again: { at: form.appointmentAt, fixed: true } };
  }
  const why = reason('desk-inconvenient');
  const at = facts.otherPartAt ?? facts.nextTryAt;
  return at === null ? { reached: true, reason: why } : { reached: true, reason: why, again: { at, fixed: false } };
}

/** B3: another agent and another part of the day, both, or somebody above. */
function swap(disposition: 'difficult' | 'language_barrier', facts: OutcomeFacts): DeskOutcome {
  const code = disposition === 'difficult' ? 'desk-difficult' : 'desk-language-barrier';
  const { otherAgentId, otherPartAt, swaps } = facts;
  if (swaps >= MAX_SWAPS || otherAgentId === null || otherPartAt === null) {
    return {
      reached: true,
      reason: reason('desk-escalated', { disposition, swaps }),
      visit: 'unreachable',
      escalate: true,
    };
  }
  const again = { at: otherPartAt, fixed: false };
  return { reached: true, reason: reason(code, { swap: swaps + 1 }), again, toAgentId: otherAgentId };
}

/** A number that does not exist, or is out of service, is not dialled again. */
const DEAD: readonly LineResult[] = ['vacant', 'out_of_service'];

function notReached(line: LineResult, facts: OutcomeFacts): DeskOutcome {
  const { tries, maxTries, nextTryAt } = facts;
  const base = { reached: false, reason: reason('desk-not-reached', { line, tries }) };
  const number = line === 'vacant' ? { number: 'vacant' as const } : {};
  const numberIsDead = DEAD.includes(line) && !(line === 'vacant' && facts.hasOtherNumber);
  if (numberIsDead) return { ...base, ...number };
  if (tries >= maxTries || nextTryAt === null) {
    return { ...base, ...number, reason: reason('desk-tries-used-up', { line, tries, maxTries }) };
  }
  return { ...base, ...number, again: { at: nextTryAt, fixed: false } };
}
