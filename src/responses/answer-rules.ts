import type { CampaignState } from '../kernel/words.js';

/** What decides whether an answer is late. */
export interface CampaignEnd {
  readonly campaignState: CampaignState;
  readonly deadlineAt: Date;
}

/** An answer after the campaign's deadline or end is kept as late (edge case 25). */
export function isLate({ campaignState, deadlineAt }: CampaignEnd, at: Date): boolean {
  return ['completed', 'archived', 'cancelled'].includes(campaignState) || at >= deadlineAt;
}

/** Flags of both, each once, in a stable order. */
export function mergeFlags(before: readonly string[], added: readonly string[]): string[] {
  return [...new Set([...before, ...added])].sort();
}
