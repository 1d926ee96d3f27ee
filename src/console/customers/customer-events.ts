import { maskAddress } from '../../kernel/masking.js';
import { reason } from '../../kernel/reason.js';
import type { Reason } from '../../kernel/reason.js';
import { newestFirst } from '../timeline.js';
import type { TimelineItem } from '../timeline.js';

/** A try, as the timeline tells it. */
export interface AttemptFact {
  readonly at: Date;
  readonly channel: string;
  readonly state: string;
  readonly campaignName: string;
  readonly agentNo: string | null;
  readonly errorCode: string | null;
  readonly reason: Reason | null;
}

/** Everything that happened with a customer, by where it is kept; each list newest first and bounded. */
export interface CustomerFacts {
  readonly attempts: readonly AttemptFact[];
  readonly inbound: readonly { readonly at: Date; readonly body: string; readonly reason: Reason }[];
  readonly records: readonly {
    readonly at: Date;
    readonly channel: string;
    readonly state: string;
    readonly disposition: string | null;
    readonly agentNo: string | null;
    readonly campaignName: string;
    readonly fields: Readonly<Record<string, unknown>>;
    readonly flags: readonly string[];
  }[];
  readonly answers: readonly {
    readonly at: Date;
    readonly channel: string;
    readonly campaignName: string;
    readonly productScore: number | null;
    readonly serviceScore: number | null;
    readonly nps: number | null;
    readonly comment: string | null;
  }[];
  readonly consents: readonly {
    readonly at: Date;
    readonly channel: string;
    readonly purpose: string;
    readonly state: string;
    readonly method: string;
    readonly evidence: string | null;
    readonly actor: string;
  }[];
  readonly optOuts: readonly {
    readonly at: Date;
    readonly address: string;
    readonly channel: string;
    readonly optedIn: boolean;
    readonly source: string;
    readonly evidence: string | null;
    readonly actor: string;
  }[];
  readonly followUps: readonly {
    readonly at: Date;
    readonly closedAt: Date | null;
    readonly closedBy: string | null;
    readonly note: string | null;
    readonly withdrawn: Reason | null;
    readonly reason: Reason;
  }[];
  readonly services: readonly {
    readonly at: Date;
    readonly item: string | null;
    readonly product: string | null;
    readonly servedBy: string | null;
  }[];
  readonly ends: readonly {
    readonly at: Date;
    readonly state: string;
    readonly campaignName: string;
    readonly reason: Reason | null;
  }[];
  readonly merges: readonly {
    readonly at: Date;
    readonly undone: boolean;
    readonly otherNo: string;
    readonly actor: string;
  }[];
}

/** A timeline item with words beside its title: what state it came to, on which channel. */
export interface CustomerEvent extends TimelineItem {
  readonly chips?: readonly string[];
}

const MAX_EVENTS = 200;
const ICONS: Readonly<Record<string, string>> = { sms: 'message', email: 'email', call: 'phone', inbound: 'phone' };
const TONES: Readonly<Record<string, TimelineItem['tone']>> = {
  delivered: 'good',
  undelivered: 'wrong',
  failed: 'wrong',
  in_doubt: 'warn',
  assumed_sent: 'warn',
};
/** What a person wrote into a record, in the order of the form. */
const WRITTEN = ['note', 'complaint', 'newNeed', 'suggestion', 'dissatisfiedReason', 'refusalReason', 'leftover'];

/** One story over all channels, newest first. */
export function customerEvents(facts: CustomerFacts): readonly CustomerEvent[] {
  const events: readonly CustomerEvent[] = [
    ...facts.services.map(serviceEvent),
    ...facts.consents.map(consentEvent),
    ...facts.optOuts.map(optOutEvent),
    ...facts.attempts.map(attemptEvent),
    ...facts.inbound.map(inboundEvent),
    ...facts.records.map(recordEvent),
    ...facts.answers.map(answerEvent),
    ...facts.ends.map(endEvent),
    ...facts.followUps.flatMap(followUpEvents),
    ...facts.merges.map(mergeEvent),
  ];
  return newestFirst(events).slice(0, MAX_EVENTS);
}

function attemptEvent(fact: AttemptFact): CustomerEvent {
  return {
    at: fact.at,
    icon: ICONS[fact.channel] ?? 'hand',
    tone: TONES[fact.state] ?? 'plain',
    titleKey: `console.channel.${fact.channel}`,
    chips: [`console.customers.attempt.${fact.state}`],
    subject: fact.campaignName,
    text: fact.errorCode ?? undefined,
    actor: fact.agentNo ?? undefined,
    reasons: fact.reason ? [fact.reason] : [],
  };
}

function inboundEvent({ at, body, reason: why }: CustomerFacts['inbound'][number]): CustomerEvent {
  const titleKey = 'console.customers.event.sms-in';
  return { at, icon: 'message', tone: 'plain', titleKey, text: body, reasons: [why] };
}

function recordEvent(fact: CustomerFacts['records'][number]): CustomerEvent {
  const written = WRITTEN.map((name) => fact.fields[name]).filter((text) => typeof text === 'string');
  return {
    at: fact.at,
    icon: ICONS[fact.channel] ?? 'hand',
    tone: 'plain',
    titleKey: `record-channel.${fact.channel}`,
    chips: [
      ...(fact.disposition === null ? [] : [`disposition.${fact.disposition}`]),
      ...(fact.state === 'draft' ? ['console.customers.event.draft'] : []),
      ...fact.flags.map((flag) => `record-flag.${flag}`),
    ],
    subject: fact.campaignName,
    text: written.length > 0 ? written.join('\n') : undefined,
    actor: fact.agentNo ?? undefined,
  };
}

function answerEvent(fact: CustomerFacts['answers'][number]): CustomerEvent {
  const scores = [
    ['answer-product', fact.productScore],
    ['answer-service', fact.serviceScore],
    ['answer-nps', fact.nps],
  ] as const;
  const low = [fact.productScore, fact.serviceScore].some((score) => score !== null && score <= 2);
  return {
    at: fact.at,
    icon: low ? 'warning' : 'done',
    tone: low ? 'wrong' : 'good',
    titleKey: 'console.customers.event.answer',
    subject: fact.campaignName,
    text: fact.comment ?? undefined,
    reasons: scores.flatMap(([code, score]) => (score === null ? [] : [reason(code, { score })])),
  };
}

function consentEvent(fact: CustomerFacts['consents'][number]): CustomerEvent {
  return {
    at: fact.at,
    icon: 'audit',
    tone: fact.state === 'denied' ? 'warn' : 'plain',
    titleKey: 'console.customers.event.consent',
    chips: [
      `archive.consent.${fact.state}`,
      fact.channel === 'all' ? 'console.customers.channel-all' : `console.channel.${fact.channel}`,
      `archive.purpose.${fact.purpose}`,
      `archive.consent-method.${fact.method}`,
    ],
    text: fact.evidence ?? undefined,
    actor: fact.actor,
  };
}

function optOutEvent(fact: CustomerFacts['optOuts'][number]): CustomerEvent {
  return {
    at: fact.at,
    icon: 'hand',
    tone: fact.optedIn ? 'good' : 'wrong',
    titleKey: fact.optedIn ? 'console.customers.event.opt-in' : 'console.customers.event.opt-out',
    chips: [
      fact.channel === 'all' ? 'console.customers.channel-all' : `console.channel.${fact.channel}`,
      `archive.opt-out-source.${fact.source}`,
    ],
    subject: maskAddress(fact.address),
    text: fact.evidence ?? undefined,
    actor: fact.actor,
  };
}

function followUpEvents(fact: CustomerFacts['followUps'][number]): CustomerEvent[] {
  const opened: CustomerEvent = {
    at: fact.at,
    icon: 'warning',
    tone: 'warn',
    titleKey: 'console.customers.event.follow-up-opened',
    reasons: [fact.reason],
  };
  if (fact.closedAt === null) return [opened];
  const by = { actor: fact.closedBy ?? undefined, text: fact.note ?? undefined };
  if (fact.withdrawn !== null) {
    const withdrawn = { titleKey: 'console.customers.event.follow-up-withdrawn', reasons: [fact.withdrawn] };
    return [opened, { at: fact.closedAt, icon: 'done', tone: 'plain', ...withdrawn, ...by }];
  }
  const titleKey = 'console.customers.event.follow-up-closed';
  return [opened, { at: fact.closedAt, icon: 'done', tone: 'good', titleKey, ...by }];
}

function serviceEvent({ at, item, product, servedBy }: CustomerFacts['services'][number]): CustomerEvent {
  const subject = [item, product].filter((part) => part !== null).join(' · ');
  const titleKey = 'console.customers.event.service';
  return { at, icon: 'person', tone: 'plain', titleKey, subject, actor: servedBy ?? undefined };
}

function endEvent(fact: CustomerFacts['ends'][number]): CustomerEvent {
  return {
    at: fact.at,
    icon: fact.state === 'completed' ? 'done' : 'campaign',
    tone: fact.state === 'completed' ? 'good' : 'plain',
    titleKey: 'console.customers.event.visit-ended',
    chips: [`console.customers.visit.${fact.state}`],
    subject: fact.campaignName,
    reasons: fact.reason ? [fact.reason] : [],
  };
}

function mergeEvent({ at, undone, otherNo, actor }: CustomerFacts['merges'][number]): CustomerEvent {
  const titleKey = undone ? 'console.customers.event.merge-undone' : 'console.customers.event.merged';
  return { at, icon: undone ? 'undo' : 'copy', tone: 'plain', titleKey, subject: otherNo, actor };
}
