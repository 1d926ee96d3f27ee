import fc from 'fast-check';
import { calendarFor, packagedPolicy } from '../../test/support/calendar-rules.js';
import { type ContactQuestion, decideContact } from '../calendar/decide-contact.js';
import { CHANNELS } from '../kernel/words.js';
import { RehearsedHours } from './rehearsed-hours.js';

const HOUR = 3_600_000;
/** London and New York put their clocks back, Lord Howe forth by half an hour, a year ends that no calendar covers. */
const BEGINNINGS = ['2026-10-24T03:00:00Z', '2026-10-31T12:00:00Z', '2026-10-03T05:00:00Z', '2026-12-30T02:00:00Z'];
const ZONES = ['Asia/Shanghai', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Kiritimati'];

const questions: fc.Arbitrary<ContactQuestion> = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  policy: fc.constantFrom(packagedPolicy(), packagedPolicy(), null),
  calendar: fc.constant(calendarFor('CN')),
  zones: fc.uniqueArray(fc.constantFrom(...ZONES), { minLength: 1, maxLength: 3 }),
  holidayCampaign: fc.boolean(),
  preferredTime: fc.constantFrom(null, [['10:00', '11:40'] as const], [['22:00', '23:00'] as const]),
});

describe('kept hours', () => {
  it('say what the decision says, at every moment, around changes of the clock and of the year too', () => {
    // Mutants that this finds: a stretch that ends with the hours although guard minutes are left; one that runs on into
    // the new year; a closed one over a change of the clock.
    const when = fc.tuple(
      fc.constantFrom(...BEGINNINGS),
      fc.array(fc.integer({ min: -HOUR, max: 120 * HOUR }), { minLength: 20, maxLength: 60 }),
    );
    fc.assert(
      fc.property(questions, when, fc.boolean(), (question, [beginning, offsets], isOnMinutes) => {
        const from = Date.parse(beginning);
        const hours = new RehearsedHours(question, from, from + 110 * HOUR);
        for (const offset of offsets) {
          const at = from + (isOnMinutes ? Math.round(offset / 60_000) * 60_000 : offset);
          const { next, closesAt, provisional, allowed } = decideContact(question, new Date(at));
          expect([hours.next(at), hours.closesAt(at)]).toEqual([
            next?.getTime() ?? Infinity,
            closesAt?.getTime() ?? NaN,
          ]);
          if (allowed) expect(hours.isProvisional(at)).toBe(provisional);
        }
      }),
      { numRuns: 250, seed: 20261128 },
    );
  });
});
