import { reason } from '../kernel/reason.js';
import type { Reason } from '../kernel/reason.js';
import type { CampaignKind, Channel, Purpose } from '../kernel/words.js';
import { consentFor } from './audience-member.js';
import type { AudienceMember, MemberAddress } from './audience-member.js';
import type { Rung } from './campaign-definition.js';
import { decideCaps } from './caps.js';
import type { ContactCaps } from './contact-caps.js';

/** What a campaign and its policy ask of a customer; the same for the whole audience. */
export interface CampaignRules {
  readonly campaignId: number;
  readonly kind: CampaignKind;
  readonly purpose: Purpose;
  /** What the policy asks for this purpose: a yes, or only that nobody said no. */
  readonly consent: 'granted' | 'unless-denied';
  readonly ladder: readonly Rung[];
  readonly caps: ContactCaps;
  readonly quarantineDays: { readonly anySurvey: number; readonly sameSurvey: number; readonly nps: number };
  readonly refusalCoolOffDays: number;
  /** Null: the campaign only notifies. */
  readonly surveyId: string | null;
  readonly asksNps: boolean;
  /** Surveys of any campaign that ask the NPS question. */
  readonly npsSurveys: ReadonlySet<string>;
  /** The instant from which the campaign may contact anybody. */
  readonly at: Date;
  readonly deadlineAt: Date;
  readonly zone: string;
  /** Why the provider of a channel cannot do there what the message needs; null where it can. */
  readonly canReach: (channel: Channel, country: string | null) => Reason | null;
}

/** A step that this customer can be reached on; its place in the list is the visit's rung. */
export interface UsableRung extends Rung {
  readonly address: string;
  /** Caps leave room from here on; null where they do already. */
  readonly notBefore: Date | null;
}

export interface DroppedRung {
  readonly channel: Channel;
  readonly reason: Reason;
}

export interface LadderChoice {
  readonly rungs: readonly UsableRung[];
  readonly dropped: readonly DroppedRung[];
}

/** Addresses that an earlier member of the audience has, and that member's number: one contact per address. */
export type TakenAddresses = Map<string, string>;

/**
 * Limits the campaign's ladder to what this customer has, consented to and has not opted out of, and to what the
 * provider can do there; each dropped rung has its reason. A channel that the customer prefers goes first when it is
 * on the ladder and usable; it never comes in by preference alone.
 */
export function chooseLadder(member: AudienceMember, rules: CampaignRules, taken: TakenAddresses): LadderChoice {
  const rungs: UsableRung[] = [];
  const dropped: DroppedRung[] = [];
  rules.ladder.forEach((rung) => {
    const found = tryRung(member, rung.channel, rules, taken);
    if ('code' in found) dropped.push({ channel: rung.channel, reason: found });
    else rungs.push({ channel: rung.channel, waitHours: rung.waitHours, ...found });
  });
  if (member.preferredChannel === null || rungs.length < 2) return { rungs, dropped };
  const preferred = rungs.filter(({ channel }) => channel === member.preferredChannel);
  return { rungs: [...preferred, ...rungs.filter((rung) => !preferred.includes(rung))], dropped };
}

/** Takes a member's addresses on these rungs, so that nobody after it is contacted there in this campaign. */
export function takeAddresses(member: AudienceMember, choice: LadderChoice, taken: TakenAddresses): void {
  for (const { address } of choice.rungs) {
    if (member.addresses.some((known) => known.address === address && known.shared)) {
      taken.set(address, member.customerNo);
    }
  }
}

type Found = Pick<UsableRung, 'address' | 'notBefore'>;

function tryRung(
  member: AudienceMember,
  channel: Channel,
  rules: CampaignRules,
  taken: TakenAddresses,
): Found | Reason {
  const withheld = withheldFrom(member, channel, rules);
  if (withheld) return withheld;
  let why = reason('no-contact-point', { channel });
  const kind = channel === 'email' ? 'email' : 'phone';
  for (const address of member.addresses) {
    if (address.kind !== kind) continue;
    const refused = refusedAddress(address, channel, rules, taken.get(address.address));
    if (refused) {
      why = refused;
      continue;
    }
    const cap = decideCaps(
      { channel, address: address.address, caps: rules.caps, contacts: member.contacts, zone: rules.zone },
      rules.at,
    );
    if (cap === null) return { address: address.address, notBefore: null };
    const due = member.dueAt ?? rules.deadlineAt;
    if (cap.nextAt !== null && cap.nextAt < due) return { address: address.address, notBefore: cap.nextAt };
    why = cap.reason;
  }
  return why;
}

/** What the customer allows on a channel, whatever the address. Nothing goes against a no, a yes is the policy's to ask. */
function withheldFrom(member: AudienceMember, channel: Channel, rules: CampaignRules): Reason | null {
  if (member.doNotContact.includes('all') || member.doNotContact.includes(channel)) {
    return reason('do-not-contact', { channel });
  }
  const consent = consentFor(member, channel, rules.purpose);
  if (consent === 'denied' || consentFor(member, channel, 'service') === 'denied') {
    return reason('consent-denied', { channel });
  }
  if (rules.consent === 'granted' && consent !== 'granted') return reason('no-consent', { channel });
  if (member.lifecycle === 'prospect' && consentFor(member, channel, 'marketing') !== 'granted') {
    return reason('prospect-without-marketing-consent', { channel });
  }
  return null;
}

function refusedAddress(
  address: MemberAddress,
  channel: Channel,
  rules: CampaignRules,
  takenBy: string | undefined,
): Reason | null {
  if (address.optedOut.includes('all') || address.optedOut.includes(channel)) return reason('opted-out', { channel });
  const blocked = address.status !== 'active' && !(channel === 'call' && address.status === 'hard-bounced');
  if (blocked) return reason('address-unusable', { channel, status: address.status });
  if (channel === 'sms' && !takesText(address)) return reason('not-a-mobile', { channel });
  if (channel === 'call' && address.phoneType === 'shared') return reason('not-callable', { channel });
  if (takenBy !== undefined) return reason('duplicate-address', { channel, primary: takenBy });
  return rules.canReach(channel, address.country);
}

function takesText(address: MemberAddress): boolean {
  return address.phoneType === 'mobile' && address.ext === null;
}
