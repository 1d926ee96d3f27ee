import { Command } from 'commander';
import { localTimeOf } from '../../test/support/calendar-rules.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { COUNTRIES, STATE_POLICIES, STATES } from '../../test/support/place-policies.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { AuditService } from '../access/audit.service.js';
import type { RunningSettings } from '../config/settings.service.js';
import { SettingsService } from '../config/settings.service.js';
import type { RunCommand, Services } from '../kernel/command.js';
import { CalendarDayRepository } from './calendar-day.repository.js';
import { registerCalendarCommands } from './calendar.command.js';
import { CalendarService } from './calendar.service.js';
import type { AllowedAnswer } from './calendar.service.js';
import { PolicyInstallService } from './policy-install.service.js';
import { PolicyRepository } from './policy.repository.js';
import { PolicyService } from './policy.service.js';

/** Who is asked, when (local), whether, and when next (local); "–" for never within the horizon. */
type Row = readonly [channel: string, policy: string, zone: string, at: string, allowed: boolean, next?: string];

const PLACE_ROWS: readonly Row[] = [
  ['call', 'CN-telesales', 'Asia/Shanghai', '2026-11-23 21:00', false, '2026-11-24 09:00'],
  ['call', 'CN-telesales', 'Asia/Shanghai', '2026-11-23 20:59', true],
  ['sms', 'CN-telesales', 'Asia/Shanghai', '2026-11-23 21:59', true],
  ['sms', 'CN-telesales', 'Asia/Shanghai', '2026-11-23 22:00', false, '2026-11-24 08:00'],
  ['call', 'US-default', 'America/New_York', '2026-11-23 07:59', false, '2026-11-23 08:00'],
  ['sms', 'US-default', 'America/New_York', '2026-11-23 20:59', true],
  ['sms', 'US-default', 'America/New_York', '2026-11-23 21:00', false, '2026-11-24 08:00'],
  ['call', 'FR', 'Europe/Paris', '2026-11-23 13:00', false, '2026-11-23 14:00'],
  ['call', 'FR', 'Europe/Paris', '2026-11-27 20:00', false, '2026-11-30 10:00'],
  ['call', 'FR', 'Europe/Paris', '2026-07-14 11:00', false, '2026-07-15 10:00'],
  ['call', 'GB', 'Europe/London', '2026-11-23 20:59', true],
  ['call', 'GB', 'Europe/London', '2026-11-28 08:30', false, '2026-11-28 09:00'],
  ['call', 'DE', 'Europe/Berlin', '2026-11-23 20:00', false, '2026-11-24 08:00'],
  ['call', 'IN', 'Asia/Kolkata', '2026-11-23 21:00', false, '2026-11-24 09:00'],
  ['sms', 'CN-iot', 'Asia/Shanghai', '2026-11-23 20:59', true],
  ['sms', 'CN-iot', 'Asia/Shanghai', '2026-11-23 21:00', false, '2026-11-24 08:00'],
  ['call', 'FR', 'Europe/Paris', '2026-11-28 11:00', false, '2026-11-30 10:00'],
  ['call', 'GB', 'Europe/London', '2026-11-29 19:59', true],
  ['call', 'GB', 'Europe/London', '2026-11-29 20:00', false, '2026-11-30 08:00'],
  ['call', 'AU-sales', 'Australia/Sydney', '2026-11-23 19:59', true],
  ['call', 'AU-sales', 'Australia/Sydney', '2026-11-23 20:00', false, '2026-11-24 09:00'],
  ['call', 'AU-sales', 'Australia/Sydney', '2026-11-28 16:59', true],
  ['call', 'AU-sales', 'Australia/Sydney', '2026-11-28 17:00', false, '2026-11-30 09:00'],
  ['call', 'AU-sales', 'Australia/Sydney', '2026-11-29 10:00', false, '2026-11-30 09:00'],
  ['call', 'AU-sales', 'Australia/Sydney', '2026-01-26 10:00', false, '2026-01-27 09:00'],
  ['call', 'AU-research', 'Australia/Sydney', '2026-11-23 20:29', true],
  ['call', 'AU-research', 'Australia/Sydney', '2026-11-28 17:00', false, '2026-11-29 09:00'],
  ['call', 'AU-research', 'Australia/Sydney', '2026-01-26 10:00', false, '2026-01-27 09:00'],
  ['call', 'CA', 'America/Toronto', '2026-11-23 21:29', true],
  ['call', 'CA', 'America/Toronto', '2026-11-28 09:59', false, '2026-11-28 10:00'],
  ['call', 'CA', 'America/Toronto', '2026-11-28 18:00', false, '2026-11-29 10:00'],
  ['call', 'US-PA', 'America/New_York', '2026-11-29 12:00', false, '2026-11-30 08:00'],
  ['call', 'US-RI', 'America/New_York', '2026-11-28 17:00', false, '2026-11-29 12:00'],
  ['call', 'US-RI', 'America/New_York', '2026-11-29 11:59', false, '2026-11-29 12:00'],
];

/** Each state on a Monday at the edges of its hours, on a Sunday at noon and before, and on Thanksgiving. */
const STATE_ROWS = STATES.flatMap(({ state, zone, from, until, sunday, banned = false }): Row[] => {
  const row = (at: string, allowed: boolean, next?: string): Row =>
    next === undefined ? ['call', `US-${state}`, zone, at, allowed] : ['call', `US-${state}`, zone, at, allowed, next];
  const opensOnSunday = sunday === undefined ? from : sunday[0]?.[0];
  const onMonday = `2026-11-30 ${from}`;
  return [
    row(`2026-11-23 ${minuteBefore(from)}`, false, `2026-11-23 ${from}`),
    row(`2026-11-23 ${from}`, true),
    row(`2026-11-23 ${minuteBefore(until)}`, true),
    row(`2026-11-23 ${until}`, false, `2026-11-24 ${from}`),
    row('2026-11-29 12:00', opensOnSunday !== undefined, opensOnSunday === undefined ? onMonday : undefined),
    row('2026-11-29 07:59', false, opensOnSunday === undefined ? onMonday : `2026-11-29 ${opensOnSunday}`),
    row('2026-11-26 12:00', !banned, banned ? `2026-11-27 ${from}` : undefined),
  ];
});

function minuteBefore(time: string): string {
  return `${String(Number(time.slice(0, 2)) - 1).padStart(2, '0')}:59`;
}

const US_ZONES = 'New_York Chicago Denver Phoenix Los_Angeles'
  .split(' ')
  .map((city) => `America/${city}`)
  .join('+');
const FIFTY = `${US_ZONES}+America/Anchorage+Pacific/Honolulu`;
const RUSSIA = [
  'Europe/Kaliningrad+Europe/Moscow+Europe/Samara+Asia/Yekaterinburg+Asia/Omsk+Asia/Krasnoyarsk+Asia/Irkutsk',
  'Asia/Yakutsk+Asia/Vladivostok+Asia/Magadan+Asia/Kamchatka',
].join('+');

/** Zones that a customer may be in, the first and the last minute (UTC) at which all of them are open 08:00–21:00. */
const INTERSECTIONS: readonly (readonly [who: string, zones: string, first: string, last: string])[] = [
  ['area code 850 in winter', 'America/New_York+America/Chicago', '2026-01-15T14:00Z', '2026-01-16T01:59Z'],
  ['area code 850 on 8 March', 'America/New_York+America/Chicago', '2026-03-08T13:00Z', '2026-03-09T00:59Z'],
  ['the contiguous states', US_ZONES, '2026-01-15T16:00Z', '2026-01-16T01:59Z'],
  ['fifty states in January', FIFTY, '2026-01-15T18:00Z', '2026-01-16T01:59Z'],
  ['fifty states in July', FIFTY, '2026-07-15T18:00Z', '2026-07-16T00:59Z'],
  ['with Guam in January', `${FIFTY}+Pacific/Guam`, '2026-01-15T22:00Z', '2026-01-16T01:59Z'],
  ['with Guam in July', `${FIFTY}+Pacific/Guam`, '2026-07-15T22:00Z', '2026-07-16T00:59Z'],
  ['Russia', RUSSIA, '2026-01-15T06:00Z', '2026-01-15T08:59Z'],
];

const CN = (at: string, allowed: boolean, next?: string, channel = 'call'): Row =>
  next === undefined
    ? [channel, 'CN-default', 'Asia/Shanghai', at, allowed]
    : [channel, 'CN-default', 'Asia/Shanghai', at, allowed, next];
const ORACLES: readonly Row[] = [
  CN('2026-11-23 08:59', false, '2026-11-23 09:00'),
  CN('2026-11-23 09:00', true),
  CN('2026-11-23 11:55', true),
  CN('2026-11-23 11:56', false, '2026-11-23 14:00'),
  CN('2026-11-23 19:55', true),
  CN('2026-11-23 19:56', false, '2026-11-24 09:00'),
  CN('2026-11-27 20:30', false, '2026-11-30 09:00'),
  CN('2026-11-28 10:00', false, '2026-11-30 09:00'),
  CN('2026-10-10 10:00', true),
  CN('2026-09-20 10:00', true),
  CN('2026-09-30 20:30', false, '2026-10-08 09:00'),
  CN('2026-10-01 10:00', false, '2026-10-08 09:00'),
  CN('2026-10-09 20:30', false, '2026-10-10 09:00'),
  CN('2026-02-14 20:30', false, '2026-02-24 09:00'),
  CN('2026-12-31 20:30', false, '2027-01-04 09:00'),
  CN('2027-02-04 20:30', false, '2027-02-09 09:00'),
  CN('2026-11-23 11:59', true, undefined, 'sms'),
  CN('2026-11-23 12:00', false, '2026-11-23 14:00', 'sms'),
  ['call', 'CN-default', 'Asia/Shanghai+Asia/Urumqi', '2026-11-23 09:30', false, '2026-11-23 11:00'],
  ['call', 'CN-default', 'Asia/Shanghai+Asia/Urumqi', '2026-11-23 12:30', false, '2026-11-23 16:00'],
  [
    'sms',
    'US-default',
    'America/New_York+Asia/Kolkata+Pacific/Honolulu+Pacific/Kiritimati',
    '2026-01-15 12:00',
    false,
    '–',
  ],
  ['call', 'CN-default', 'Asia/Beijing', '2026-11-23 10:00', false, '–'],
  ['call', 'CN-default', 'GMT+8', '2026-11-23 10:00', false, '–'],
  ['call', 'CN-default', 'PRC', '2026-11-23 10:00', true],
];

/** The notice of 2026 (domain.md 3.3): first and last day of each rest, and the make-up workdays. */
const RESTS = [
  ['01-01', '01-03'],
  ['02-15', '02-23'],
  ['04-04', '04-06'],
  ['05-01', '05-05'],
  ['06-19', '06-21'],
  ['09-25', '09-27'],
  ['10-01', '10-07'],
] as const;
const MAKE_UP = ['01-04', '02-14', '02-28', '05-09', '09-20', '10-10'];

describe('revisit allowed, row by row', () => {
  let t: TestDatabase;
  let calendar: CalendarService;

  beforeAll(async () => {
    t = await openTestDatabase();
    const audit = new AuditService(t.database, new FixedClock('2026-11-23T01:00:00Z'));
    const policies = new PolicyRepository();
    const texts = new PolicyService(t.database, audit, policies);
    const settings = new SettingsService({ organisation: { timeZone: 'Asia/Shanghai' } } as RunningSettings);
    calendar = new CalendarService(t.database, settings, audit, policies, new CalendarDayRepository(), texts);
    await new PolicyInstallService(t.database, policies).installPackagedPolicies();
    for (const place of [...COUNTRIES, ...STATE_POLICIES]) await texts.save(place, 'test');
  });
  afterAll(() => t.close());

  /** The command line, read by the product's own parser, with the rules of the database behind it. */
  async function say(...line: string[]): Promise<AllowedAnswer> {
    let said: unknown;
    const services: Services = { get: <T>() => calendar as T };
    const runner: RunCommand = async (_, work) => {
      said = (await work(services, () => Promise.resolve()))?.json;
    };
    const program = new Command().exitOverride();
    registerCalendarCommands(program, runner);
    await program.parseAsync(['allowed', ...line, '--json'], { from: 'user' });
    return JSON.parse(JSON.stringify(said)) as AllowedAnswer;
  }

  async function expectRow([channel, policy, zones, at, allowed, next]: Row, ...options: string[]): Promise<void> {
    const named = zones.split('+');
    const given = named.flatMap((zone) => ['--zone', zone]);
    const answer = await say('--channel', channel, '--policy', policy, ...given, '--at', at, ...options);
    const nextLocal = answer.next === null ? '–' : localTimeOf(new Date(answer.next), named[0]);
    expect([answer.allowed, nextLocal]).toEqual([allowed, next ?? at]);
  }

  it.each(PLACE_ROWS)('the law of the place: %s %s %s %s: %s %s', (...row) => expectRow(row as unknown as Row));

  it.each(STATE_ROWS)('the law of the state: %s %s %s %s: %s %s', (...row) => expectRow(row as unknown as Row));

  it.each([
    ['2026-10-11 12:00', true, undefined],
    ['2026-10-18 12:00', false, '2026-10-19 08:00'],
  ] as const)('a ban from a date on is a version of its own: Pennsylvania on Sunday %s: %s', (at, allowed, next) =>
    expectRow(
      next
        ? ['call', 'US-PA', 'America/New_York', at, allowed, next]
        : ['call', 'US-PA', 'America/New_York', at, allowed],
    ),
  );

  it.each(INTERSECTIONS)('all zones at once: %s', async (_, zones, first, last) => {
    const given = zones.split('+').flatMap((zone) => ['--zone', zone]);
    const asked = async (at: number) => {
      const when = new Date(at).toISOString();
      const { allowed } = await say('--channel', 'sms', '--policy', 'US-default', ...given, '--at', when);
      return allowed;
    };
    const [opens, closes] = [Date.parse(first), Date.parse(last)];
    const answers = [opens - 60_000, opens, closes, closes + 60_000].map(asked);
    expect(await Promise.all(answers)).toEqual([false, true, true, false]);
  });

  it.each(ORACLES)('the oracles: %s %s %s %s: %s %s', (...row) => expectRow(row as unknown as Row));

  it('a festival campaign calls on a holiday from ten, not before', async () => {
    await expectRow(CN('2026-10-01 09:30', false, '2026-10-01 10:00'), '--holiday-campaign');
    await expectRow(CN('2026-10-01 10:30', true), '--holiday-campaign');
  });

  it('knows every day of the notice of 2026: 248 workdays', async () => {
    const expected = (date: string) => {
      if (MAKE_UP.includes(date.slice(5))) return 'makeup';
      if (RESTS.some(([first, last]) => date.slice(5) >= first && date.slice(5) <= last)) return 'holiday';
      return [0, 6].includes(new Date(date).getUTCDay()) ? 'weekend' : 'workday';
    };
    const dates = Array.from({ length: 365 }, (_, day) =>
      new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    );
    const wrong: unknown[] = [];
    const about = ['--channel', 'email', '--policy', 'CN-default', '--zone', 'Asia/Shanghai'];
    for (const date of dates) {
      const { dayTypes, provisional } = await say(...about, '--at', `${date} 12:00`);
      if (dayTypes[0] !== expected(date) || provisional) wrong.push([date, dayTypes]);
    }
    expect(wrong).toEqual([]);
    expect(dates.map(expected).filter((type) => type === 'workday' || type === 'makeup')).toHaveLength(248);
  });
});
