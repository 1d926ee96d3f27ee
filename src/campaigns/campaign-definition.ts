import { z } from 'zod';
import { checkSegment } from '../archive/segment-filter.js';
import type { Segment } from '../archive/segment-filter.js';
import { InputError } from '../kernel/faults.js';
import type { Fault } from '../kernel/faults.js';
import { CAMPAIGN_KINDS, CHANNELS, PURPOSES } from '../kernel/words.js';
import type { CampaignKind, Channel, Purpose } from '../kernel/words.js';
import type { ContactCaps } from './contact-caps.js';
import { faultsOf, unknownKeys } from './definition-faults.js';
import { TRIGGERS } from './standing-rule.js';
import type { StandingRule } from './standing-rule.js';

/** How visits are shared out: with their owner first, or as evenly as can be. */
export const ASSIGNMENTS = ['owner', 'even'] as const;
export type Assignment = (typeof ASSIGNMENTS)[number];

/** One step of the ladder, and how long it waits for an answer. */
export interface Rung {
  readonly channel: Channel;
  readonly waitHours: number;
}

/** Choices beyond the common ones. `deadlineMode` says how the days of a promise count (T2). */
export interface CampaignOptions {
  readonly noSelfSurvey: boolean;
  readonly deadlineMode: 'calendar' | 'working';
  readonly minutesPerCall: number;
  /** The wish at the end of messages and scripts (T9); null: the one that goes with the kind. */
  readonly closingWish: string | null;
}

/** A campaign as somebody writes it, with every default filled in. */
export interface CampaignDefinition {
  readonly name: string;
  readonly kind: CampaignKind;
  readonly standing: StandingRule | null;
  readonly assignment: Assignment;
  readonly purpose: Purpose;
  readonly segment: Segment;
  readonly ladder: readonly Rung[];
  readonly policy: string;
  readonly survey: string | null;
  readonly templates: Readonly<Record<Channel, string>>;
  readonly startAt: Date;
  readonly deadlineAt: Date;
  readonly holidayWindows: boolean;
  readonly priority: number;
  readonly caps: ContactCaps | 'policy';
  readonly seed: number;
  readonly options: CampaignOptions;
}

const DEFAULT_WAIT_HOURS = 24;
const DEFAULT_LADDER: readonly Rung[] = CHANNELS.map((channel) => ({ channel, waitHours: DEFAULT_WAIT_HOURS }));
const DEFAULT_SEGMENT: Segment = { all: [{ field: 'lifecycle', op: 'in', value: ['existing'] }] };
const DEFAULT_TEMPLATES = { sms: 'visit-survey', email: 'visit-survey', call: 'visit-script' };
/** What a campaign chooses when it says nothing; the longest call of the handbook (T5) is what a call takes from a day. */
export const DEFAULT_OPTIONS: CampaignOptions = {
  noSelfSurvey: false,
  deadlineMode: 'calendar',
  minutesPerCall: 5,
  closingWish: null,
};
const DAY_MS = 86_400_000;
const ONE_OFF_DAYS = 3;
const STANDING_DAYS = 366;
/** Every open hour up to the deadline is weighed: decades of them would hold up everybody else. */
const LONGEST_DAYS = 366;

const id = z.string().trim().min(1).max(100);
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const limit = z.int().min(0).max(10_000);
const channelCaps = z.strictObject({
  perDay: limit.optional(),
  perWeek: limit.optional(),
  per7d: limit.optional(),
  per30d: limit.optional(),
  maxAttemptsPerVisit: limit.optional(),
  minGapHours: z.number().min(0).max(10_000).optional(),
});
const rung = z.union([
  z.enum(CHANNELS).transform((channel): Rung => ({ channel, waitHours: DEFAULT_WAIT_HOURS })),
  z.strictObject({
    channel: z.enum(CHANNELS),
    waitHours: z
      .number()
      .positive()
      .max(24 * 60)
      .default(DEFAULT_WAIT_HOURS),
  }),
]);
const days = z.int().min(-3660).max(3660);

/** One schema a field, so that a fault in one hides none in another. */
const FIELDS = {
  name: z.string().trim().min(1).max(200),
  kind: z.enum(CAMPAIGN_KINDS).default('routine'),
  standing: z
    .strictObject({ trigger: z.enum(TRIGGERS), earliestDays: days.default(0), dueDays: days })
    .nullable()
    .default(null),
  assignment: z.enum(ASSIGNMENTS).default('owner'),
  purpose: z.enum(PURPOSES).default('service'),
  ladder: z
    .array(rung)
    .min(1)
    .max(CHANNELS.length)
    .default([...DEFAULT_LADDER]),
  policy: id.default('CN-default'),
  survey: id.nullable().default('default'),
  templates: z
    .strictObject({
      sms: id.default(DEFAULT_TEMPLATES.sms),
      email: id.default(DEFAULT_TEMPLATES.email),
      call: id.default(DEFAULT_TEMPLATES.call),
    })
    .default(DEFAULT_TEMPLATES),
  startAt: instant.optional(),
  deadlineAt: instant.optional(),
  holidayWindows: z.boolean().default(false),
  priority: z.int().min(0).max(100).default(5),
  caps: z
    .union([
      z.literal('policy'),
      z.strictObject({
        sms: channelCaps.optional(),
        email: channelCaps.optional(),
        call: channelCaps.optional(),
        anyPer24h: limit.optional(),
      }),
    ])
    .default('policy'),
  seed: z.int().default(1),
  options: z
    .strictObject({
      noSelfSurvey: z.boolean().default(DEFAULT_OPTIONS.noSelfSurvey),
      deadlineMode: z.enum(['calendar', 'working']).default(DEFAULT_OPTIONS.deadlineMode),
      minutesPerCall: z.number().positive().max(120).default(DEFAULT_OPTIONS.minutesPerCall),
      closingWish: z.string().trim().min(1).max(60).nullable().default(DEFAULT_OPTIONS.closingWish),
    })
    .default(DEFAULT_OPTIONS),
};
/** The definition's shape, for the description of the API; the segment has a reader of its own. */
export const CAMPAIGN_FORM = z.strictObject({ ...FIELDS, segment: z.unknown().optional() });
type Parsed = { [K in keyof typeof FIELDS]: z.output<(typeof FIELDS)[K]> };

/**
 * Reads a campaign, or throws InputError with every fault at once. What is left out has its default: a one-off
 * campaign begins now and has three days (T2), a standing one runs for a year.
 */
export function parseCampaignDefinition(json: unknown, now: Date): CampaignDefinition {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new InputError([{ field: '', code: 'not-an-object', message: 'A campaign is a JSON object' }]);
  }
  const given = json as Record<string, unknown>;
  const faults: Fault[] = unknownKeys(given, [...Object.keys(FIELDS), 'segment']);
  const parsed = parseFields(given, faults);
  const segment = checkSegment(given['segment'] ?? DEFAULT_SEGMENT, 'segment');
  faults.push(...segment.faults);
  const startAt = parsed.startAt ?? now;
  const openDays = parsed.standing ? STANDING_DAYS : ONE_OFF_DAYS;
  const deadlineAt = parsed.deadlineAt ?? new Date(startAt.getTime() + openDays * DAY_MS);
  faults.push(...crossFaults(parsed, startAt, deadlineAt, faults));
  if (faults.length > 0 || segment.segment === null) throw new InputError(faults);
  return { ...(parsed as Parsed), segment: segment.segment, startAt, deadlineAt };
}

function parseFields(given: Record<string, unknown>, faults: Fault[]): Partial<Parsed> {
  const parsed: Record<string, unknown> = {};
  for (const [field, schema] of Object.entries(FIELDS)) {
    const result = schema.safeParse(given[field]);
    if (result.success) parsed[field] = result.data;
    else faults.push(...faultsOf(result.error, field, given[field]));
  }
  return parsed as Partial<Parsed>;
}

function crossFaults(parsed: Partial<Parsed>, startAt: Date, deadlineAt: Date, known: readonly Fault[]): Fault[] {
  const faults: Fault[] = [];
  const datesRead = !known.some((fault) => fault.field === 'startAt' || fault.field === 'deadlineAt');
  if (datesRead && deadlineAt <= startAt) {
    faults.push({ field: 'deadlineAt', code: 'not-after-start', message: 'The deadline must be later than startAt' });
  }
  const standing = parsed.standing;
  if (datesRead && !standing && deadlineAt.getTime() - startAt.getTime() > LONGEST_DAYS * DAY_MS) {
    const message = 'A one-off campaign lasts a year at most; one that goes on is standing';
    faults.push({ field: 'deadlineAt', code: 'too-far', message });
  }
  if (standing && standing.dueDays < standing.earliestDays) {
    faults.push({
      field: 'standing.dueDays',
      code: 'before-earliest',
      message: 'dueDays must not be smaller than earliestDays',
    });
  }
  parsed.ladder?.forEach(({ channel }, at, ladder) => {
    if (ladder.findIndex((other) => other.channel === channel) < at) {
      faults.push({ field: `ladder[${at}]`, code: 'channel-twice', message: `"${channel}" is already on the ladder` });
    }
  });
  return faults;
}
