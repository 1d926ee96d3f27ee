/** How often one channel may be used; absent means no limit of that kind. */
export interface ChannelCaps {
  readonly perDay?: number | undefined;
  readonly perWeek?: number | undefined;
  readonly per7d?: number | undefined;
  readonly per30d?: number | undefined;
  readonly maxAttemptsPerVisit?: number | undefined;
  readonly minGapHours?: number | undefined;
}

/** How often a customer, and how often an address, may be contacted: by channel, and in all. */
export interface ContactCaps {
  readonly sms?: ChannelCaps | undefined;
  readonly email?: ChannelCaps | undefined;
  readonly call?: ChannelCaps | undefined;
  readonly anyPer24h?: number | undefined;
}

/** The policy's caps with a campaign's own in their place, limit by limit. */
export function resolveCaps(policy: ContactCaps, campaign: ContactCaps | 'policy'): ContactCaps {
  if (campaign === 'policy') return policy;
  return {
    sms: { ...policy.sms, ...campaign.sms },
    email: { ...policy.email, ...campaign.email },
    call: { ...policy.call, ...campaign.call },
    anyPer24h: campaign.anyPer24h ?? policy.anyPer24h,
  };
}

/**
 * After-service and after-complaint visits and plain notifications answer something that just happened to the
 * customer: only the limits of a day bind them, not those of a week or a month.
 */
export function dailyCapsOnly(caps: ContactCaps): ContactCaps {
  return { sms: daily(caps.sms), email: daily(caps.email), call: daily(caps.call), anyPer24h: caps.anyPer24h };
}

function daily(caps: ChannelCaps | undefined): ChannelCaps {
  return {
    perDay: caps?.perDay,
    maxAttemptsPerVisit: caps?.maxAttemptsPerVisit,
    minGapHours: caps?.minGapHours,
  };
}
