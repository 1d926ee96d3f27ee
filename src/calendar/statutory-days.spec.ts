import chineseDays from 'chinese-days';
import { plusDays } from './local-day.js';
import { statutoryDays } from './statutory-days.js';

describe('statutory days of China', () => {
  it('computes the thirteen days of 2027', () => {
    expect([...statutoryDays(2027).keys()]).toEqual([
      '2027-01-01',
      '2027-02-05',
      '2027-02-06',
      '2027-02-07',
      '2027-02-08',
      '2027-04-05',
      '2027-05-01',
      '2027-05-02',
      '2027-06-09',
      '2027-09-15',
      '2027-10-01',
      '2027-10-02',
      '2027-10-03',
    ]);
  });

  it('knows eleven days before the decree of 2024', () => {
    expect([...statutoryDays(2024).keys()]).toHaveLength(11);
    expect(statutoryDays(2024).has('2024-02-09')).toBe(false);
  });

  it.each(Array.from({ length: 25 }, (_, n) => 2025 + n))('agrees with the almanac in %i', (year) => {
    const days = statutoryDays(year);
    const springFestival = chineseDays.getSolarDateFromLunar(`${year}-01-01`).date;
    for (const date of [
      plusDays(springFestival, -1),
      springFestival,
      chineseDays.getSolarDateFromLunar(`${year}-05-05`).date,
      chineseDays.getSolarDateFromLunar(`${year}-08-15`).date,
      chineseDays.getSolarTermDate(year, 4, 'pure_brightness'),
    ]) {
      expect([year, date, days.get(date)?.day]).toEqual([year, date, 'off']);
    }
  });
});
