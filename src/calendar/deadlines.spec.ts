import { at, calendarFor, localTimeOf } from '../../test/support/calendar-rules.js';
import { promiseDeadline } from './deadlines.js';

const china = { zone: 'Asia/Shanghai', calendar: calendarFor('CN') };
const due = (trigger: string, mode: 'calendar' | 'working') =>
  promiseDeadline({ triggerAt: at(trigger), days: 3, mode, ...china });

describe('the promise of three days', () => {
  it.each([
    ['2026-11-20 17:00', '2026-11-23 17:00', '2026-11-25 17:00'],
    ['2026-02-13 10:00', '2026-02-16 10:00', '2026-02-25 10:00'],
    ['2026-12-30 10:00', '2027-01-02 10:00', '2027-01-05 10:00'],
    ['2026-09-30 17:00', '2026-10-03 17:00', '2026-10-10 17:00'],
  ])('from %s ends %s in calendar days and %s in working days', (trigger, calendar, working) => {
    expect(localTimeOf(due(trigger, 'calendar').rawDueAt)).toBe(calendar);
    expect(localTimeOf(due(trigger, 'working').rawDueAt)).toBe(working);
  });

  it('is provisional when it counts days of a year without a published calendar', () => {
    expect(due('2026-12-30 10:00', 'working').provisional).toBe(true);
    expect(due('2026-12-30 10:00', 'calendar').provisional).toBe(false);
    expect(due('2026-11-20 17:00', 'working').provisional).toBe(false);
  });

  it('counts days on the wall clock, not by 24 hours', () => {
    const zone = 'America/New_York';
    const rule = { triggerAt: at('2026-03-07 09:00', zone), days: 1, mode: 'calendar' as const };
    const { rawDueAt } = promiseDeadline({ ...rule, zone, calendar: calendarFor('US') });
    expect(localTimeOf(rawDueAt, zone)).toBe('2026-03-08 09:00');
    expect(rawDueAt.getTime() - rule.triggerAt.getTime()).toBe(23 * 3_600_000);
  });

  it('counts weekdays where no calendar is known, and says so', () => {
    const rule = { triggerAt: at('2026-11-20 17:00'), days: 3, mode: 'working' as const, zone: 'Asia/Shanghai' };
    expect(promiseDeadline({ ...rule, calendar: calendarFor('XX') })).toEqual({
      rawDueAt: at('2026-11-25 17:00'),
      provisional: true,
    });
  });
});
