import { birthdaysWithin, dayWindow, stretchOf } from './segment-days.js';

describe('birthdays within a window', () => {
  it('are counted over the turn of the year', () => {
    expect(birthdaysWithin('2026-12-30', '2027-01-02')).toEqual(['12-30', '12-31', '01-01', '01-02']);
  });

  it('put 29 February on the 28th in a common year', () => {
    expect(birthdaysWithin('2026-02-28', '2026-02-28')).toEqual(['02-28', '02-29']);
    expect(birthdaysWithin('2026-03-01', '2026-03-01')).toEqual(['03-01']);
  });

  it('leave 29 February where it is in a leap year', () => {
    expect(birthdaysWithin('2028-02-28', '2028-02-28')).toEqual(['02-28']);
    expect(birthdaysWithin('2028-02-29', '2028-02-29')).toEqual(['02-29']);
  });

  it('are all of them in a window of years', () => {
    expect(birthdaysWithin('2020-01-01', '2029-12-31')).toHaveLength(366);
  });
});

describe('a window of days', () => {
  const time = { now: new Date('2026-11-22T23:30:00Z'), zone: 'Asia/Shanghai' };

  it('starts from the local day of the organisation', () => {
    expect(dayWindow(0, 'ahead', time)).toEqual({ first: '2026-11-23', last: '2026-11-23' });
  });

  it('looks back, ahead, or from one day to another', () => {
    expect(dayWindow(7, 'back', time)).toEqual({ first: '2026-11-16', last: '2026-11-23' });
    expect(dayWindow(7, 'ahead', time)).toEqual({ first: '2026-11-23', last: '2026-11-30' });
    expect(dayWindow([-1, 1], 'back', time)).toEqual({ first: '2026-11-22', last: '2026-11-24' });
  });
});

describe('the stretch of a date', () => {
  it.each([
    ['a day with 23 hours', '2026-03-08', 'America/New_York', 23],
    ['a day with 25 hours', '2026-11-01', 'America/New_York', 25],
    ['a day whose midnight is skipped', '2026-09-06', 'America/Santiago', 23],
  ])('is the whole of %s', (_, date, zone, hours) => {
    const { from, to } = stretchOf(date, zone);
    expect((Date.parse(to) - Date.parse(from)) / 3_600_000).toBe(hours);
  });
});
