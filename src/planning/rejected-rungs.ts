import type { Reason } from '../kernel/reason.js';

/** A channel of the campaign's ladder that this customer cannot be reached on, with everything against it. */
export interface RejectedRung {
  readonly channel: string;
  readonly reasons: readonly Reason[];
}

/** What a reason says of the visit itself, and not of a channel. */
const OF_VISIT = /^(agent|owner|zones|channel|slot|due|handed|unplaced)-/;

/**
 * The channels of the campaign that are not on a visit's ladder, in its order, with those of the stored reasons that speak
 * of them: by `rung` where that is kept beside, else by `channel`, which may name several.
 */
export function listRejectedRungs(
  campaign: readonly string[],
  visit: readonly string[],
  reasons: readonly Reason[],
): RejectedRung[] {
  const ofRungs = reasons.filter(({ code }) => !OF_VISIT.test(code));
  return campaign
    .filter((channel) => !visit.includes(channel))
    .map((channel) => ({ channel, reasons: ofRungs.filter((why) => rungsOf(why).includes(channel)) }));
}

function rungsOf({ params: { rung, channel } }: Reason): readonly string[] {
  const named = rung ?? channel;
  return typeof named === 'string' ? named.split(', ') : [];
}
