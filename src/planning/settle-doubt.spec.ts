import { reason } from '../kernel/reason.js';
import { ATTEMPT_STATES } from '../kernel/words.js';
import { ATTEMPT_MOVES } from './attempt-moves.js';
import { type DoubtfulAttempt, SETTLED_OUTCOMES, settleDoubt } from './settle-doubt.js';

const why = reason('settled-by-person');
const at = new Date('2026-11-24T02:00:00Z');
const handedOverAt = new Date('2026-11-23T02:00:00Z');
const dueAt = new Date('2026-12-24T02:00:00Z');
const rungs = [
  { channel: 'sms', waitHours: 24 },
  { channel: 'email', waitHours: 48 },
];
const doubt: DoubtfulAttempt = {
  id: 7,
  visitId: 3,
  state: 'in_doubt',
  rung: 0,
  ladder: ['sms', 'email'],
  rungs,
  dueAt,
  handedOverAt,
};

describe('a doubt that a person settles', () => {
  it('as delivered waits for the answer from now on', () => {
    expect(settleDoubt(doubt, 'delivered', why, at)).toEqual({
      visitId: 3,
      reason: why,
      attempt: { id: 7, from: ['in_doubt'], to: 'delivered', goOn: 'wait', nextAt: new Date('2026-11-25T02:00:00Z') },
    });
  });

  it('as undelivered goes on to the next rung at once', () => {
    expect(settleDoubt(doubt, 'undelivered', why, at)?.attempt).toMatchObject({ goOn: 'next', nextAt: at });
  });

  it('as sent, for all one knows, waits as it would have done', () => {
    expect(settleDoubt(doubt, 'assumed_sent', why, at)?.attempt).toMatchObject({ goOn: 'wait', nextAt: at });
  });

  it('is one that was there: never does anything else move, nor illegally, nor back to where it is sent again', () => {
    for (const state of ATTEMPT_STATES) {
      for (const outcome of SETTLED_OUTCOMES) {
        const move = settleDoubt({ ...doubt, state }, outcome, why, at);
        const may = ['in_doubt', 'assumed_sent'].includes(state) && ATTEMPT_MOVES[state].includes(outcome);
        expect(move !== null).toBe(may);
      }
    }
  });
});
