import { hoursOf } from '../calendar/contact-question.js';
import { type ContactQuestion, decideContact } from '../calendar/decide-contact.js';
import {
  type AudienceMember,
  type MemberAddress,
  type PastContact,
  type PlannedContact,
  consentFor,
} from '../campaigns/audience-member.js';
import { decideCaps } from '../campaigns/caps.js';
import type { ContactCaps } from '../campaigns/contact-caps.js';
import { type Reason, reason } from '../kernel/reason.js';
import { spreadOver } from './spread-over.js';
import type { CampaignKind, CampaignState, Channel, Purpose, VisitState } from '../kernel/words.js';

/** Everything that the decision about one attempt rests on, read just before. */
export interface AttemptFacts {
  readonly attemptId: number;
  readonly channel: Channel;
  /** An appointment that the customer asked for: the deadline does not cut it off. */
  readonly fixedTime: boolean;
  readonly campaign: {
    readonly state: CampaignState;
    readonly kind: CampaignKind;
    readonly purpose: Purpose;
    /** The campaign's deadline, or the visit's own last moment where that was rolled behind it. */
    readonly deadlineAt: Date;
  };
  readonly visitState: VisitState;
  readonly customer: Pick<AudienceMember, 'consent' | 'doNotContact' | 'deceased' | 'minor' | 'lifecycle'>;
  /** The address that the attempt would use; null when the customer has none for the channel any more. */
  readonly address: Pick<MemberAddress, 'address' | 'status' | 'optedOut'> | null;
  readonly hasOpenComplaint: boolean;
  readonly contact: ContactQuestion;
  readonly caps: ContactCaps;
  readonly contacts: readonly PastContact[];
  /** Contacts that campaigns with a higher priority have planned: this one does not take their room. */
  readonly superior: readonly PlannedContact[];
  /** Where parts of the day are counted. */
  readonly zone: string;
  /** Why the provider cannot carry it there, or null. */
  readonly unreachable: Reason | null;
  /** How long a send may take before it is given up, in milliseconds. */
  readonly sendTimeoutMs: number;
  /** A message that has not started by then is placed anew first; null or left out: it may start whenever it is allowed. */
  readonly startBy?: Date | null;
}

/**
 * What to do with an attempt now. `release` puts it back as it is, `end` gives the visit up whatever rungs are left,
 * and `visit` on a skip says where the visit goes with it.
 */
export type AttemptDecision =
  | { readonly action: 'send'; readonly validUntil: Date; readonly reason: Reason }
  | { readonly action: 'defer'; readonly until: Date; readonly reason: Reason }
  | { readonly action: 'hold' | 'release' | 'next-rung' | 'end'; readonly reason: Reason }
  | { readonly action: 'skip'; readonly reason: Reason; readonly visit?: VisitState };

type Rule = (facts: AttemptFacts, now: Date) => AttemptDecision | null;

/** In this order: what is over, what the customer does not want, what is not possible, and last what is not possible yet. */
const RULES: readonly Rule[] = [
  isOver,
  personRefuses,
  addressRefuses,
  withoutConsent,
  waitsForIssue,
  tooLate,
  cannotReach,
  startsTooLate,
];

/** Decides about one attempt. What nobody knows (zone, policy, calendar) holds it: rest and consent fail closed (T1). */
export function decideAttempt(facts: AttemptFacts, now: Date): AttemptDecision {
  for (const rule of RULES) {
    const decision = rule(facts, now);
    if (decision) return decision;
  }
  return decideTime(facts, now);
}

function isOver({ visitState, campaign }: AttemptFacts): AttemptDecision | null {
  if (visitState !== 'planned' && visitState !== 'open') {
    return { action: 'skip', reason: reason('visit-is-over', { state: visitState }) };
  }
  if (campaign.state === 'running') return null;
  if (campaign.state === 'paused') return { action: 'release', reason: reason('campaign-paused') };
  return { action: 'skip', reason: reason('campaign-not-running', { state: campaign.state }), visit: 'cancelled' };
}

function personRefuses({ customer, campaign, channel }: AttemptFacts): AttemptDecision | null {
  if (customer.deceased) return { action: 'skip', reason: reason('deceased'), visit: 'unreachable' };
  if (customer.minor && campaign.purpose === 'marketing') {
    return { action: 'skip', reason: reason('minor'), visit: 'unreachable' };
  }
  if (customer.doNotContact.includes('all')) {
    return { action: 'skip', reason: reason('do-not-contact', { channel: 'all' }), visit: 'opted_out' };
  }
  if (customer.doNotContact.includes(channel)) return nextRung('do-not-contact', channel);
  return null;
}

function addressRefuses({ address, channel }: AttemptFacts): AttemptDecision | null {
  if (address === null) return nextRung('no-contact-point', channel);
  if (address.optedOut.includes('all') || address.optedOut.includes(channel)) return nextRung('opted-out', channel);
  const usable = address.status === 'active' || (channel === 'call' && address.status === 'hard-bounced');
  if (usable) return null;
  return { action: 'next-rung', reason: reason('address-unusable', { channel, status: address.status }) };
}

/** Nothing goes against a no; marketing, and a prospect, need a yes; the policy may ask for a yes to service as well. */
function withoutConsent({ customer, campaign, contact, channel }: AttemptFacts): AttemptDecision | null {
  if (consentFor(customer, channel, 'service') === 'denied') return nextRung('consent-denied', channel);
  const purpose = customer.lifecycle === 'prospect' ? 'marketing' : campaign.purpose;
  const consent = consentFor(customer, channel, purpose);
  if (consent === 'denied') return nextRung('consent-denied', channel);
  const needsYes = purpose === 'marketing' || contact.policy?.consent[purpose] === 'granted';
  return needsYes && consent !== 'granted' ? nextRung('no-consent', channel) : null;
}

function waitsForIssue({ hasOpenComplaint, campaign }: AttemptFacts): AttemptDecision | null {
  if (!hasOpenComplaint || campaign.kind === 'after-complaint') return null;
  return { action: 'hold', reason: reason('open-complaint') };
}

function tooLate({ campaign, fixedTime }: AttemptFacts, now: Date): AttemptDecision | null {
  if (fixedTime || now < campaign.deadlineAt) return null;
  return { action: 'end', reason: reason('deadline-passed', { deadlineAt: campaign.deadlineAt.toISOString() }) };
}

function cannotReach({ unreachable }: AttemptFacts): AttemptDecision | null {
  return unreachable === null ? null : { action: 'next-rung', reason: unreachable };
}

/** After an outage nothing goes in a burst: what should have gone too long ago waits for a new place. */
function startsTooLate({ startBy = null, channel }: AttemptFacts, now: Date): AttemptDecision | null {
  if (startBy === null || now <= startBy) return null;
  return { action: 'release', reason: reason('late-start', { channel }) };
}

function decideTime(facts: AttemptFacts, now: Date): AttemptDecision {
  const hours = decideContact(facts.contact, now);
  if (!hours.allowed || hours.closesAt === null) {
    return hours.next === null ? { action: 'hold', reason: hours.reason } : later(facts, hours.next, hours.reason);
  }
  if (hours.provisional) return { action: 'hold', reason: hours.reason };
  const cap = decideCaps(
    {
      channel: facts.channel,
      address: facts.address?.address ?? null,
      caps: facts.caps,
      contacts: facts.contacts,
      planned: facts.superior,
      zone: facts.zone,
    },
    now,
  );
  if (cap)
    return cap.nextAt === null ? { action: 'next-rung', reason: cap.reason } : later(facts, cap.nextAt, cap.reason);
  const validUntil = new Date(hours.closesAt.getTime() - closingMs(facts));
  if (validUntil > now) return { action: 'send', validUntil, reason: hours.reason };
  return later(facts, hours.closesAt, reason('window-closes', { channel: facts.channel }));
}

/** A call must have its guard minutes before the hours end, a message the time that its sending may take. */
function closingMs({ channel, contact, sendTimeoutMs }: AttemptFacts): number {
  if (channel !== 'call') return sendTimeoutMs;
  // The last minute that leaves the guard is still lawful itself, so the limit lies just behind it.
  return (hoursOf(contact)?.guardMinutes ?? 0) * 60_000 - 1;
}

/** Later, at the first allowed instant; the next rung where that comes after the deadline. */
function later(facts: AttemptFacts, from: Date, why: Reason): AttemptDecision {
  const { next } = decideContact(facts.contact, from);
  if (next === null) return { action: 'hold', reason: why };
  if (!facts.fixedTime && next >= facts.campaign.deadlineAt) return { action: 'next-rung', reason: why };
  return { action: 'defer', until: spread(facts, next), reason: why };
}

/** Messages that wait for the same opening do not all go in its first second; a person's appointment is kept. */
function spread(facts: AttemptFacts, next: Date): Date {
  if (facts.channel === 'call' || facts.fixedTime) return next;
  const later = spreadOver(facts.contact, facts.attemptId, next);
  return later < facts.campaign.deadlineAt ? later : next;
}

function nextRung(code: string, channel: Channel): AttemptDecision {
  return { action: 'next-rung', reason: reason(code, { channel }) };
}
