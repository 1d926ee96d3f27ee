import { reason } from '../kernel/reason.js';
import type { AttemptFacts } from './decide-attempt.js';
import { type ClaimedAttempt, decisionMove } from './decision-move.js';
import type { Move } from './move.js';
import type { Room } from './narrow-rate.js';

/** What has room within so long waits where it is. */
const SOON_MS = 2_000;

/** The move of a message for which a limit has no room now; null where it has room, or will have it soon. */
export function crowdedMove(
  attempt: Omit<ClaimedAttempt, 'token'> & { readonly facts: Pick<AttemptFacts, 'campaign' | 'fixedTime'> },
  room: Room | null,
  token: string,
  now: Date,
): Move | null {
  if (room === null || room.afterMs <= SOON_MS) return null;
  const { kind, name, perSecond } = room.limit;
  const until = new Date(now.getTime() + room.afterMs);
  const code = kind === 'domain' ? 'domain-rate' : kind === 'country' ? 'country-rate' : 'purpose-rate';
  const why = reason(code, { name, perHour: Math.round(perSecond * 3_600) });
  const { id, visitId, facts } = attempt;
  const isTooLate = !facts.fixedTime && until >= facts.campaign.deadlineAt;
  const decision = isTooLate
    ? ({ action: 'next-rung', reason: why } as const)
    : ({ action: 'defer', until, reason: why } as const);
  return decisionMove({ id, visitId, token }, decision, now);
}
