import type { Channel } from '../kernel/words.js';

/** Held after an outage, because no room was left before the deadline: a person may let it go, else it ends there. */
export const LATE_WITHOUT_ROOM = 'late-without-room';

/** What became of late messages of one campaign and channel. */
export interface LatePart {
  readonly campaignId: number;
  readonly channel: Channel;
  readonly moved: number;
  readonly held: number;
  readonly ended: number;
  readonly dueFrom: Date;
  readonly dueUntil: Date;
  readonly slotsFrom: Date | null;
  readonly slotsUntil: Date | null;
}

/** One late message after the decision: `at` is its new place, null where it has none. */
export interface LateOutcome {
  readonly dueAt: Date;
  readonly action: 'defer' | 'hold' | 'release' | 'next-rung' | 'end' | 'skip';
  readonly at: Date | null;
}

/** The sum over messages of one campaign and channel; null where there are none. */
export function sumLate(campaignId: number, channel: Channel, outcomes: readonly LateOutcome[]): LatePart | null {
  const decided = outcomes.filter(({ action }) => action !== 'release');
  const due = decided.map(({ dueAt }) => dueAt.getTime());
  const slots = decided.flatMap(({ at }) => (at === null ? [] : [at.getTime()]));
  if (due.length === 0) return null;
  const moved = decided.filter(({ action }) => action === 'defer').length;
  const held = decided.filter(({ action }) => action === 'hold').length;
  return {
    campaignId,
    channel,
    moved,
    held,
    ended: decided.length - moved - held,
    dueFrom: new Date(Math.min(...due)),
    dueUntil: new Date(Math.max(...due)),
    slotsFrom: slots.length === 0 ? null : new Date(Math.min(...slots)),
    slotsUntil: slots.length === 0 ? null : new Date(Math.max(...slots)),
  };
}
