import fc from 'fast-check';
import { parseDate, parseInstant } from './parse-date.js';

const ZONE = 'Asia/Shanghai';

describe('reading dates', () => {
  it.each([
    ['46388', '2027-01-01'],
    ['2026/11/20', '2026-11-20'],
    ['2026/1/5', '2026-01-05'],
    ['2026.11.20', '2026-11-20'],
    ['2027年1月5日', '2027-01-05'],
    ['2027年1月5号', '2027-01-05'],
    ['20261120', '2026-11-20'],
    ['２０２６-１１-２０', '2026-11-20'],
    ['2028-02-29', '2028-02-29'],
    ['2026-11-20T23:30:00Z', '2026-11-21'],
  ])('reads %p as %s', (raw, date) => {
    expect(parseDate(raw, ZONE)).toBe(date);
  });

  it('adds 1462 days in a workbook that counts from 1904', () => {
    expect(parseDate('44926', ZONE, true)).toBe('2027-01-01');
  });

  it.each([
    '2026-02-30',
    '2027-02-29',
    '2026-13-01',
    '2026-00-10',
    '11/20/2026',
    '20/11/26',
    'soon',
    '1234',
    '2026-11',
  ])('does not read %p', (raw) => {
    expect(parseDate(raw, ZONE)).toBeNull();
  });

  it.each([
    ['2026-11-20 10:00', '2026-11-20T02:00:00.000Z'],
    ['2026-11-20T10:00:30', '2026-11-20T02:00:30.000Z'],
    ['2026/11/20', '2026-11-19T16:00:00.000Z'],
    ['2026年11月20日 10时30分', '2026-11-20T02:30:00.000Z'],
    ['2026-11-21T09:30:00+08:00', '2026-11-21T01:30:00.000Z'],
    ['2026-11-21 01:30:00+00', '2026-11-21T01:30:00.000Z'],
    ['2026-11-21T01:30:00Z', '2026-11-21T01:30:00.000Z'],
    ['46346.5', '2026-11-20T04:00:00.000Z'],
  ])("reads the instant %p in the organisation's zone", (raw, iso) => {
    expect(parseInstant(raw, ZONE)?.toISOString()).toBe(iso);
  });

  it.each(['2026-11-20 25:00', '2026-11-20 10:60', '2026-02-30T10:00:00Z', '2026-11-20 10'])(
    'does not read the instant %p',
    (raw) => {
      expect(parseInstant(raw, ZONE)).toBeNull();
    },
  );

  it('takes the later side where clocks jump over the time', () => {
    expect(parseInstant('2026-03-08 02:30', 'America/New_York')?.toISOString()).toBe('2026-03-08T07:30:00.000Z');
  });

  it('reads back every local minute that it is given', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000_000 }), (minutes) => {
        const at = new Date(Date.UTC(2000, 0, 1) + minutes * 60_000);
        const local = new Date(at.getTime() + 8 * 3_600_000).toISOString();
        expect(parseInstant(`${local.slice(0, 10)} ${local.slice(11, 16)}`, ZONE)).toEqual(at);
      }),
    );
  });
});
