import fc from 'fast-check';
import { aContactQuestion, at, calendarFor, localTimeOf, packagedPolicy } from '../../test/support/calendar-rules.js';
import type { ContactQuestion } from './contact-question.js';
import { decideContact } from './decide-contact.js';
import { listOpenWindows } from './open-windows.js';
import { parsePolicy } from './policy.js';
import type { Policy } from './policy.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A policy of one's own with the same windows on every day. */
function everyDay(windows: [string, string][], guardMinutes = 0): Policy {
  const hours = { any: windows, guardMinutes };
  return parsePolicy({
    id: 'own',
    jurisdiction: 'XX',
    calendar: 'none',
    windows: { call: hours, sms: hours, email: hours },
  });
}

function usQuestion(zones: string[]): ContactQuestion {
  return aContactQuestion({ channel: 'sms', policy: packagedPolicy('US-default'), zones });
}

function windowsIn(question: ContactQuestion, from: string, to: string): string[] {
  return listOpenWindows(question, { start: new Date(from), end: new Date(to) }).map(
    ({ start, end }) => `${start.toISOString().slice(5, 16)}–${end.toISOString().slice(5, 16)}`,
  );
}

function openHours(question: ContactQuestion, from: string, to: string): number {
  const windows = listOpenWindows(question, { start: new Date(from), end: new Date(to) });
  return windows.reduce((sum, { start, end }) => sum + (end.getTime() - start.getTime()), 0) / HOUR;
}

const CONTIGUOUS = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles'];
const FIFTY_STATES = [...CONTIGUOUS, 'America/Anchorage', 'America/Adak', 'Pacific/Honolulu'];
const RUSSIA = ['Europe/Kaliningrad', 'Europe/Moscow', 'Europe/Samara', 'Asia/Yekaterinburg', 'Asia/Omsk'].concat([
  'Asia/Novosibirsk',
  'Asia/Irkutsk',
  'Asia/Chita',
  'Asia/Vladivostok',
  'Asia/Magadan',
  'Asia/Kamchatka',
]);

describe('08:00–21:00 in all candidate zones', () => {
  it('leaves area code 850 twelve hours in winter', () => {
    const question = usQuestion(['America/New_York', 'America/Chicago']);
    expect(windowsIn(question, '2026-01-15T12:00:00Z', '2026-01-16T12:00:00Z')).toEqual(['01-15T14:00–01-16T02:00']);
  });

  it('opens thirteen hours of 8 March 2026 in UTC, when the clocks go forward', () => {
    const question = usQuestion(['America/New_York', 'America/Chicago']);
    expect(openHours(question, '2026-03-08T00:00:00Z', '2026-03-09T00:00:00Z')).toBe(13);
  });

  it.each([
    ['the contiguous states', CONTIGUOUS, '2026-01-15', 10],
    ['fifty states in January', FIFTY_STATES, '2026-01-15', 8],
    ['fifty states in July', FIFTY_STATES, '2026-07-15', 7],
    ['fifty states and Guam in January', [...FIFTY_STATES, 'Pacific/Guam'], '2026-01-15', 4],
    ['fifty states and Guam in July', [...FIFTY_STATES, 'Pacific/Guam'], '2026-07-15', 3],
    ['Russia', RUSSIA, '2026-01-15', 3],
    [
      'New York, Kolkata, Honolulu and Kiritimati',
      ['America/New_York', 'Asia/Kolkata', 'Pacific/Honolulu', 'Pacific/Kiritimati'],
      '2026-01-15',
      0,
    ],
  ])('leaves %s that many hours a day', (_, zones, date, hours) => {
    const from = new Date(`${date}T06:00:00Z`);
    expect(openHours(usQuestion(zones), from.toISOString(), new Date(from.getTime() + 24 * HOUR).toISOString())).toBe(
      hours,
    );
  });

  it('opens when the last of them has got up, and closes when the first goes to rest', () => {
    expect(windowsIn(usQuestion(FIFTY_STATES), '2026-01-15T12:00:00Z', '2026-01-16T12:00:00Z')).toEqual([
      '01-15T18:00–01-16T02:00',
    ]);
    expect(
      windowsIn(usQuestion([...FIFTY_STATES, 'Pacific/Guam']), '2026-01-15T12:00:00Z', '2026-01-16T12:00:00Z'),
    ).toEqual(['01-15T22:00–01-16T02:00']);
    expect(windowsIn(usQuestion(RUSSIA), '2026-01-15T00:00:00Z', '2026-01-16T00:00:00Z')).toEqual([
      '01-15T06:00–01-15T09:00',
    ]);
  });

  it('stays thirteen hours long on days of 23 and of 25 hours', () => {
    const question = usQuestion(['America/New_York']);
    expect(windowsIn(question, '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z')).toEqual(['03-08T12:00–03-09T01:00']);
    expect(windowsIn(question, '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z')).toEqual(['11-01T13:00–11-02T02:00']);
  });
});

describe('clocks that are set', () => {
  const night = (windows: [string, string][], zone: string) =>
    aContactQuestion({ policy: everyDay(windows), zones: [zone] });

  it.each([
    ['America/New_York', '2026-03-08', '02:30', '07:00'],
    ['Europe/London', '2026-03-29', '01:30', '01:00'],
    ['America/Santiago', '2026-09-06', '00:30', '04:00'],
    ['Africa/Cairo', '2026-04-24', '00:30', '22:00'],
    ['Asia/Beirut', '2026-03-29', '00:30', '22:00'],
    ['America/Havana', '2026-03-08', '00:30', '05:00'],
    ['America/Nuuk', '2026-03-28', '23:30', '01:00'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '15:30'],
  ])('%s skips %s %s: the window opens when the clocks have moved', (zone, date, time, utc) => {
    const [question, noon] = [night([[time, '06:00']], zone), Date.parse(`${date}T12:00:00Z`)];
    const range = { start: new Date(noon - 36 * HOUR), end: new Date(noon + 36 * HOUR) };
    const opened = listOpenWindows(question, range).map(({ start }) => start.toISOString().slice(11, 16));
    expect(opened).toContain(utc);
  });

  it('opens at the second and closes at the first of a time that comes twice', () => {
    const opens = night([['01:30', '05:00']], 'America/New_York');
    expect(windowsIn(opens, '2026-11-01T04:00:00Z', '2026-11-01T12:00:00Z')).toEqual(['11-01T06:30–11-01T10:00']);
    const closes = night([['00:30', '01:30']], 'America/New_York');
    expect(windowsIn(closes, '2026-11-01T04:00:00Z', '2026-11-01T12:00:00Z')).toEqual(['11-01T04:30–11-01T05:30']);
    const london = night([['01:30', '05:00']], 'Europe/London');
    expect(windowsIn(london, '2026-10-24T23:00:00Z', '2026-10-25T12:00:00Z')).toEqual(['10-25T01:30–10-25T05:00']);
  });

  it('keeps a window open around the clock through a repeated midnight', () => {
    const question = night([['00:00', '24:00']], 'America/Havana');
    expect(openHours(question, '2026-10-31T00:00:00Z', '2026-11-03T00:00:00Z')).toBe(72);
  });

  it.each(['Asia/Tehran', 'America/Mexico_City', 'America/Asuncion'])('%s has no clock change left in 2026', (zone) => {
    const starts = [1, 4, 7, 10].map((month) => {
      const start = new Date(Date.UTC(2026, month, 10));
      const [first] = listOpenWindows(night([['12:00', '13:00']], zone), {
        start,
        end: new Date(start.getTime() + 24 * HOUR),
      });
      return first?.start.toISOString().slice(11, 16);
    });
    expect(new Set(starts).size).toBe(1);
  });

  it('follows Morocco through Ramadan', () => {
    const question = night([['12:00', '13:00']], 'Africa/Casablanca');
    expect(windowsIn(question, '2026-02-14T00:00:00Z', '2026-02-16T00:00:00Z')).toEqual([
      '02-14T11:00–02-14T12:00',
      '02-15T12:00–02-15T13:00',
    ]);
  });

  it('has no window on a day that a country skipped', () => {
    const question = night([['09:00', '10:00']], 'Pacific/Apia');
    expect(openHours(question, '2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z')).toBe(2);
  });
});

describe('edges of windows', () => {
  const range = { start: at('2026-11-23 00:00'), end: at('2026-11-24 00:00') };

  it('takes the guard minutes off, so that the last lawful start is inside', () => {
    const [morning] = listOpenWindows(aContactQuestion(), range);
    expect(localTimeOf(morning?.start ?? null)).toBe('2026-11-23 09:00');
    expect(morning?.end).toEqual(new Date(at('2026-11-23 11:55').getTime() + 1));
    expect(localTimeOf(morning?.closesAt ?? null)).toBe('2026-11-23 12:00');
  });

  it('cuts at the asked stretch, without taking guard minutes off there', () => {
    const [only] = listOpenWindows(aContactQuestion(), { start: at('2026-11-23 10:00'), end: at('2026-11-23 11:00') });
    expect([only?.start, only?.end]).toEqual([at('2026-11-23 10:00'), at('2026-11-23 11:00')]);
  });

  it('gives a window that crosses midnight to the day on which it starts', () => {
    const hours = { workday: [['22:00', '02:00']], weekend: [], holiday: [] };
    const windows = { call: hours, sms: hours, email: hours };
    const policy = parsePolicy({ id: 'own', jurisdiction: 'CN', calendar: 'CN', windows });
    const question = aContactQuestion({ policy });
    expect(decideContact(question, at('2026-11-28 01:00')).allowed).toBe(true); // Friday's, on Saturday
    expect(decideContact(question, at('2026-11-30 01:00')).allowed).toBe(false); // Sunday's would be, on Monday
    expect(localTimeOf(decideContact(question, at('2026-11-28 03:00')).next)).toBe('2026-11-30 22:00');
  });

  it('joins windows that touch at midnight, so that guard minutes close nothing in between', () => {
    const question = aContactQuestion({ policy: everyDay([['00:00', '24:00']], 5) });
    expect(decideContact(question, at('2026-11-23 23:58')).allowed).toBe(true);
  });

  it('marks what lies in a year without a published calendar, from its first minute', () => {
    const windows = { any: [['22:00', '02:00']] };
    const own = { workday: windows.any, weekend: windows.any, holiday: windows.any };
    const policy = parsePolicy({
      id: 'own',
      jurisdiction: 'CN',
      calendar: 'CN',
      windows: { call: own, sms: own, email: own },
    });
    const found = listOpenWindows(aContactQuestion({ policy }), {
      start: at('2026-12-31 12:00'),
      end: at('2027-01-01 12:00'),
    });
    expect(found.map(({ start, end, provisional }) => [localTimeOf(start), localTimeOf(end), provisional])).toEqual([
      ['2026-12-31 22:00', '2027-01-01 00:00', false],
      ['2027-01-01 00:00', '2027-01-01 02:00', true],
    ]);
  });
});

/** What a wall clock shows, by a formatter that shares nothing with the code under test. */
function wallClock(zone: string): (ms: number) => { date: string; minute: number } {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return (ms) => {
    const [date = '', time = ''] = format.format(ms).split(' ');
    return { date, minute: Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) };
  };
}

const pad = (n: number) => String(n).padStart(2, '0');
const timeText = (minute: number) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;

describe('the windows against a minute-by-minute look at the wall clocks', () => {
  const zone = fc.constantFrom(
    ...['Asia/Shanghai', 'Asia/Urumqi', 'America/New_York', 'America/Santiago', 'Europe/London', 'Australia/Lord_Howe'],
    ...['Africa/Casablanca', 'America/Havana', 'Asia/Kathmandu', 'Pacific/Kiritimati'],
  );
  const day = fc.constantFrom(
    '2026-03-08',
    '2026-03-29',
    '2026-09-06',
    '2026-10-04',
    '2026-10-25',
    '2026-11-01',
    '2026-06-10',
  );
  const window = fc
    .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 95 }))
    .map(([start, length]) => ({ start: start * 15, end: ((start + length) % 96) * 15 }))
    .filter(({ start, end }) => start !== end);

  it('agree on every minute, but for minutes that come twice, where they may only be stricter', () => {
    fc.assert(
      fc.property(fc.uniqueArray(zone, { minLength: 1, maxLength: 3 }), day, window, (zones, date, { start, end }) => {
        const question = aContactQuestion({ policy: everyDay([[timeText(start), timeText(end)]]), zones });
        const from = Date.parse(`${date}T00:00:00Z`) - 6 * HOUR;
        const to = from + 36 * HOUR;
        const listed = listOpenWindows(question, { start: new Date(from), end: new Date(to) });
        const clocks = zones.map(wallClock);
        for (let ms = from; ms < to; ms += MINUTE) {
          const inside = clocks.every((clock) => {
            const { minute } = clock(ms);
            return start < end ? minute >= start && minute < end : minute >= start || minute < end;
          });
          if (ms % (7 * MINUTE) === 0 && decideContact(question, new Date(ms)).allowed !== inside) return false;
          const isListed = listed.some((each) => each.start.getTime() <= ms && ms < each.end.getTime());
          if (isListed === inside) continue;
          const isTwice = clocks.some((clock) => {
            const now = clock(ms);
            return [30, 60].some((minutes) =>
              [ms - minutes * MINUTE, ms + minutes * MINUTE].some((other) => clock(other).minute === now.minute),
            );
          });
          if (isListed || !isTwice) return false;
        }
        return true;
      }),
      { numRuns: 15 },
    );
  });

  it('name as next instant the start of the first window, with day types, guard and several zones', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(zone, { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 0, max: 364 * 96 }),
        fc.constantFrom('call' as const, 'sms' as const),
        (zones, quarter, channel) => {
          const question = aContactQuestion({ zones, channel, calendar: calendarFor('CN') });
          const now = new Date(Date.UTC(2026, 0, 1) + quarter * 15 * MINUTE);
          const decision = decideContact(question, now);
          const [first] = listOpenWindows(question, { start: now, end: new Date(now.getTime() + 30 * 24 * HOUR) });
          expect(decision.next).toEqual(first?.start ?? null);
          expect(decision.allowed).toBe(first?.start.getTime() === now.getTime());
        },
      ),
      { numRuns: 150 },
    );
  });
});
