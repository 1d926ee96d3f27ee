import type { Channel } from '../kernel/words.js';
import type { ContactHours } from './contact-hours.js';
import type { RegionCalendar } from './day-types.js';
import type { Policy } from './policy.js';

/** Times of the customer's local day, such as ["18:00", "20:00"]. */
export type PreferredTime = readonly (readonly [string, string])[];

/** May this customer be contacted on this channel? Everything that the answer rests on, but the moment. */
export interface ContactQuestion {
  readonly channel: Channel;
  /** Null where the policy is unknown or cannot be read: then nothing is allowed. */
  readonly policy: Policy | null;
  /** The calendar of the policy's region. */
  readonly calendar: RegionCalendar;
  /** Every zone in which the customer may be; all of them must be open. */
  readonly zones: readonly string[];
  readonly holidayCampaign: boolean;
  /** Narrows the hours. */
  readonly preferredTime?: PreferredTime | null;
  /** The customer asked for these times: `preferredTime` then holds up to the law's limits, if the policy states any. */
  readonly explicitTimeConsent?: boolean;
}

/** The hours that the question is about, or null without a policy. */
export function hoursOf(question: ContactQuestion): ContactHours | null {
  const { policy, channel } = question;
  if (policy === null) return null;
  const widened = question.explicitTimeConsent && question.preferredTime ? policy.statutoryHours[channel] : undefined;
  return widened ?? (question.holidayCampaign ? policy.holidayHours[channel] : policy.hours[channel]);
}
