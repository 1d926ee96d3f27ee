import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { CampaignState } from '../kernel/words.js';

export type CampaignCommand = 'edit' | 'launch' | 'pause' | 'resume' | 'cancel';

/** The states in which a campaign takes a command. */
export const COMMAND_STATES: Readonly<Record<CampaignCommand, readonly CampaignState[]>> = {
  edit: ['draft', 'planned'],
  launch: ['planned'],
  pause: ['running'],
  resume: ['paused'],
  cancel: ['draft', 'planned', 'running', 'paused'],
};

const WHAT_TO_DO: Readonly<Record<CampaignState, string>> = {
  draft: 'Plan it first.',
  planned: 'Launch it, or plan it again.',
  running: 'It can be paused or cancelled.',
  paused: 'Resume it, or cancel it.',
  completed: 'It is over; close it to archive its report.',
  archived: 'It is over and archived; make a new campaign.',
  cancelled: 'It is over; make a new campaign.',
};

/** Throws RefusedError, which says the state and what can be done, where a campaign does not take the command. */
export function demandState(
  campaign: { readonly id: number; readonly state: CampaignState },
  command: CampaignCommand,
): void {
  if (COMMAND_STATES[command].includes(campaign.state)) return;
  throw new RefusedError(
    reason(`campaign-is-${campaign.state}`, { campaignId: campaign.id, command }),
    `Cannot ${command} campaign ${campaign.id}: it is ${campaign.state}. ${WHAT_TO_DO[campaign.state]}`,
  );
}
