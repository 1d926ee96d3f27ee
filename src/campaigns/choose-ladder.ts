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
  /** The cap that defers it till then. */
  readonly cap: Reason | null;
}

/** A step that this customer cannot be reached on: the first refusal, and every other one of any address. */
export interface DroppedRung {
  readonly channel: Channel;
  readonly reason: Reason;
  readonly also: readonly Reason[];
}

export interface LadderChoice {
  readonly rungs: readonly UsableRung[];
  readonly dropped: readonly DroppedRung[];
}

/** Addresses that an earlier member of the audience has, and that member's number: one contact per address. */
export type TakenAddresses = Map<string, string>;

/** Whether a refusal with this code is disregarded: to find out what would be if a rule were off. */
export type Forgives = (code: string) => boolean;

const FORGIVES_NOTHING: Forgives = () => false;

/**
 * Limits the campaign's ladder to what this customer has, consented to and has not opted out of, and to what the
 * provider can do there; each dropped rung has all its reasons. A channel that the customer prefers goes first when it
 * is on the ladder and usable; it never comes in by preference alone.
 */
export function chooseLadder(
  member: AudienceMember,
  rules: CampaignRules,
  taken: Pick<TakenAddresses, 'get'>,
  forgives: Forgives = FORGIVES_NOTHING,
): LadderChoice {
  const rungs: UsableRung[] = [];
  const dropped: DroppedRung[] = [];
  const asked = { member, rules, taken, forgives };
  rules.ladder.forEach(({ channel, waitHours }) => {
    const found = tryRung(asked, channel);
    if (Array.isArray(found)) {
      const [first = reason('no-contact-point', { channel }), ...also] = found.map((why) => ofRung(why, channel));
      dropped.push({ channel, reason: first, also });
    } else rungs.push({ channel, waitHours, ...found });
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

type Found = Pick<UsableRung, 'address' | 'notBefore' | 'cap'>;

interface Asked {
  readonly member: AudienceMember;
  readonly rules: CampaignRules;
  readonly taken: Pick<TakenAddresses, 'get'>;
  readonly forgives: Forgives;
}

/** The first address that nothing stands against, or everything that stands against the channel and its addresses. */
function tryRung(asked: Asked, channel: Channel): Found | Reason[] {
  const { member, forgives } = asked;
  const refusals = withheldFrom(member, channel, asked.rules).filter(({ code }) => !forgives(code));
  const isWithheld = refusals.length > 0;
  const kind = channel === 'email' ? 'email' : 'phone';
  let hasAny = false;
  for (const address of member.addresses) {
    if (address.kind !== kind) continue;
    hasAny = true;
    const found = tryAddress(asked, channel, address);
    if (!Array.isArray(found)) {
      if (!isWithheld) return found;
    } else refusals.push(...found);
  }
  if (!hasAny) refusals.push(reason('no-contact-point', { channel }));
  return distinct(refusals);
}

function tryAddress(asked: Asked, channel: Channel, address: MemberAddress): Found | Reason[] {
  const { member, rules, taken, forgives } = asked;
  const takenBy = taken.get(address.address);
  const isTaken = takenBy !== undefined && takenBy !== member.customerNo;
  const refusals = refusedAddress(address, channel, rules, isTaken ? takenBy : undefined);
  const standing = refusals.length === 0 ? refusals : refusals.filter(({ code }) => !forgives(code));
  const due = member.dueAt ?? rules.deadlineAt;
  const { contacts, planned } = member;
  const { caps, zone } = rules;
  const cap = decideCaps({ channel, address: address.address, caps, contacts, planned, until: due, zone }, rules.at);
  if (cap === null || forgives(cap.reason.code)) {
    return standing.length > 0 ? standing : { address: address.address, notBefore: null, cap: null };
  }
  if (cap.nextAt === null || cap.nextAt >= due) return [...standing, cap.reason];
  return standing.length > 0 ? standing : { address: address.address, notBefore: cap.nextAt, cap: cap.reason };
}

/** What the customer withholds on a channel, whatever the address. Nothing goes against a no, a yes is the policy's to ask. */
function withheldFrom(member: AudienceMember, channel: Channel, rules: CampaignRules): Reason[] {
  const refusals: Reason[] = [];
  if (member.doNotContact.includes('all') || member.doNotContact.includes(channel)) {
    refusals.push(reason('do-not-contact', { channel }));
  }
  const consent = consentFor(member, channel, rules.purpose);
  if (consent === 'denied' || consentFor(member, channel, 'service') === 'denied') {
    refusals.push(reason('consent-denied', { channel }));
  } else if (rules.consent === 'granted' && consent !== 'granted') {
    refusals.push(reason('no-consent', { channel }));
  }
  if (member.lifecycle === 'prospect' && consentFor(member, channel, 'marketing') !== 'granted') {
    refusals.push(reason('prospect-without-marketing-consent', { channel }));
  }
  return refusals;
}

function refusedAddress(
  address: MemberAddress,
  channel: Channel,
  rules: CampaignRules,
  takenBy: string | undefined,
): Reason[] {
  const refusals: Reason[] = [];
  if (address.optedOut.includes('all') || address.optedOut.includes(channel)) {
    refusals.push(reason('opted-out', { channel }));
  }
  if (address.status !== 'active' && !(channel === 'call' && address.status === 'hard-bounced')) {
    refusals.push(reason('address-unusable', { channel, status: address.status }));
  }
  if (channel === 'sms' && !takesText(address)) refusals.push(reason('not-a-mobile', { channel }));
  if (channel === 'call' && address.phoneType === 'shared') refusals.push(reason('not-callable', { channel }));
  if (takenBy !== undefined) refusals.push(reason('duplicate-address', { channel, primary: takenBy }));
  const gap = rules.canReach(channel, address.country);
  if (gap !== null) refusals.push(gap);
  return refusals;
}

/** A limit over all channels and a gap of the provider name no channel: which rung they stand against is kept beside. */
function ofRung(why: Reason, channel: Channel): Reason {
  return why.params['channel'] === channel ? why : { code: why.code, params: { ...why.params, rung: channel } };
}

/** Two numbers of a customer may be refused for the same reason: it is said once. */
function distinct(reasons: readonly Reason[]): Reason[] {
  if (reasons.length < 2) return [...reasons];
  return [...new Map(reasons.map((why) => [JSON.stringify(why), why])).values()];
}

function takesText(address: MemberAddress): boolean {
  return address.phoneType === 'mobile' && address.ext === null;
}
