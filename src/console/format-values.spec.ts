import { formatCount, formatDateTime, formatDay, formatRelative, formatShare, formatTime } from './format-values.js';

const at = new Date('2026-11-24T01:05:00Z');

describe('values in words', () => {
  it('groups numbers', () => {
    expect(formatCount(4812, 'en')).toBe('4,812');
    expect(formatCount(1_000_000, 'zh-CN')).toBe('1,000,000');
  });

  it('says shares with one digit, the whole and nothing without, and a dash where there is nothing to divide by', () => {
    expect([0.3333, 1, 0].map((share) => formatShare(share, 'en'))).toEqual(['33.3%', '100%', '0%']);
    expect([null, NaN, Infinity].map((share) => formatShare(share, 'en'))).toEqual(['—', '—', '—']);
  });

  it('says times in the zone that it is given, not in that of the machine', () => {
    expect(formatTime(at, 'en', 'Asia/Shanghai')).toBe('09:05');
    expect(formatTime(at, 'en', 'America/New_York')).toBe('20:05');
    expect(formatDateTime(at, 'en', 'Asia/Shanghai', at)).toBe('Tue 24 Nov, 09:05');
    expect(formatDateTime(at, 'zh-CN', 'Asia/Shanghai', at)).toBe('11月24日周二 09:05');
    expect(formatDay(at, 'zh-CN', 'Asia/Shanghai')).toBe('2026年11月24日星期二');
  });

  it('names the year where it is not the present one of the zone, and where the present is not known', () => {
    const newYear = new Date('2026-12-31T16:30:00Z');
    expect(formatDateTime(at, 'en', 'Asia/Shanghai', newYear)).toBe('Tue, 24 Nov 2026, 09:05');
    expect(formatDateTime(at, 'zh-CN', 'Asia/Shanghai', newYear)).toBe('2026年11月24日周二 09:05');
    expect(formatDateTime(at, 'en', 'Europe/London', newYear)).not.toContain('2026');
    expect(formatDateTime(at, 'en', 'Europe/London', null)).toContain('2026');
  });

  it('writes midnight as 00, never as 24', () => {
    expect(formatTime(new Date('2026-11-23T16:00:00Z'), 'en', 'Asia/Shanghai')).toBe('00:00');
  });

  it.each([
    ['2026-11-24T01:35:00Z', 'in 30 minutes'],
    ['2026-11-24T04:05:00Z', 'in 3 hours'],
    ['2026-11-21T01:05:00Z', '3 days ago'],
    ['2026-11-24T01:05:10Z', 'this minute'],
  ])('%s is %s', (other, words) => expect(formatRelative(new Date(other), at, 'en')).toBe(words));
});
