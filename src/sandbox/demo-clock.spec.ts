import { calendarFor } from '../../test/support/calendar-rules.js';
import { demoStart } from './demo-clock.js';

const zone = 'Asia/Shanghai';
const start = (iso: string) => demoStart(new Date(iso), zone, calendarFor('CN')).toISOString();

describe('demoStart', () => {
  it('leaves the clock alone in working hours', () => {
    expect(start('2026-11-23T03:21:00.000Z')).toBe('2026-11-23T03:21:00.000Z');
  });

  it.each([
    ['before work on Monday', '2026-11-22T22:00:00Z', '2026-11-23T01:05:00.000Z'],
    ['on Monday night', '2026-11-23T14:00:00Z', '2026-11-24T01:05:00.000Z'],
    ['on Friday evening', '2026-11-27T10:00:00Z', '2026-11-30T01:05:00.000Z'],
    ['in the National Day holidays', '2026-10-02T03:00:00Z', '2026-10-08T01:05:00.000Z'],
    ['before a make-up Saturday', '2026-10-09T12:00:00Z', '2026-10-10T01:05:00.000Z'],
  ])('%s moves it to the next working morning', (_, now, expected) => {
    expect(start(now)).toBe(expected);
  });

  it('goes back to the last covered working morning when no calendar covers the days ahead', () => {
    expect(start('2027-03-01T03:00:00Z')).toBe('2026-12-31T01:05:00.000Z');
  });
});
