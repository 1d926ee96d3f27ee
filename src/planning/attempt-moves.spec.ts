import { ATTEMPT_STATES, VISIT_STATES } from '../kernel/words.js';
import {
  ATTEMPT_MOVES,
  LIVE_ATTEMPT_STATES,
  LIVE_VISIT_STATES,
  VISIT_MOVES,
  attemptStatesBefore,
  isLegalAttemptMove,
  isLegalVisitMove,
  visitStatesBefore,
} from './attempt-moves.js';

describe('the legal moves of an attempt', () => {
  it('never lead from a handed-over or doubtful attempt back to scheduled', () => {
    const reachable = (from: keyof typeof ATTEMPT_MOVES): Set<string> => {
      const seen = new Set<string>();
      const walk = (state: keyof typeof ATTEMPT_MOVES): void => {
        for (const next of ATTEMPT_MOVES[state]) {
          if (seen.has(next)) continue;
          seen.add(next);
          walk(next);
        }
      };
      walk(from);
      return seen;
    };
    for (const from of ['handed_over', 'in_doubt', 'assumed_sent', 'accepted'] as const) {
      expect([...reachable(from)]).not.toContain('scheduled');
      expect([...reachable(from)]).not.toContain('claimed');
    }
  });

  it('never let an attempt be handed over without a claim', () => {
    expect(attemptStatesBefore('handed_over')).toEqual(['claimed']);
  });

  it('let a receipt come before the answer of the provider', () => {
    expect(isLegalAttemptMove('handed_over', 'delivered')).toBe(true);
    expect(isLegalAttemptMove('delivered', 'accepted')).toBe(false);
  });

  it('never let an attempt stay where it is and call it a move', () => {
    for (const state of ATTEMPT_STATES) expect(isLegalAttemptMove(state, state)).toBe(false);
  });

  it('lead out of every live state, so that nothing is stuck', () => {
    for (const state of LIVE_ATTEMPT_STATES) expect(ATTEMPT_MOVES[state].length).toBeGreaterThan(0);
  });
});

describe('the legal moves of a visit', () => {
  it('complete a visit late, after it was given up', () => {
    expect(visitStatesBefore('completed')).toEqual(['planned', 'open', 'unreachable', 'expired']);
  });

  it('re-open only what was refused or not reached', () => {
    expect(visitStatesBefore('open')).toEqual(['planned', 'unreachable', 'refused']);
  });

  it('can end a live visit in every way', () => {
    const ends = VISIT_STATES.filter((state) => !LIVE_VISIT_STATES.includes(state));
    for (const from of LIVE_VISIT_STATES) {
      for (const to of ends) expect(isLegalVisitMove(from, to)).toBe(true);
    }
    expect(VISIT_MOVES.completed).toEqual([]);
  });
});
