import type { z } from 'zod';
import { InputError } from '../kernel/faults.js';
import type { Fault } from '../kernel/faults.js';
import { CHANNELS } from '../kernel/words.js';
import type { Channel, Purpose } from '../kernel/words.js';
import { contactHours } from './contact-hours.js';
import type { ContactHours } from './contact-hours.js';
import { policyDocument } from './policy-document.js';
import type { ChannelWindowsDocument, PolicyDocument } from './policy-document.js';

export type ContactChannel = Channel;
/** What is asked where a customer is, in this order. */
export type ZoneOrder = readonly PolicyDocument['zones']['order'][number][];
export type PolicyCaps = PolicyDocument['caps'];
export type QuarantineDays = PolicyDocument['quarantineDays'];
/** `unless-denied`: silence is enough; `granted`: only an express yes is. */
export type ConsentRule = PolicyDocument['consent']['service'];

/** A contact policy, read and checked: when, how often and with whose consent customers may be contacted. */
export interface Policy {
  readonly id: string;
  readonly version: number;
  readonly jurisdiction: string;
  /** ISO date from which this version holds, in the organisation's zone. */
  readonly effectiveFrom: string;
  readonly source: string;
  readonly purposes: readonly Purpose[];
  /** The region whose day types count: `CN`, `US`, `US-CA`, `none` … */
  readonly calendar: string;
  readonly hours: Readonly<Record<Channel, ContactHours>>;
  /** The hours of a campaign with holiday windows. */
  readonly holidayHours: Readonly<Record<Channel, ContactHours>>;
  /** What the law allows at most; only so far may a customer's explicit consent to a time widen the company's hours. */
  readonly statutoryHours: Readonly<Partial<Record<Channel, ContactHours>>>;
  /** What is not named is not asked. */
  readonly zoneOrder: ZoneOrder;
  readonly caps: PolicyCaps;
  readonly quarantineDays: QuarantineDays;
  readonly refusalCoolOffDays: number;
  readonly consent: Readonly<Record<Purpose, ConsentRule>>;
}

/** Reads a policy document. Throws InputError with every fault. */
export function parsePolicy(document: unknown): Policy {
  const shape = policyDocument.safeParse(document);
  if (!shape.success) throw new InputError(shape.error.issues.flatMap(issueFaults));
  const faults: Fault[] = [];
  const policy = policyOf(shape.data, faults);
  if (faults.length > 0) throw new InputError(faults);
  return policy;
}

/** The document with everything that it left out, as it is stored. */
export function completeDocument(document: unknown): PolicyDocument {
  parsePolicy(document);
  return policyDocument.parse(document);
}

function policyOf(document: PolicyDocument, faults: Fault[]): Policy {
  const { windows, holidayCampaign, statutory } = document;
  return {
    id: document.id,
    version: document.version,
    jurisdiction: document.jurisdiction,
    effectiveFrom: document.effective_from,
    source: document.source,
    purposes: document.purpose,
    calendar: document.calendar,
    hours: byChannel((channel) => contactHours(windows[channel] ?? {}, `windows.${channel}`, faults)),
    holidayHours: byChannel((channel) => {
      const [usual, special, field] = [windows[channel], holidayCampaign[channel], `holidayCampaign.${channel}`];
      noteUnclearHoliday(usual, special, field, faults);
      return contactHours(withHoliday(usual, special), field, faults);
    }),
    statutoryHours: statutoryHours(statutory ?? {}, windows, faults),
    zoneOrder: document.zones.order,
    caps: document.caps,
    quarantineDays: document.quarantineDays,
    refusalCoolOffDays: document.refusalCoolOffDays,
    consent: document.consent,
  };
}

function byChannel<T>(make: (channel: Channel) => T): Record<Channel, T> {
  return Object.fromEntries(CHANNELS.map((channel) => [channel, make(channel)])) as Record<Channel, T>;
}

/**
 * The holiday windows replace those of the day types that they name, and with `weekend` those of Saturday and Sunday;
 * guard minutes stay unless they name others.
 */
function withHoliday(
  usual: ChannelWindowsDocument | undefined,
  special: ChannelWindowsDocument | undefined,
): ChannelWindowsDocument {
  if (!special) return usual ?? {};
  if (special.any) return withGuard(special, usual);
  const { any, guardMinutes, saturday, sunday, ...days } = usual ?? {};
  const own = special.weekend === undefined ? { saturday, sunday } : {};
  const typed = any ? { workday: any, makeup: any, weekend: any, holiday: any } : days;
  return { guardMinutes, ...typed, ...own, ...special };
}

/** Beside "any", a Saturday or Sunday of its own says nothing about day types, which holiday hours by day type need. */
function noteUnclearHoliday(
  usual: ChannelWindowsDocument | undefined,
  special: ChannelWindowsDocument | undefined,
  field: string,
  faults: Fault[],
): void {
  if (!usual?.any || !special || special.any || (usual.saturday ?? usual.sunday) === undefined) return;
  const message = 'must name "any", or the usual hours their day types: they name Saturday or Sunday beside "any"';
  faults.push({ field: `${field}.any`, code: 'day-types-beside-any', message });
}

/** A call needs its minutes before the end whichever hours hold. */
function withGuard(hours: ChannelWindowsDocument, usual: ChannelWindowsDocument | undefined): ChannelWindowsDocument {
  return { guardMinutes: usual?.guardMinutes, ...hours };
}

function statutoryHours(
  statutory: Partial<Record<Channel, ChannelWindowsDocument | undefined>>,
  usual: Partial<Record<Channel, ChannelWindowsDocument | undefined>>,
  faults: Fault[],
): Partial<Record<Channel, ContactHours>> {
  const hours: Partial<Record<Channel, ContactHours>> = {};
  for (const channel of CHANNELS) {
    const windows = statutory[channel];
    if (windows) hours[channel] = contactHours(withGuard(windows, usual[channel]), `statutory.${channel}`, faults);
  }
  return hours;
}

function issueFaults(issue: z.core.$ZodIssue): Fault[] {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      field: field ? `${field}.${key}` : key,
      code: 'unknown-key',
      message: 'is not known here',
    }));
  }
  return [{ field, code: issue.code.replaceAll('_', '-'), message: issue.message }];
}
