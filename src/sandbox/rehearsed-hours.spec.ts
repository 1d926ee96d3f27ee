import fc from 'fast-check';
import { calendarFor, packagedPolicy } from '../../test/support/calendar-rules.js';
import { aRandomContact } from '../../test/support/random-policies.js';
import { type ContactQuestion, decideContact } from '../calendar/decide-contact.js';
import { CHANNELS } from '../kernel/words.js';
import { RehearsedHours } from './rehearsed-hours.js';

const HOUR = 3_600_000;
/** London, New York and Lord Howe (by half an hour) change their clocks; a year begins that no calendar covers. */
const CHANGES = ['2026-10-25T01:00:00Z', '2026-11-01T06:00:00Z', '2026-10-03T15:30:00Z', '2026-12-31T16:00:00Z'];
const ZONES = ['Asia/Shanghai', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe'];
const CN = calendarFor('CN');

const packaged: fc.Arbitrary<Omit<ContactQuestion, 'zones'>> = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  policy: fc.constantFrom(packagedPolicy(), packagedPolicy(), null),
  calendar: fc.constant(CN),
  holidayCampaign: fc.boolean(),
  preferredTime: fc.constantFrom(null, [['10:00', '11:40'] as const], [['22:00', '23:00'] as const]),
});
/** Half of the edges of these lie in the hours in which clocks are set; many are open over midnight. */
const random = (around: number): fc.Arbitrary<Omit<ContactQuestion, 'zones'>> =>
  fc
    .tuple(aRandomContact(around), fc.boolean())
    .map(([{ question }, isChinese]) => (isChinese ? { ...question, calendar: CN } : question));

const asked = fc.constantFrom(...CHANGES).chain((change) => {
  const around = Date.parse(change);
  return fc.record({
    from: fc.integer({ min: -30, max: 0 }).map((hours) => around + hours * HOUR),
    question: fc.oneof({ weight: 1, arbitrary: packaged }, { weight: 2, arbitrary: random(around) }),
    zones: fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 2 }),
    // Most of them within three hours of the change, many on full minutes, some outside of what is kept.
    moments: fc.array(
      fc
        .oneof(
          { weight: 3, arbitrary: fc.integer({ min: around - 3 * HOUR, max: around + 3 * HOUR }) },
          { weight: 2, arbitrary: fc.integer({ min: around - 40 * HOUR, max: around + 80 * HOUR }) },
        )
        .chain((at) => fc.constantFrom(at, Math.round(at / 60_000) * 60_000)),
      { minLength: 25, maxLength: 50 },
    ),
  });
});

describe('kept hours', () => {
  it('say what the decision says, at every moment, around changes of the clock and of the year too', () => {
    // Mutants that this finds: a stretch that ends with the hours although guard minutes are left; one that runs on into
    // the new year; a closed one over a change of the clock.
    fc.assert(
      fc.property(asked, ({ from, question, zones, moments }) => {
        const whole = { ...question, zones };
        const hours = new RehearsedHours(whole, from, from + 72 * HOUR);
        for (const at of moments) {
          const { next, closesAt, provisional, allowed } = decideContact(whole, new Date(at));
          expect([hours.next(at), hours.closesAt(at)]).toEqual([
            next?.getTime() ?? Infinity,
            closesAt?.getTime() ?? NaN,
          ]);
          if (allowed) expect(hours.isProvisional(at)).toBe(provisional);
          const isSure = allowed && !provisional;
          expect(hours.surelyClosesAt(at)).toBe(isSure ? (closesAt?.getTime() ?? NaN) : NaN);
        }
      }),
      { numRuns: 500, seed: 20261128 },
    );
  });
});
