import { parsePolicy } from '../../calendar/policy.js';
import type { ChannelWindowsDocument, PolicyDocument } from '../../calendar/policy-document.js';
import { dayNumber } from '../../calendar/local-day.js';
import { InputError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import { CHANNELS } from '../../kernel/words.js';
import { readWindows, writeWindows } from './windows-text.js';

/** The day types of a form's window fields; `any` is "the same every day". */
export const WINDOW_FIELDS = ['any', 'workday', 'makeup', 'weekend', 'saturday', 'sunday', 'holiday'] as const;
/** Days that are as every day, or as the weekend, where nothing is typed. */
const OPTIONAL_FIELDS: readonly string[] = ['any', 'saturday', 'sunday'];
/** How often one channel may be used. */
export const CAP_FIELDS = ['perDay', 'perWeek', 'per7d', 'per30d', 'maxAttemptsPerVisit', 'minGapHours'] as const;
/** How long nobody is asked again, in days. */
export const QUARANTINE_FIELDS = ['anySurvey', 'sameSurvey', 'nps'] as const;

/** Every field of the form, by its name. */
export const POLICY_FIELDS: readonly string[] = [
  ...['effective_from', 'source', 'caps.anyPer24h', 'refusalCoolOffDays'],
  ...QUARANTINE_FIELDS.map((name) => `quarantineDays.${name}`),
  ...CHANNELS.flatMap((channel) => [
    `windows.${channel}.guardMinutes`,
    ...WINDOW_FIELDS.flatMap((type) => [`windows.${channel}.${type}`, `holidayCampaign.${channel}.${type}`]),
    ...CAP_FIELDS.map((cap) => `caps.${channel}.${cap}`),
  ]),
];

/** The policy's own faults, as they are worded beside a field of the form. */
const FORM_CODES: Readonly<Record<string, string>> = {
  'any-and-day-types': 'policy-any-and-day-types',
  'day-types-beside-any': 'policy-day-types-beside-any',
  circular: 'policy-circular',
  'shorter-than-guard': 'policy-shorter-than-guard',
};

type Typed = Readonly<Record<string, unknown>>;

/** A version as its form shows it: windows as lines of text, numbers as they are. */
export function writePolicyForm(document: PolicyDocument): Record<string, string> {
  const values: Record<string, string> = {};
  const put = (name: string, value: string | number | undefined) =>
    (values[name] = value === undefined ? '' : `${value}`);
  put('effective_from', document.effective_from);
  put('source', document.source);
  put('caps.anyPer24h', document.caps.anyPer24h);
  put('refusalCoolOffDays', document.refusalCoolOffDays);
  for (const name of QUARANTINE_FIELDS) put(`quarantineDays.${name}`, document.quarantineDays[name]);
  for (const channel of CHANNELS) {
    const windows = document.windows[channel];
    const makeup = windows.makeup ?? (windows.any ? undefined : '=workday');
    put(`windows.${channel}.guardMinutes`, windows.guardMinutes);
    for (const type of WINDOW_FIELDS) {
      const closed = OPTIONAL_FIELDS.includes(type) ? '-' : '';
      put(`windows.${channel}.${type}`, writeWindows(type === 'makeup' ? makeup : windows[type], closed));
      put(`holidayCampaign.${channel}.${type}`, writeWindows(document.holidayCampaign[channel]?.[type], '-'));
    }
    for (const cap of CAP_FIELDS) put(`caps.${channel}.${cap}`, document.caps[channel][cap]);
  }
  return values;
}

/**
 * The next version of a policy from what was typed; what the form does not ask (purposes, consent, the law's own limits)
 * stays as in `base`. Throws InputError with every fault beside its field.
 */
export function readPolicyForm(typed: Typed, base: PolicyDocument): PolicyDocument {
  const faults: Fault[] = [];
  const read = new FormReader(typed, faults);
  const each = <T>(make: (channel: string) => T) =>
    Object.fromEntries(CHANNELS.map((channel) => [channel, make(channel)])) as Record<(typeof CHANNELS)[number], T>;
  const document: PolicyDocument = {
    ...base,
    effective_from: read.date('effective_from'),
    source: read.text('source'),
    windows: each((channel) => read.usualWindows(`windows.${channel}`)),
    holidayCampaign: each((channel) => read.holidayWindows(`holidayCampaign.${channel}`)),
    caps: {
      ...each((channel) => read.counts(`caps.${channel}`, CAP_FIELDS)),
      anyPer24h: read.count('caps.anyPer24h', true) ?? 0,
    },
    quarantineDays: read.required('quarantineDays', QUARANTINE_FIELDS),
    refusalCoolOffDays: read.count('refusalCoolOffDays', true) ?? 0,
  };
  const all = faults.length > 0 ? faults : faultsOf(document);
  if (all.length > 0) throw new InputError(all);
  return document;
}

/** What the policy's own rules find; a fault of the usual windows that the holiday windows inherit is said once. */
function faultsOf(document: PolicyDocument): Fault[] {
  try {
    parsePolicy(document);
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const said = new Set(error.faults.map(({ field, code }) => `${field} ${code}`));
    return error.faults
      .filter(
        ({ field, code }) =>
          !said.has(`${field.replace(/^holidayCampaign\./, 'windows.')} ${code}`) ||
          !field.startsWith('holidayCampaign.'),
      )
      .map((fault) => ({ ...fault, code: FORM_CODES[fault.code] ?? fault.code }));
  }
}

/** Reads fields of a form and notes what is wrong with them. */
class FormReader {
  constructor(
    private readonly typed: Typed,
    private readonly faults: Fault[],
  ) {}

  text(field: string): string {
    const value = this.typed[field];
    return typeof value === 'string' ? value.trim() : '';
  }

  date(field: string): string {
    const text = this.text(field);
    if (dayNumber(text) === null) this.note(field, 'policy-date', 'must be a date, such as 2027-01-01');
    return text;
  }

  /** A whole number (of hours also a part); undefined where nothing is typed and nothing is needed. */
  count(field: string, isNeeded = false): number | undefined {
    const text = this.text(field);
    if (text === '' && !isNeeded) return undefined;
    const pattern = field.endsWith('Hours') ? /^\d{1,4}(\.\d{1,2})?$/ : /^\d{1,4}$/;
    if (!pattern.test(text)) this.note(field, 'policy-count', 'must be a number from 0');
    return Number(text);
  }

  counts<Name extends string>(group: string, names: readonly Name[]): Partial<Record<Name, number>> {
    const found = names.map((name) => [name, this.count(`${group}.${name}`)] as const);
    return Object.fromEntries(found.filter(([, n]) => n !== undefined)) as Partial<Record<Name, number>>;
  }

  required<Name extends string>(group: string, names: readonly Name[]): Record<Name, number> {
    return Object.fromEntries(names.map((name) => [name, this.count(`${group}.${name}`, true) ?? 0])) as Record<
      Name,
      number
    >;
  }

  /** Usual windows: an empty day is closed, unless one line holds for every day. */
  usualWindows(group: string): ChannelWindowsDocument {
    const guardMinutes = this.count(`${group}.guardMinutes`);
    const isAny = this.text(`${group}.any`) !== '';
    return { ...this.windows(group, isAny ? 'left-out' : 'closed'), ...(guardMinutes ? { guardMinutes } : {}) };
  }

  /** Holiday windows: an empty day is as usual. */
  holidayWindows(group: string): ChannelWindowsDocument | undefined {
    const windows = this.windows(group, 'left-out');
    return Object.keys(windows).length > 0 ? windows : undefined;
  }

  private windows(group: string, empty: 'closed' | 'left-out'): ChannelWindowsDocument {
    const found: Record<string, unknown> = {};
    for (const type of WINDOW_FIELDS) {
      const text = this.text(`${group}.${type}`);
      if (text === '' && (empty === 'left-out' || OPTIONAL_FIELDS.includes(type))) continue;
      const windows = readWindows(text);
      if (windows === null || (type === 'any' && typeof windows === 'string')) {
        this.note(`${group}.${type}`, 'policy-windows', 'must be times such as 09:00-12:00, 14:00-20:00');
      } else found[type] = windows;
    }
    return found;
  }

  private note(field: string, code: string, message: string): void {
    this.faults.push({ field, code, message });
  }
}
