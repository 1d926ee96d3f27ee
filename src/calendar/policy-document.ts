import { z } from 'zod';
import { dayNumber } from './local-day.js';
import { isKnownRegion } from './region-calendar.js';
import { minuteWindow } from './time-of-day.js';

const timePair = z
  .tuple([z.string(), z.string()])
  .refine((pair) => minuteWindow(pair) !== null, 'is no window of the day, such as ["09:00", "12:00"]');
const windowList = z.array(timePair).max(24);
const windowsOrReference = z.union(
  [windowList, z.enum(['=workday', '=weekend', '=saturday', '=sunday', '=holiday', '=makeup'])],
  {
    error: 'must be a list of windows such as [["09:00", "12:00"]], or another day type such as "=workday"',
  },
);

const dayTypeWindows = {
  any: windowList.optional(),
  workday: windowsOrReference.optional(),
  makeup: windowsOrReference.optional(),
  weekend: windowsOrReference.optional(),
  /** Where the two days differ: what holds instead of `weekend` on a Saturday or Sunday; beside `any`, on each of them. */
  saturday: windowsOrReference.optional(),
  sunday: windowsOrReference.optional(),
  holiday: windowsOrReference.optional(),
  guardMinutes: z.int().min(0).max(120).optional(),
};
export const channelWindows = z.strictObject(dayTypeWindows);
export type ChannelWindowsDocument = z.infer<typeof channelWindows>;

const perChannel = z.strictObject({
  call: channelWindows.optional(),
  sms: channelWindows.optional(),
  email: channelWindows.optional(),
});

const count = z.int().min(0).max(10_000);
const channelCaps = z.strictObject({
  perDay: count.optional(),
  perWeek: count.optional(),
  per7d: count.optional(),
  per30d: count.optional(),
  maxAttemptsPerVisit: z.int().min(1).max(100).optional(),
  minGapHours: z.number().min(0).max(8_760).optional(),
});

const caps = z.strictObject({
  call: channelCaps.default({ perDay: 1, perWeek: 3, maxAttemptsPerVisit: 5, minGapHours: 4 }),
  sms: channelCaps.default({ perDay: 1, per30d: 2 }),
  email: channelCaps.default({ per7d: 1, per30d: 3 }),
  anyPer24h: count.default(2),
});

/** What may tell where a customer is. */
export const ZONE_SOURCES = ['explicit', 'address', 'phone', 'org'] as const;

const days = z.int().min(0).max(3_660);
const quarantine = z.strictObject({
  anySurvey: days.default(30),
  sameSurvey: days.default(90),
  nps: days.default(180),
});

const consentRule = z.enum(['unless-denied', 'granted']);
const date = z.string().refine((text) => dayNumber(text) !== null, 'is no date, such as 2026-01-01');

/** The shape in which a policy is written and stored; what is left out is as in the packaged Chinese policy. */
export const policyDocument = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be letters, digits, ".", "_" or "-", at most 64'),
  version: z.int().min(1).default(1),
  jurisdiction: z.string().min(1).max(64),
  effective_from: date.default('2026-01-01'),
  source: z.string().max(2_000).default(''),
  purpose: z
    .array(z.enum(['service', 'marketing']))
    .min(1)
    .default(['service', 'marketing']),
  calendar: z.string().refine(isKnownRegion, 'is no region with a calendar: CN, none, a country such as US, or US-CA'),
  windows: perChannel.required(),
  statutory: perChannel.optional(),
  holidayCampaign: perChannel.default({}),
  caps: caps.prefault({}),
  quarantineDays: quarantine.prefault({}),
  refusalCoolOffDays: days.default(180),
  consent: z
    .strictObject({ service: consentRule.default('unless-denied'), marketing: consentRule.default('granted') })
    .prefault({}),
  zones: z
    .strictObject({
      order: z.array(z.enum(ZONE_SOURCES)).default([...ZONE_SOURCES]),
      rule: z.literal('all-candidates').default('all-candidates'),
    })
    .prefault({}),
  onUnknown: z.literal('hold').default('hold'),
});

export type PolicyDocument = z.infer<typeof policyDocument>;
