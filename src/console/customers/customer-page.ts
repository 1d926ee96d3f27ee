import { mayBeLifted } from '../../archive/address-status.js';
import type { CustomerDetail } from '../../archive/customer.js';
import { mayTake } from '../../archive/offered-value.js';
import type { ConsentInForce } from '../../archive/consent.service.js';
import { maskAddress } from '../../kernel/masking.js';
import { CHANNELS, PURPOSES } from '../../kernel/words.js';
import type { CustomerMergeLine, HouseholdMember, OpenVisit } from './customer-around.read-model.js';
import { placeName } from '../place-name.js';
import { customerEvents } from './customer-events.js';
import type { CustomerEvent, CustomerFacts } from './customer-events.js';
import type { RestHours } from './rest-hours.js';

/** What the role of the reader may do with this customer. */
export interface CustomerRights {
  readonly write: boolean;
  readonly merge: boolean;
  readonly optOut: boolean;
  readonly lift: boolean;
  readonly record: boolean;
}

/** Everything that the page of a customer is made of. */
export interface CustomerSheet {
  readonly customer: CustomerDetail;
  readonly hours: RestHours;
  readonly visits: readonly OpenVisit[];
  readonly household: readonly HouseholdMember[];
  readonly merges: readonly CustomerMergeLine[];
  readonly facts: CustomerFacts;
  readonly may: CustomerRights;
  readonly ownerName: string | null;
  readonly now: Date;
}

interface Fact {
  readonly labelKey: string;
  readonly text?: string;
  readonly textKey?: string;
}

/** The page of a customer, ready for its template. Addresses are masked for everybody: the desk shows a number in a call. */
export function toCustomerPage(sheet: CustomerSheet) {
  const { customer, facts, may, now } = sheet;
  return {
    id: customer.id,
    customerNo: customer.customerNo,
    name: customer.name === '' ? customer.customerNo : customer.name,
    memberLevel: customer.memberLevel,
    lifecycle: customer.lifecycle,
    lifecycleKey: `archive.lifecycle.${customer.lifecycle}`,
    isClosed: customer.deceased || customer.doNotContact.length > 0,
    warnings: [
      ...(customer.deceased ? ['console.customers.is-deceased'] : []),
      ...(customer.minor ? ['console.customers.is-minor'] : []),
      ...customer.doNotContact.map((channel) => `archive.do-not-contact.${channel}`),
    ],
    facts: identity(customer, sheet.ownerName),
    tags: customer.tags,
    points: customer.contactPoints.map((point) => ({
      kindIcon: point.kind === 'phone' ? 'phone' : 'email',
      text: maskAddress(point.address ?? point.raw),
      ext: point.ext,
      isUsable: point.address !== null,
      isAddress: point.address !== null && may.optOut,
      whyClosed: point.status === 'active' ? null : point.statusReason,
      mayLift: may.lift && mayBeLifted(point),
      id: point.id,
      chips: [
        ...(point.phoneType === null ? [] : [`archive.phone-type.${point.phoneType}`]),
        ...(point.invalidCode === null ? [] : ['console.customers.point-invalid']),
        ...(point.status === 'active' ? [] : [`archive.address-status.${point.status}`]),
        ...point.optedOut.map((channel) => `console.customers.opted-out.${channel}`),
      ],
    })),
    services: customer.services.slice(0, 10),
    moreServices: Math.max(0, customer.services.length - 10),
    attributes: Object.entries(customer.attributes)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => ({ name, text: String(value) })),
    consent: consentRows(customer.consent),
    conflicts: customer.conflicts.map((conflict) => ({
      ...conflict,
      fieldKey: fieldKey(conflict.field),
      fieldName: conflict.field,
      mayTake: mayTake(conflict.field),
      ...maskedConflict(conflict),
    })),
    hours: sheet.hours,
    household: sheet.household,
    visits: sheet.visits.map((visit) => toVisitCard(visit, now)),
    merges: sheet.merges,
    events: customerEvents(facts) satisfies readonly CustomerEvent[],
    may,
    version: customer.version,
    updatedAt: customer.updatedAt,
  };
}

/** A card of an open visit: what comes next, when, by whom and why. */
export function toVisitCard(visit: OpenVisit, now: Date) {
  const late = visit.dueAt < now;
  return {
    id: visit.id,
    campaignName: visit.campaignName,
    partKey: `console.part.${visit.part}`,
    part: visit.part,
    due: { at: visit.dueAt, late, soon: !late && visit.dueAt.getTime() - now.getTime() < 86_400_000 },
    agent: [visit.agentNo, visit.agentName].filter((part) => part !== null).join(' '),
    channelKey: visit.channel === null ? null : `console.channel.${visit.channel}`,
    at: visit.appointmentAt ?? visit.at,
    nextRungAt: visit.nextRungAt,
    reason: visit.reason,
    mayRecord: visit.isMine,
  };
}

/** Channel by channel, what is in force for each purpose: said of the channel itself, else of all, else unknown. */
export function consentRows(consent: ConsentInForce) {
  return CHANNELS.map((channel) => ({
    channel,
    channelKey: `console.channel.${channel}`,
    purposes: PURPOSES.map((purpose) => {
      const state = consent[`${channel}.${purpose}`] ?? consent[`all.${purpose}`] ?? 'unknown';
      return { purpose, labelKey: `archive.purpose.${purpose}`, state, stateKey: `archive.consent.${state}` };
    }),
  }));
}

/** The text of an archive field that is spelled as a column; null where it is none (an attribute, a consent). */
export function fieldKey(column: string): string | null {
  const known = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return /^[a-zA-Z0-9]+$/.test(known) ? `archive.field.${known}` : null;
}

function maskedConflict({ field, keptValue, offeredValue }: CustomerDetail['conflicts'][number]) {
  const isAddress = field === 'phone' || field === 'phone2' || field === 'email';
  const mask = (text: string | null) =>
    text === null || !isAddress ? text : text.split(', ').map(maskAddress).join(', ');
  return { kept: mask(keptValue), offered: mask(offeredValue) };
}

function identity(customer: CustomerDetail, ownerName: string | null): readonly Fact[] {
  const owner = [customer.ownerAgentNo, ownerName].filter((part) => part !== null).join(' ');
  const region = placeName([customer.country, customer.province, customer.city, customer.district]);
  const contact = [customer.contactName, customer.contactRelation].filter((part) => part !== null).join(' · ');
  const facts: readonly (readonly [string, string | null])[] = [
    ['contactName', contact],
    ['company', customer.company],
    ['birthday', customer.birthday],
    ['timezone', customer.timezone],
    ['language', customer.language],
    ['memberLevel', customer.memberLevel],
    ['cardNo', customer.cardNo],
    ['cardExpiresOn', customer.cardExpiresOn],
    ['category', customer.category],
    ['source', customer.source],
    ['product', customer.product],
    ['ownerAgentNo', owner],
    ['requiredSkill', customer.requiredSkill],
    ['preferredTime', customer.preferredTime?.map(([from, to]) => `${from}–${to}`).join(', ') ?? null],
  ];
  return [
    { labelKey: 'archive.field.gender', textKey: `archive.gender.${customer.gender}` },
    ...(region === '' ? [] : [{ labelKey: 'console.column.region', text: region }]),
    ...facts.flatMap(([field, text]) => (text ? [{ labelKey: `archive.field.${field}`, text }] : [])),
    ...(customer.preferredChannel
      ? [{ labelKey: 'archive.field.preferredChannel', textKey: `console.channel.${customer.preferredChannel}` }]
      : []),
  ];
}
