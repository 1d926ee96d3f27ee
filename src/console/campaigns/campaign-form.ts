import { localInstant } from '../../archive/local-instant.js';
import type { Segment } from '../../archive/segment-filter.js';
import type { Campaign } from '../../campaigns/campaign.js';
import { DEFAULT_OPTIONS } from '../../campaigns/campaign-definition.js';
import type { Fault } from '../../kernel/faults.js';
import { CHANNELS } from '../../kernel/words.js';
import { capFields, readCaps } from './campaign-caps.js';
import { readAudience } from './campaign-audience.js';
import { toNumber } from './campaign-form-number.js';

/** Every field of the form, in its order. A fault is shown beside the first field whose name begins its place. */
export const CAMPAIGN_FIELDS = [
  ...['audience', 'segmentId', 'memberLevel', 'province', 'serviceDays'],
  ...['name', 'kind', 'purpose', 'survey', 'templates.sms', 'templates.email', 'templates.call'],
  ...['rung1', 'wait1', 'rung2', 'wait2', 'rung3', 'wait3'],
  ...['startAt', 'deadlineAt', 'deadlineMode', 'trigger', 'earliestDays', 'dueDays', 'policy', 'holidayWindows'],
  ...['priority', 'capAny', 'capSms', 'capEmail', 'capCall'],
  ...['assignment', 'noSelfSurvey', 'minutesPerCall', 'closingWish'],
] as const;

/** The value of the survey field for a campaign that only notifies. */
export const NO_SURVEY = 'none';

/** What a form is read with. */
export interface FormContext {
  /** The organisation's zone, in which days and times are typed. */
  readonly zone: string;
  readonly segments: readonly { readonly id: number; readonly filter: Segment }[];
  /** The campaign that is being changed; what the form cannot say of it stays. */
  readonly kept: Campaign | null;
}

/** A definition as a form says it, and at which field a fault of a place belongs. */
export interface ReadForm {
  readonly definition: Record<string, unknown>;
  readonly places: readonly (readonly [place: string, field: string])[];
}

type Typed = Readonly<Record<string, unknown>>;

/** What was typed, as a campaign's definition. What cannot be read stays as it is and is a fault of the definition. */
export function readCampaignForm(typed: Typed, context: FormContext): ReadForm {
  const audience = readAudience(typed, context);
  const ladder = readLadder(typed);
  const trigger = text(typed, 'trigger');
  const caps = readCaps(typed, context.kept?.caps);
  const given = {
    name: typed['name'],
    kind: typed['kind'],
    purpose: typed['purpose'],
    survey: typed['survey'] === NO_SURVEY ? null : typed['survey'],
    segment: audience.segment,
    ladder: ladder.rungs,
    templates: present(CHANNELS.map((channel) => [channel, typed[`templates.${channel}`]])),
    startAt: toInstant(typed['startAt'], context.zone, 'start'),
    deadlineAt: toInstant(typed['deadlineAt'], context.zone, 'end'),
    policy: typed['policy'],
    holidayWindows: typed['holidayWindows'] === '1',
    priority: toNumber(typed['priority']),
    assignment: typed['assignment'],
    caps: caps.caps,
    seed: context.kept?.seed,
    standing: trigger === '' ? null : readStanding(typed, trigger),
    options: present([
      ['noSelfSurvey', typed['noSelfSurvey'] === '1'],
      ['deadlineMode', typed['deadlineMode']],
      ['minutesPerCall', toNumber(typed['minutesPerCall'])],
      ['closingWish', typed['closingWish']],
    ]),
  };
  return {
    definition: present(Object.entries(given)),
    places: [...audience.places, ...ladder.places, ...caps.places, ...PLACES],
  };
}

const PLACES = [
  ['standing.trigger', 'trigger'],
  ['standing.earliestDays', 'earliestDays'],
  ['standing.dueDays', 'dueDays'],
  ['options.deadlineMode', 'deadlineMode'],
  ['options.minutesPerCall', 'minutesPerCall'],
  ['options.closingWish', 'closingWish'],
] as const;

/** The faults of a definition at the fields of the form. */
export function atFields(faults: readonly Fault[], places: ReadForm['places']): Fault[] {
  return faults.map((fault) => {
    const place = places.find(([prefix]) => fault.field === prefix || isInside(fault.field, prefix));
    return place === undefined ? fault : { ...fault, field: place[1] };
  });
}

/** A form that is filled in with a campaign, or empty with the usual choices. */
export function fillCampaignForm(campaign: Campaign | null, audience: Typed, zone: string): Record<string, string> {
  if (campaign === null) return { ...EMPTY, ...textsOf(audience) };
  const { options, standing } = campaign;
  const rungs = campaign.ladder.flatMap(({ channel, waitHours }, at) => [
    [`rung${at + 1}`, channel],
    [`wait${at + 1}`, waitHours],
  ]);
  return textsOf({
    ...Object.fromEntries(CAMPAIGN_FIELDS.map((field) => [field, ''])),
    ...audience,
    ...Object.fromEntries(rungs),
    ...Object.fromEntries(CHANNELS.map((channel) => [`templates.${channel}`, campaign.templates[channel]])),
    ...capFields(campaign.caps),
    name: campaign.name,
    kind: campaign.kind,
    purpose: campaign.purpose,
    survey: campaign.surveyId ?? NO_SURVEY,
    startAt: toLocal(campaign.startAt, zone),
    deadlineAt: toLocal(campaign.deadlineAt, zone),
    policy: campaign.policyId,
    holidayWindows: campaign.holidayWindows ? '1' : '',
    priority: campaign.priority,
    assignment: campaign.assignment,
    trigger: standing?.trigger ?? '',
    earliestDays: standing?.earliestDays ?? '',
    dueDays: standing?.dueDays ?? '',
    deadlineMode: options.deadlineMode,
    noSelfSurvey: options.noSelfSurvey ? '1' : '',
    minutesPerCall: options.minutesPerCall,
    closingWish: options.closingWish ?? '',
  });
}

const EMPTY = {
  audience: 'existing',
  kind: 'routine',
  purpose: 'service',
  survey: 'default',
  'templates.sms': 'visit-survey',
  'templates.email': 'visit-survey',
  'templates.call': 'visit-script',
  rung1: 'sms',
  wait1: '24',
  rung2: 'email',
  wait2: '24',
  rung3: 'call',
  wait3: '24',
  policy: 'CN-default',
  priority: '5',
  assignment: 'owner',
  deadlineMode: DEFAULT_OPTIONS.deadlineMode,
  minutesPerCall: String(DEFAULT_OPTIONS.minutesPerCall),
};

/** The rungs that name a channel; an empty one in between is left out. */
function readLadder(typed: Typed): { rungs: unknown[]; places: ReadForm['places'] } {
  const filled = [1, 2, 3].filter((at) => text(typed, `rung${at}`) !== '');
  return {
    rungs: filled.map((at) =>
      present([
        ['channel', typed[`rung${at}`]],
        ['waitHours', toNumber(typed[`wait${at}`])],
      ]),
    ),
    places: [
      ...filled.flatMap((at, place) => [
        [`ladder[${place}].waitHours`, `wait${at}`] as const,
        [`ladder[${place}]`, `rung${at}`] as const,
      ]),
      ['ladder', 'rung1'],
    ],
  };
}

function readStanding(typed: Typed, trigger: string): Record<string, unknown> {
  return present([
    ['trigger', trigger],
    ['earliestDays', toNumber(typed['earliestDays'])],
    ['dueDays', toNumber(typed['dueDays'])],
  ]);
}

const LOCAL = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::\d{2})?$/;

/** A typed day and time in the zone as an instant; anything else stays, to be a fault. */
function toInstant(value: unknown, zone: string, edge: 'start' | 'end'): unknown {
  const found = typeof value === 'string' ? LOCAL.exec(value) : null;
  if (!found) return value;
  const [, date = '', hour, minute] = found;
  try {
    return localInstant(date, Number(hour) * 60 + Number(minute), zone, edge).toISOString();
  } catch {
    return value;
  }
}

/** As a field for day and time takes it, in the zone. */
export function toLocal(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  });
  return parts.format(at).replace(' ', 'T');
}

function isInside(field: string, prefix: string): boolean {
  return field.startsWith(`${prefix}.`) || field.startsWith(`${prefix}[`);
}

function text(typed: Typed, name: string): string {
  const value = typed[name];
  return typeof value === 'string' ? value : '';
}

function present(entries: readonly (readonly [string, unknown])[] | [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== ''));
}

function textsOf(values: Typed): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, String(value as string | number | boolean)]),
  );
}
