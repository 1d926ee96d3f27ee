/** A campaign with something due. Of two the one with the higher priority goes first. */
export interface SharingCampaign {
  readonly id: number;
  readonly priority: number;
}

/** So few are always claimed together, whatever the priority: nobody waits for ever, and a claim has its own cost. */
const LEAST = 10;

/**
 * How many attempts each campaign may have claimed in one round, of `total` in all: in proportion to its priority and one, so
 * that priority 11 has twice as much as priority 5, and never less than ten.
 */
export function claimShares(campaigns: readonly SharingCampaign[], total: number): ReadonlyMap<number, number> {
  const all = campaigns.reduce((sum, { priority }) => sum + priority + 1, 0);
  return new Map(
    campaigns.map(({ id, priority }) => [
      id,
      Math.max(Math.min(LEAST, total), Math.ceil((total * (priority + 1)) / all)),
    ]),
  );
}
