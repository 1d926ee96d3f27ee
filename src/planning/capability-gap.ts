import type { Reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import { canReach } from '../messages/provider-capability.js';

/** The providers that the settings name; what is not configured goes to the sandbox. */
export interface ConfiguredProviders {
  readonly twilio?: unknown;
  readonly smtp?: unknown;
}

/** The provider that carries a channel under these settings; null for calls, which a person makes. */
export function providerOf(channel: Channel, settings: ConfiguredProviders): string | null {
  if (channel === 'sms') return settings.twilio === undefined ? 'sandbox' : 'twilio';
  if (channel === 'email') return settings.smtp === undefined ? 'sandbox' : 'smtp';
  return null;
}

/** Why the provider cannot carry a survey there: it takes no reply and carries no link. Null where one of them works. */
export function capabilityGap(
  channel: Channel,
  country: string | null,
  settings: ConfiguredProviders,
  asksSurvey: boolean,
): Reason | null {
  const provider = providerOf(channel, settings);
  if (provider === null) return null;
  if (!asksSurvey || channel === 'email') return canReach(provider, country, {});
  const noReplies = canReach(provider, country, { twoWay: true });
  return noReplies === null || canReach(provider, country, { urls: true }) === null ? null : noReplies;
}
