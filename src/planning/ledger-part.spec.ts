import { ATTEMPT_STATES, VISIT_STATES } from '../kernel/words.js';
import { ledgerPart } from './ledger-part.js';

describe('the part of the ledger', () => {
  it.each([
    ['planned', 'scheduled', 'planned'],
    ['planned', 'held', 'held'],
    ['planned', 'claimed', 'under_way'],
    ['open', 'handed_over', 'under_way'],
    ['open', 'in_doubt', 'in_doubt'],
    ['open', 'accepted', 'waiting'],
    ['open', 'delivered', 'waiting'],
    ['open', 'assumed_sent', 'waiting'],
  ] as const)('of a %s visit whose attempt is %s is %s', (visit, attempt, part) => {
    expect(ledgerPart(visit, attempt)).toBe(part);
  });

  it('is planned between two rungs', () => {
    for (const ended of ['undelivered', 'failed', 'skipped'] as const)
      expect(ledgerPart('open', ended)).toBe('planned');
    expect(ledgerPart('planned', null)).toBe('planned');
  });

  it('of an ended visit does not depend on its attempts', () => {
    const ends = {
      completed: 'answered',
      refused: 'declined',
      opted_out: 'declined',
      expired: 'unanswered',
      unreachable: 'not_reached',
      cancelled: 'cancelled',
    };
    for (const state of VISIT_STATES) {
      if (state === 'planned' || state === 'open') continue;
      for (const attempt of [...ATTEMPT_STATES, null]) expect(ledgerPart(state, attempt)).toBe(ends[state]);
    }
  });
});
