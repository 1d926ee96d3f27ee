const WORKDAY: [string, string][] = [
  ['09:00', '12:00'],
  ['14:00', '20:00'],
];
const REST_DAY: [string, string][] = [
  ['10:00', '12:00'],
  ['14:00', '18:00'],
];

/** The policies that come with the product, as they are written; caps and quarantines left out are those of China's. */
export const PACKAGED_POLICIES: readonly Readonly<Record<string, unknown>>[] = [
  {
    id: 'CN-default',
    version: 3,
    jurisdiction: 'CN',
    effective_from: '2026-01-01',
    source: 'company norm: never disturb customers while they rest',
    purpose: ['service', 'marketing'],
    calendar: 'CN',
    windows: {
      call: { workday: WORKDAY, makeup: '=workday', weekend: [], holiday: [], guardMinutes: 5 },
      sms: { workday: WORKDAY, makeup: '=workday', weekend: REST_DAY, holiday: '=weekend' },
      email: { any: [['08:00', '21:00']] },
    },
    holidayCampaign: { call: { weekend: REST_DAY, holiday: '=weekend' } },
    caps: {
      call: { perDay: 1, perWeek: 3, maxAttemptsPerVisit: 5, minGapHours: 4 },
      sms: { perDay: 1, per30d: 2 },
      email: { per7d: 1, per30d: 3 },
      anyPer24h: 2,
    },
    quarantineDays: { anySurvey: 30, sameSurvey: 90, nps: 180 },
    refusalCoolOffDays: 180,
    zones: { order: ['explicit', 'address', 'phone', 'org'], rule: 'all-candidates' },
    onUnknown: 'hold',
  },
  {
    id: 'US-default',
    version: 1,
    jurisdiction: 'US',
    source: '47 CFR 64.1200(c)(1); stricter states are policies of their own',
    calendar: 'US',
    windows: {
      call: { any: [['08:00', '21:00']], guardMinutes: 5 },
      sms: { any: [['08:00', '21:00']] },
      email: { any: [['00:00', '24:00']] },
    },
  },
  {
    id: 'EU-default',
    version: 1,
    jurisdiction: 'EU',
    source: 'common minimum of the member states; stricter countries are policies of their own',
    calendar: 'none',
    windows: {
      call: { workday: [['09:00', '20:00']], weekend: [], holiday: [], guardMinutes: 5 },
      sms: { workday: [['09:00', '20:00']], weekend: [['10:00', '18:00']], holiday: [] },
      email: { any: [['08:00', '21:00']] },
    },
  },
];
