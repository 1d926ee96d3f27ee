import type { AttemptDecision } from './decide-attempt.js';
import type { AttemptStep, Move } from './move.js';

/** An attempt, claimed unless said otherwise, as far as its move needs it. */
export interface ClaimedAttempt {
  readonly id: number;
  readonly visitId: number;
  readonly token?: string;
  readonly from?: 'claimed' | 'scheduled';
}

/** The move that carries out a decision other than to send. */
export function decisionMove(
  attempt: ClaimedAttempt,
  decision: Exclude<AttemptDecision, { action: 'send' }>,
  now: Date,
): Move {
  const { id, visitId, token, from = 'claimed' } = attempt;
  const of = { id, from: [from], ...(token === undefined ? {} : { token }) } as const;
  const move = (step: AttemptStep): Move => ({ visitId, reason: decision.reason, attempt: step });
  switch (decision.action) {
    case 'defer':
      return move({ ...of, to: 'scheduled', scheduledAt: decision.until, note: true });
    case 'release':
      return move({ ...of, to: 'scheduled', note: false });
    case 'hold':
      return move({ ...of, to: 'held' });
    case 'next-rung':
      return move({ ...of, to: 'skipped', goOn: 'next', nextAt: now });
    case 'end':
      return move({ ...of, to: 'skipped', goOn: 'end', nextAt: now });
    case 'skip': {
      const ended =
        decision.visit === undefined ? {} : { visit: { from: ['planned', 'open'] as const, to: decision.visit } };
      return { ...move({ ...of, to: 'skipped' }), ...ended };
    }
  }
}
