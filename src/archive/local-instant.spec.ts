import { addDays, isCalendarDate, localDate, localInstant } from './local-instant.js';

const at = (date: string, minute: number, zone: string, edge: 'start' | 'end') =>
  localInstant(date, minute, zone, edge).toISOString();

describe('a wall-clock time as an instant', () => {
  it('is plain where the clock does not change', () => {
    expect(at('2026-11-23', 540, 'Asia/Shanghai', 'start')).toBe('2026-11-23T01:00:00.000Z');
    expect(at('2026-11-23', 1440, 'Asia/Shanghai', 'end')).toBe('2026-11-23T16:00:00.000Z');
  });

  it('is the instant of the skip where the hour does not exist', () => {
    expect(at('2026-03-08', 150, 'America/New_York', 'start')).toBe('2026-03-08T07:00:00.000Z');
    expect(at('2026-03-08', 150, 'America/New_York', 'end')).toBe('2026-03-08T07:00:00.000Z');
    expect(at('2026-09-06', 0, 'America/Santiago', 'start')).toBe('2026-09-06T04:00:00.000Z');
    expect(at('2026-10-04', 135, 'Australia/Lord_Howe', 'start')).toBe('2026-10-03T15:30:00.000Z');
  });

  it('starts late and ends early where the hour comes twice', () => {
    expect(at('2026-11-01', 90, 'America/New_York', 'start')).toBe('2026-11-01T06:30:00.000Z');
    expect(at('2026-11-01', 90, 'America/New_York', 'end')).toBe('2026-11-01T05:30:00.000Z');
  });

  it('remembers without changing its answer', () => {
    const first = localInstant('2026-11-23', 540, 'Asia/Shanghai', 'start');
    first.setTime(0);
    expect(at('2026-11-23', 540, 'Asia/Shanghai', 'start')).toBe('2026-11-23T01:00:00.000Z');
  });

  it('refuses a zone that is none', () => {
    expect(() => localInstant('2026-11-23', 0, 'Asia/Beijing', 'start')).toThrow(RangeError);
  });
});

describe('dates', () => {
  it('are those of the zone', () => {
    expect(localDate(new Date('2026-11-22T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-23');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  });

  it.each(['2026-02-30', '2026-2-3', '20260203', '0000-01-01', '2026-02-03T00:00', ''])('%j is none', (text) => {
    expect(isCalendarDate(text)).toBe(false);
  });
});
