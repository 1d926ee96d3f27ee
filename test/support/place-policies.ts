/** Hours of a channel as a policy writes them. */
type Hours = Readonly<Record<string, readonly (readonly [string, string])[] | string>>;

/** A policy document of a place: a row of the reference values (domain.md 3.2); what the row does not say is open. */
export interface PlacePolicy {
  readonly id: string;
  readonly version?: number;
  readonly effective_from?: string;
  readonly calendar: string;
}

const ALWAYS: Hours = { any: [['00:00', '24:00']] };

function place(id: string, calendar: string, call: Hours, more: Readonly<Record<string, unknown>> = {}): PlacePolicy {
  const { sms = ALWAYS, ...rest } = more;
  const source = 'domain.md 3.2, dated 2025-11';
  return { id, jurisdiction: id, calendar, source, windows: { call, sms, email: ALWAYS }, ...rest } as PlacePolicy;
}

const BUSINESS: Hours = { workday: [['09:00', '20:00']], saturday: [['09:00', '17:00']], sunday: [], holiday: [] };

export const COUNTRIES: readonly PlacePolicy[] = [
  place('CN-telesales', 'CN', { any: [['09:00', '21:00']] }, { sms: { any: [['08:00', '22:00']] } }),
  place('CN-iot', 'CN', ALWAYS, { sms: { any: [['08:00', '21:00']] } }),
  place('FR', 'FR', {
    workday: [
      ['10:00', '13:00'],
      ['14:00', '20:00'],
    ],
    weekend: [],
    holiday: [],
  }),
  place('GB', 'GB', { workday: [['08:00', '21:00']], weekend: [['09:00', '20:00']], holiday: '=weekend' }),
  place('DE', 'DE', { any: [['08:00', '20:00']] }),
  place('IN', 'IN', { any: [['09:00', '21:00']] }),
  place('AU-sales', 'AU', BUSINESS),
  place('AU-research', 'AU', { workday: [['09:00', '20:30']], weekend: [['09:00', '17:00']], holiday: [] }),
  place('CA', 'CA', { workday: [['09:00', '21:30']], weekend: [['10:00', '18:00']], holiday: '=weekend' }),
];

/** A state of the USA: its calls' hours, what differs on a Sunday, and whether its holidays are banned. */
export interface StateRow {
  readonly state: string;
  readonly zone: string;
  readonly from: string;
  readonly until: string;
  readonly sunday?: readonly (readonly [string, string])[];
  readonly banned?: boolean;
}

const [EAST, CENTRAL, MOUNTAIN, PACIFIC] = ['New_York', 'Chicago', 'Denver', 'Los_Angeles'].map(
  (city) => `America/${city}`,
) as [string, string, string, string];

/** Every state that the row of the reference values names. Mississippi's holidays are marked doubtful there. */
export const STATES: readonly StateRow[] = [
  { state: 'AL', zone: CENTRAL, from: '08:00', until: '20:00', sunday: [], banned: true },
  { state: 'CT', zone: EAST, from: '09:00', until: '20:00' },
  { state: 'FL', zone: EAST, from: '08:00', until: '20:00' },
  { state: 'LA', zone: CENTRAL, from: '08:00', until: '20:00', sunday: [], banned: true },
  { state: 'MD', zone: EAST, from: '08:00', until: '20:00' },
  { state: 'MA', zone: EAST, from: '08:00', until: '20:00' },
  { state: 'MS', zone: CENTRAL, from: '08:00', until: '20:00', sunday: [] },
  { state: 'NV', zone: PACIFIC, from: '09:00', until: '20:00' },
  { state: 'OK', zone: CENTRAL, from: '08:00', until: '20:00' },
  { state: 'WA', zone: PACIFIC, from: '08:00', until: '20:00' },
  { state: 'WY', zone: MOUNTAIN, from: '08:00', until: '20:00' },
  { state: 'MI', zone: EAST, from: '09:00', until: '21:00' },
  { state: 'MN', zone: CENTRAL, from: '09:00', until: '21:00' },
  { state: 'NM', zone: MOUNTAIN, from: '09:00', until: '21:00' },
  { state: 'KY', zone: EAST, from: '10:00', until: '21:00' },
  { state: 'TX', zone: CENTRAL, from: '08:00', until: '21:00', sunday: [['12:00', '21:00']] },
  { state: 'UT', zone: MOUNTAIN, from: '08:00', until: '21:00', banned: true },
];

/** A state's hours: by day type where holidays are banned, the same every day otherwise, with the Sunday apart. */
function stateHours({ from, until, sunday, banned = false }: Omit<StateRow, 'state' | 'zone'>): Hours {
  const usual: [string, string][] = [[from, until]];
  const own = sunday === undefined ? {} : { sunday };
  return banned ? { workday: usual, weekend: usual, holiday: [], ...own } : { any: usual, ...own };
}

/** Pennsylvania bans Sundays from 2026-10-18: a second version. Rhode Island's weekend is shorter; its hours are ours. */
export const STATE_POLICIES: readonly PlacePolicy[] = [
  ...STATES.map(({ state, ...row }) => place(`US-${state}`, `US-${state}`, stateHours(row))),
  place('US-PA', 'US-PA', stateHours({ from: '08:00', until: '21:00', banned: true })),
  place('US-PA', 'US-PA', stateHours({ from: '08:00', until: '21:00', banned: true, sunday: [] }), {
    version: 2,
    effective_from: '2026-10-18',
  }),
  place('US-RI', 'US-RI', {
    workday: [['09:00', '18:00']],
    saturday: [['10:00', '17:00']],
    sunday: [['12:00', '17:00']],
    holiday: [],
  }),
];
