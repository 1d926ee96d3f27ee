import { chinaCalendar } from '../../calendar/china-calendar.js';
import { regionCalendar } from '../../calendar/region-calendar.js';
import { toCheckView, toFileFaults, toYearView } from './calendar-page.js';

const stated = new Map([
  ['2026-10-01', { day: 'off', name: '国庆节' }],
  ['2026-10-02', { day: 'off', name: '国庆节' }],
  ['2026-10-10', { day: 'work', name: '国庆节' }],
] as const);
const calendar = chinaCalendar({ years: new Set([2026]), days: stated }, new Map());

describe('a year of the calendar', () => {
  const year = toYearView(calendar, 2026, '2026-11-28');

  it('has twelve months in weeks from Monday on', () => {
    expect(year.months).toHaveLength(12);
    const [october] = year.months.filter(({ month }) => month === 10);
    expect(october?.weeks[0]?.map((cell) => cell?.day ?? null)).toEqual([null, null, null, 1, 2, 3, 4]);
    expect(october?.weeks.flat().filter((cell) => cell !== null)).toHaveLength(31);
    expect(year.months.flatMap(({ weeks }) => weeks.flat()).filter((cell) => cell?.isToday)).toMatchObject([
      { date: '2026-11-28', type: 'weekend' },
    ]);
  });

  it('counts each kind of day, all of the year together', () => {
    expect(year.counts).toMatchObject({ holiday: 2, makeup: 1 });
    expect(Object.values(year.counts).reduce((sum, n) => sum + n, 0)).toBe(365);
  });

  it('names days off as stretches, and make-up workdays', () => {
    expect(year.named).toEqual([
      { name: '国庆节', type: 'holiday', from: '2026-10-01', to: '2026-10-02', days: 2 },
      { name: '国庆节', type: 'makeup', from: '2026-10-10', to: '2026-10-10', days: 1 },
    ]);
  });

  it('marks a year without a published calendar, and a region without any', () => {
    expect(year).toMatchObject({ isProvisional: false, isUnknown: false });
    expect(toYearView(calendar, 2031, '2026-11-28')).toMatchObject({ isProvisional: true, isUnknown: false });
    const nowhere = regionCalendar('XX', new Map(), { years: new Set(), days: new Map() });
    expect(toYearView(nowhere, 2026, '2026-11-28')).toMatchObject({ isUnknown: true, named: [] });
  });
});

describe('a calendar file on its way in', () => {
  it('shows each fault with its line and field', () => {
    const faults = [
      { field: 'line 3, date', code: 'invalid-date', message: '"x" is no date' },
      { field: 'file', code: 'something-new', message: 'broken' },
    ];
    expect(toFileFaults(faults)).toEqual([
      { line: 3, fieldKey: 'console.rules.column.date', textKey: 'console.rules.file.invalid-date', message: '"x" is no date' },
      { line: null, fieldKey: null, textKey: 'console.rules.file.csv', message: 'broken' },
    ]); // prettier-ignore
  });

  it('says first how many days would change, and shows the first of a long file', () => {
    const day = { region: 'CN', date: '2027-01-01', day: 'off', name: '元旦', source: '' } as const;
    const days = Array.from({ length: 81 }, () => day);
    const check = {
      file: 'x.csv',
      rows: 81,
      created: 2,
      updated: 1,
      unchanged: 78,
      coverage: [],
      days,
      touchedContacts: 4,
    };
    expect(toCheckView(check)).toMatchObject({ changed: 3, more: 1 });
    expect(toCheckView(check).shown).toHaveLength(80);
  });
});
