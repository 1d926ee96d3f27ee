import { calendarFor } from '../../test/support/calendar-rules.js';
import { chineseDays } from './chinese-days.adapter.js';
import { isWorkingDay } from './day-types.js';
import type { RegionCalendar, StatedDay } from './day-types.js';
import { dateOfDay, dayNumber } from './local-day.js';
import { statutoryDays } from './statutory-days.js';

const typeOf = (calendar: RegionCalendar, date: string) => calendar.kindOf(date)?.dayType;
function datesOfYear(year: number): string[] {
  const [first, next] = [dayNumber(`${year}-01-01`) ?? 0, dayNumber(`${year + 1}-01-01`) ?? 0];
  return Array.from({ length: next - first }, (_, index) => dateOfDay(first + index));
}
const workdays = (calendar: RegionCalendar, year: number) =>
  datesOfYear(year).filter((date) => isWorkingDay(calendar.kindOf(date)?.dayType ?? 'weekend')).length;

function between(from: string, to: string): string[] {
  return datesOfYear(Number(from.slice(0, 4))).filter((date) => date >= from && date <= to);
}

describe("China's calendar", () => {
  const china = calendarFor('CN');

  it('has the days off of the notice for 2026', () => {
    const off = [
      ...between('2026-01-01', '2026-01-03'),
      ...between('2026-02-15', '2026-02-23'),
      ...between('2026-04-04', '2026-04-06'),
      ...between('2026-05-01', '2026-05-05'),
      ...between('2026-06-19', '2026-06-21'),
      ...between('2026-09-25', '2026-09-27'),
      ...between('2026-10-01', '2026-10-07'),
    ];
    expect(datesOfYear(2026).filter((date) => typeOf(china, date) === 'holiday')).toEqual(off);
  });

  it('has the make-up workdays of 2026, and 248 workdays', () => {
    expect(datesOfYear(2026).filter((date) => typeOf(china, date) === 'makeup')).toEqual([
      '2026-01-04',
      '2026-02-14',
      '2026-02-28',
      '2026-05-09',
      '2026-09-20',
      '2026-10-10',
    ]);
    expect(workdays(china, 2026)).toBe(248);
  });

  it('is complete from 2004 to 2026, and provisional after that', () => {
    expect([...chineseDays().years].sort()).toEqual(Array.from({ length: 23 }, (_, n) => 2004 + n));
    expect(china.kindOf('2026-12-31')).toEqual({ dayType: 'workday', provisional: false });
    expect(china.kindOf('2027-01-01')).toEqual({ dayType: 'holiday', provisional: true, name: '元旦' });
    expect(china.kindOf('2027-10-09')).toEqual({ dayType: 'weekend', provisional: true });
  });

  it('knows no day beyond the reach of its formulas, and none that does not exist', () => {
    expect(china.kindOf('2100-05-05')).toBeNull();
    expect(china.kindOf('2003-05-05')).toBeNull();
    expect(china.kindOf('2026-02-30')).toBeNull();
  });

  it('takes an imported year for published once it names every statutory day', () => {
    const notice = new Map<string, StatedDay>([...statutoryDays(2027), ['2027-02-20', { day: 'work', name: '春节' }]]);
    const published = calendarFor('CN', notice);
    expect(published.kindOf('2027-02-20')).toEqual({ dayType: 'makeup', provisional: false, name: '春节' });
    expect(published.kindOf('2028-01-04')?.provisional).toBe(true);
  });

  it('stays provisional while an import names only some days, but already heeds them', () => {
    const some = calendarFor('CN', new Map([['2027-10-04', { day: 'off', name: '国庆节' }]]));
    expect(some.kindOf('2027-10-04')).toEqual({ dayType: 'holiday', provisional: true, name: '国庆节' });
  });

  it('puts imported days in front of the library', () => {
    const own = calendarFor('CN', new Map([['2026-11-23', { day: 'off', name: '店庆' }]]));
    expect(typeOf(own, '2026-11-23')).toBe('holiday');
    expect(typeOf(own, '2026-10-01')).toBe('holiday');
  });
});

describe('other calendars', () => {
  it.each([
    ['US', '2026-07-03', 'holiday'],
    ['US', '2026-11-26', 'holiday'],
    ['US', '2027-12-31', 'holiday'],
    ['US', '2026-11-27', 'workday'],
    ['US', '2026-11-28', 'weekend'],
    ['GB', '2026-12-25', 'holiday'],
    ['DE', '2026-05-01', 'holiday'],
    ['SA', '2026-11-27', 'weekend'],
    ['SA', '2026-11-29', 'workday'],
    ['none', '2026-12-25', 'workday'],
    ['none', '2026-12-26', 'weekend'],
  ])('in %s, %s is a %s', (region, date, type) => {
    expect(calendarFor(region).kindOf(date)).toMatchObject({ dayType: type, provisional: false });
  });

  it('take imported days', () => {
    expect(typeOf(calendarFor('US', new Map([['2026-11-27', { day: 'off', name: '' }]])), '2026-11-27')).toBe(
      'holiday',
    );
  });

  it.each(['XX', 'US-XX', ''])('know nothing of the region "%s"', (region) => {
    expect(calendarFor(region).kindOf('2026-11-23')).toBeNull();
  });
});
