import type { AttemptFacts } from '../../src/planning/decide-attempt.js';
import type { AttemptStep, Move } from '../../src/planning/move.js';
import { type CurrentVisit, nextCallPlace } from '../../src/planning/visit-ending.js';
import { DEFAULT_MAX_TRIES, type OutcomeFacts, outcomeOf } from '../../src/desk/disposition-outcome.js';
import { nextTryAt, type NextTryFacts, otherPartAt } from '../../src/desk/next-try.js';
import { isReached } from '../../src/desk/record-completeness.js';
import type { VisitRecordForm } from '../../src/desk/visit-record-form.js';
import { CALL_FATES, type CallFate } from '../../src/sandbox/answer-model.js';

/** A call that is over, and what the desk's consequence rests on. */
export interface EndedCall {
  readonly fate: VisitRecordForm;
  readonly facts: AttemptFacts & { readonly dueAt: Date };
  /** Calls of this visit that were carried out, this one included. */
  readonly tries: number;
  readonly hasOtherNumber: boolean;
}

/** What recording it does: the move, and the place and time of one more call. */
export interface RecordedCall {
  readonly reached: boolean;
  readonly move: Move;
  readonly again: { readonly rung: number; readonly try: number; readonly at: Date } | null;
}

/** The record that the agent closes. */
export function fateOf(name: CallFate): VisitRecordForm {
  const { lineResult, disposition } = CALL_FATES.find((fate) => fate.name === name)!;
  return { lineResult, disposition };
}

/** Records a call as the desk does: the same outcome for the same facts, and the same move (`recordCall` of planning). */
export function recordedCall(visit: CurrentVisit, call: EndedCall, now: Date): RecordedCall {
  const outcome = outcomeOf(call.fate, outcomeFacts(call, now));
  const { reached, again } = outcome;
  const ends = outcome.visit !== undefined && outcome.visit !== visit.state;
  const goOn = ends || again ? {} : { goOn: 'next' as const, nextAt: now };
  const attempt: AttemptStep = {
    id: visit.id,
    from: ['handed_over'],
    to: reached ? 'delivered' : 'undelivered',
    ...goOn,
  };
  const isOpen = visit.state === 'planned' || visit.state === 'open';
  const to = ends && isOpen && outcome.visit ? { visit: { to: outcome.visit } } : {};
  const move: Move = { visitId: visit.id, reason: outcome.reason, attempt, ...to };
  const isAgain = again !== undefined && !ends && isOpen;
  return { reached, move, again: isAgain ? { ...nextCallPlace(visit), at: again.at } : null };
}

/** Times are looked for only where the outcome asks for them: that is what takes time. */
function outcomeFacts({ fate, facts, tries, hasOtherNumber }: EndedCall, now: Date): OutcomeFacts {
  const times = whenAgain(fate, facts, now);
  return {
    tries,
    maxTries: facts.caps.call?.maxAttemptsPerVisit ?? DEFAULT_MAX_TRIES,
    get nextTryAt() {
      return nextTryAt(times, now);
    },
    get otherPartAt() {
      return otherPartAt(times, now);
    },
    swaps: 0,
    otherAgentId: null,
    hasOtherNumber,
  };
}

/** The contact that is being recorded counts as what it was: reached, or one more try in vain. */
function whenAgain(fate: VisitRecordForm, facts: EndedCall['facts'], now: Date): NextTryFacts {
  const address = facts.address?.address ?? null;
  const unknown = { campaignId: null, campaignKind: null, surveyId: null, refused: false };
  const thisOne = { at: now, channel: 'call' as const, address, ofCustomer: true, reached: true, ...unknown };
  const contacts = isReached(fate) ? [...facts.contacts, thisOne] : facts.contacts;
  return {
    contact: { ...facts.contact, channel: 'call' },
    caps: { channel: 'call', address, caps: facts.caps, contacts, zone: facts.zone },
    until: facts.dueAt < facts.campaign.deadlineAt ? facts.dueAt : facts.campaign.deadlineAt,
  };
}
