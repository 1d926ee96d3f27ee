import fc from 'fast-check';
import { wallClock } from '../../test/support/wall-clocks.js';
import { calendarOf } from './day-types.js';
import { promiseDeadline } from './deadlines.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const ZONES = [
  'Asia/Shanghai',
  'America/New_York',
  'America/Havana',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
].concat(['Europe/London', 'Pacific/Kiritimati', 'America/Nuuk', 'Antarctica/Troll', 'Africa/Cairo']);
const CHANGES = ['2025-03-30', '2026-03-08', '2026-03-28', '2026-04-24', '2026-10-04', '2026-11-01', '2027-10-31'];

interface Asked {
  readonly zone: string;
  readonly triggerAt: number;
  readonly days: number;
  readonly mode: 'calendar' | 'working';
  readonly rests: readonly number[];
  readonly stated: Readonly<Record<string, 'off' | 'work'>>;
}

const asked: fc.Arbitrary<Asked> = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    around: fc.constantFrom(...CHANGES),
    minutes: fc.integer({ min: -8 * 1440, max: 1440 }),
    days: fc.integer({ min: 0, max: 10 }),
    mode: fc.constantFrom('calendar' as const, 'working' as const),
    rests: fc.constantFrom([6, 0], [5, 6], []),
    stated: fc.array(fc.tuple(fc.integer({ min: -9, max: 20 }), fc.constantFrom('off' as const, 'work' as const)), {
      maxLength: 12,
    }),
  })
  .map(({ around, minutes, stated, ...rest }) => ({
    ...rest,
    triggerAt: Date.parse(around) + minutes * MINUTE,
    stated: Object.fromEntries(stated.map(([day, said]) => [dateOf(Date.parse(around) + day * DAY), said])),
  }));

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Walks from day to day, then from minute to minute until the wall clock shows the trigger's time or has passed it. */
function slowDeadline({ zone, triggerAt, days, mode, rests, stated }: Asked): number {
  const wall = wallClock(zone);
  let day = Math.floor(wall(triggerAt) / 1440);
  for (let left = days; left > 0;) {
    day++;
    const said = stated[dateOf(day * DAY)];
    const isRest = said === 'off' || (said === undefined && rests.includes(new Date(day * DAY).getUTCDay()));
    if (mode === 'calendar' || !isRest) left--;
  }
  const wanted = day * 1440 + (wall(triggerAt) % 1440);
  let at = wanted * MINUTE - 15 * 60 * MINUTE;
  while (wall(at) < wanted) at += MINUTE;
  return at;
}

/**
 * Faults planted one after another in the source, each seen to fail here: a day more taken as 24 hours; the later of
 * two equal wall-clock times; make-up workdays not counted; the trigger's own day counted.
 */
describe('deadlines against a walk from day to day', () => {
  it('agree in calendar and in working days, through clock changes, rest days and make-up workdays', () => {
    fc.assert(
      fc.property(asked, (each) => {
        const { zone, days, mode, rests, stated, triggerAt } = each;
        const said = new Map(Object.entries(stated).map(([date, day]) => [date, { day, name: '' }]));
        const calendar = calendarOf('XX', rests, () => ({ stated: said, provisional: false }));
        const { rawDueAt } = promiseDeadline({ triggerAt: new Date(triggerAt), days, mode, zone, calendar });
        expect(rawDueAt).toEqual(new Date(slowDeadline(each)));
      }),
      { numRuns: 600, seed: 2026 },
    );
  });
});
