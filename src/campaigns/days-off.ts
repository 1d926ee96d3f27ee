import { contentHash } from '../kernel/stable-json.js';
import type { Campaign } from './campaign.js';

type Definition = Pick<
  Campaign,
  'holidayWindows' | 'ladder' | 'segment' | 'standing' | 'startAt' | 'deadlineAt' | 'policyId' | 'purpose' | 'caps'
>;

/** Whether a campaign calls on customers' days off, which needs a second person's agreement (domain.md D5, 1L.3). */
export function callsOnDaysOff({ holidayWindows, ladder }: Pick<Definition, 'holidayWindows' | 'ladder'>): boolean {
  return holidayWindows && ladder.some(({ channel }) => channel === 'call');
}

/** What the second person agrees to: whom, when, how often. Another hash needs another agreement. */
export function daysOffHash(campaign: Definition): string {
  const { ladder, segment, standing, startAt, deadlineAt, policyId, purpose, caps } = campaign;
  return contentHash({ ladder, segment, standing, startAt, deadlineAt, policyId, purpose, caps });
}
