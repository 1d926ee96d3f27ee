import type { Campaign } from '../../campaigns/campaign.js';
import { toNumber } from './campaign-form-number.js';

type Caps = Campaign['caps'];

const WEEKLY = [
  ['sms', 'capSms'],
  ['email', 'capEmail'],
  ['call', 'capCall'],
] as const;

/** The limits that a form names, over those that it cannot name and the campaign has already; the policy's where neither. */
export function readCaps(
  typed: Readonly<Record<string, unknown>>,
  kept: Caps | undefined,
): { readonly caps: unknown; readonly places: readonly (readonly [string, string])[] } {
  const before = kept === undefined || kept === 'policy' ? {} : kept;
  const channels = WEEKLY.map(([channel, field]) => {
    const others = without(before[channel] ?? {}, 'per7d');
    return [channel, withNumber(others, 'per7d', typed[field])] as const;
  }).filter(([, caps]) => Object.keys(caps).length > 0);
  const caps = withNumber(Object.fromEntries(channels), 'anyPer24h', typed['capAny']);
  return {
    caps: Object.keys(caps).length === 0 ? 'policy' : caps,
    places: [['caps.anyPer24h', 'capAny'], ...WEEKLY.map(([channel, field]) => [`caps.${channel}`, field] as const)],
  };
}

/** The limits of a campaign as the form names them. */
export function capFields(caps: Caps): Record<string, number | ''> {
  if (caps === 'policy') return {};
  return {
    capAny: caps.anyPer24h ?? '',
    ...Object.fromEntries(WEEKLY.map(([channel, field]) => [field, caps[channel]?.per7d ?? ''])),
  };
}

function without(caps: object, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(caps).filter(([key]) => key !== name));
}

function withNumber(caps: Record<string, unknown>, name: string, typed: unknown): Record<string, unknown> {
  return typed === undefined || typed === '' ? caps : { ...caps, [name]: toNumber(typed) };
}
