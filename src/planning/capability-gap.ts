import type { Reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import type { ProviderNames } from '../messages/channel-providers.service.js';
import { canReach } from '../messages/provider-capability.js';
import { smsProviderFor } from '../messages/sms-routing.js';

/** Why the provider cannot carry a survey there: it takes no reply and carries no link. Null where one of them works, and for calls. */
export function capabilityGap(
  channel: Channel,
  country: string | null,
  providers: ProviderNames,
  asksSurvey: boolean,
): Reason | null {
  if (channel === 'call') return null;
  const provider = channel === 'sms' ? smsProviderFor(providers.sms, country) : providers.email;
  if (!asksSurvey || channel === 'email') return canReach(provider, country, {});
  const noReplies = canReach(provider, country, { twoWay: true });
  return noReplies === null || canReach(provider, country, { urls: true }) === null ? null : noReplies;
}
