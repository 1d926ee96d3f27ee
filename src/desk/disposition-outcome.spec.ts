import fc from 'fast-check';
import { MAX_SWAPS, type OutcomeFacts, outcomeOf } from './disposition-outcome.js';
import { DISPOSITIONS, LINE_RESULTS } from './visit-record-form.js';

const soon = new Date('2026-11-23T06:00:00Z');
const evening = new Date('2026-11-23T09:00:00Z');
const facts: OutcomeFacts = {
  tries: 1,
  maxTries: 5,
  nextTryAt: soon,
  otherPartAt: evening,
  swaps: 0,
  otherAgentId: 7,
  hasOtherNumber: false,
};

describe('what a disposition does to the visit', () => {
  it.each([
    ['completed', 'completed'],
    ['partial', 'completed'],
    ['refused', 'refused'],
    ['hung_up', 'refused'],
    ['opted_out', 'opted_out'],
    ['wrong_party', 'unreachable'],
    ['deceased', 'unreachable'],
    ['given_up', 'unreachable'],
  ] as const)('%s ends it as %s', (disposition, visit) => {
    const outcome = outcomeOf({ lineResult: 'answered', disposition }, facts);
    expect(outcome).toMatchObject({ visit, reached: true });
    expect(outcome.again).toBeUndefined();
  });

  it('an opt-out closes the number, or everything when the customer says so', () => {
    expect(outcomeOf({ disposition: 'opted_out' }, facts).optOut).toBe('call');
    expect(outcomeOf({ disposition: 'opted_out', optOut: 'all' }, facts).optOut).toBe('all');
  });

  it('an inconvenient moment keeps the appointment, else tries another part of the day', () => {
    const at = new Date('2026-11-24T02:00:00Z');
    expect(outcomeOf({ disposition: 'inconvenient', appointmentAt: at }, facts).again).toEqual({ at, fixed: true });
    expect(outcomeOf({ disposition: 'inconvenient' }, facts).again).toEqual({ at: evening, fixed: false });
  });
});

describe('a difficult customer (B3)', () => {
  it.each(['difficult', 'language_barrier'] as const)(
    '%s gets another agent in another part of the day',
    (disposition) => {
      const outcome = outcomeOf({ disposition }, facts);
      expect(outcome).toMatchObject({ toAgentId: 7, again: { at: evening, fixed: false } });
      expect(outcome.visit).toBeUndefined();
    },
  );

  it.each([
    ['nobody else', { otherAgentId: null }],
    ['no other part of the day', { otherPartAt: null }],
    ['two swaps already', { swaps: MAX_SWAPS }],
  ])('goes to a supervisor with %s', (_why, changed) => {
    const outcome = outcomeOf({ disposition: 'difficult' }, { ...facts, ...changed });
    expect(outcome).toMatchObject({ escalate: true, visit: 'unreachable', reason: { code: 'desk-escalated' } });
    expect(outcome.again).toBeUndefined();
  });
});

describe('a call that reached nobody', () => {
  it.each(['no_answer', 'busy', 'switched_off', 'network_fail', 'voicemail', 'rejected'] as const)(
    '%s is tried again',
    (line) => {
      expect(outcomeOf({ lineResult: line, disposition: 'not_reached' }, facts)).toMatchObject({
        reached: false,
        again: { at: soon, fixed: false },
      });
    },
  );

  it('goes to the next rung when the tries are used up, or no time is left', () => {
    for (const changed of [{ tries: 5 }, { nextTryAt: null }]) {
      const outcome = outcomeOf({ lineResult: 'busy', disposition: 'not_reached' }, { ...facts, ...changed });
      expect(outcome).toMatchObject({ reached: false, reason: { code: 'desk-tries-used-up' } });
      expect(outcome.again ?? outcome.visit).toBeUndefined();
    }
  });

  it('never dials a dead number again, but may dial the other one', () => {
    expect(outcomeOf({ lineResult: 'out_of_service', disposition: 'not_reached' }, facts).again).toBeUndefined();
    const vacant = outcomeOf({ lineResult: 'vacant', disposition: 'not_reached' }, facts);
    expect(vacant).toMatchObject({ number: 'vacant' });
    expect(vacant.again).toBeUndefined();
    const other = outcomeOf({ lineResult: 'vacant', disposition: 'not_reached' }, { ...facts, hasOtherNumber: true });
    expect(other).toMatchObject({ number: 'vacant', again: { at: soon } });
  });
});

describe('every outcome', () => {
  const some = fc.record({
    tries: fc.integer({ min: 1, max: 6 }),
    maxTries: fc.constant(5),
    nextTryAt: fc.constantFrom(soon, null),
    otherPartAt: fc.constantFrom(evening, null),
    swaps: fc.integer({ min: 0, max: 3 }),
    otherAgentId: fc.constantFrom(7, null),
    hasOtherNumber: fc.boolean(),
  });

  it('ends the visit or calls again, never both, and never after the last try', () => {
    const disposition = fc.constantFrom(...DISPOSITIONS);
    fc.assert(
      fc.property(disposition, fc.constantFrom(...LINE_RESULTS), some, (said, lineResult, known) => {
        const outcome = outcomeOf({ disposition: said, lineResult }, known);
        expect(outcome.visit !== undefined && outcome.again !== undefined).toBe(false);
        if (!outcome.reached && known.tries >= known.maxTries) expect(outcome.again).toBeUndefined();
        expect(outcome.reason.code).not.toBe('');
      }),
    );
  });
});
