import fc from 'fast-check';
import { aRandomContact } from '../../test/support/random-policies.js';
import { slowMinutes } from '../../test/support/slow-contact.js';
import { offsetChanges, wallMinutes } from '../../test/support/wall-clocks.js';
import { listOpenWindows } from '../calendar/open-windows.js';
import { VerifyHours } from './verify-hours.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AROUND = 30 * HOUR;
const MARGIN = 6 * HOUR;
const COMPARED = (2 * AROUND) / MINUTE;
/** Clocks set forward and back, by half an hour, at midnight, and never. */
const ZONES = [
  'Asia/Shanghai',
  'America/New_York',
  'Europe/London',
  'Australia/Lord_Howe',
  'America/Havana',
  'Asia/Kathmandu',
];

const moments = ZONES.flatMap((zone) => {
  const changes = offsetChanges(zone, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1));
  return changes.length === 0 ? [{ zone, at: Date.UTC(2026, 5, 10) }] : changes.map(({ at }) => ({ zone, at }));
});

/** Asking `Intl` for each minute takes its time: each stretch of a zone is asked for once. */
const known = new Map<string, Int32Array>();
function wallsOf(zone: string, from: number): Int32Array {
  const key = `${zone} ${from}`;
  const walls = known.get(key) ?? wallMinutes(zone, from - MARGIN, COMPARED + (2 * MARGIN) / MINUTE);
  known.set(key, walls);
  return walls;
}

const asked = fc
  .record({ moment: fc.constantFrom(...moments), second: fc.option(fc.constantFrom(...ZONES), { freq: 3 }) })
  .chain((given) => aRandomContact(given.moment.at).map((contact) => ({ ...given, contact })));

/**
 * The verifier's own look at the clock, against minutes painted by the tests' and, for sameness with what was planned,
 * against the planner's list. Faults planted one after another in the source, each seen to fail here: hours that begin
 * at the first coming of their time; guard minutes left out; windows over midnight cut at it; the day type of the day
 * before; one zone of two asked; preferred times passed over.
 */
describe('the hours as the verifier tells them', () => {
  it('are those of the written windows, minute by minute, around every change of a clock', () => {
    fc.assert(
      fc.property(asked, ({ moment, second, contact }) => {
        const zones = [moment.zone, ...(second === null ? [] : [second])];
        const { policy, calendar, holidayCampaign, channel, preferredTime, explicitTimeConsent } = contact.question;
        const hours = new VerifyHours({ policy, calendar, holidayCampaign });
        const wish = { preferredTime: preferredTime ?? null, explicitTimeConsent: explicitTimeConsent ?? false };
        const key = hours.keyOf({ channel, zones, ...wish });
        const from = moment.at - AROUND;
        const walls = zones.map((zone) => wallsOf(zone, from));
        const { starts } = slowMinutes(contact.slow, walls).planned;
        const wrong = Array.from({ length: COMPARED }, (_, minute) => minute).filter(
          (minute) => Number(hours.isOpen(key, from + minute * MINUTE)) !== starts[minute + MARGIN / MINUTE],
        );
        expect(wrong.map((minute) => new Date(from + minute * MINUTE).toISOString()).slice(0, 3)).toEqual([]);
      }),
      { numRuns: 60, seed: 2026 },
    );
  });

  it('hold every moment that the planner lists, to the millisecond, and not the one after', () => {
    fc.assert(
      fc.property(asked, ({ moment, second, contact }) => {
        const zones = [moment.zone, ...(second === null ? [] : [second])];
        const question = { ...contact.question, zones };
        const { policy, calendar, holidayCampaign, channel, preferredTime, explicitTimeConsent } = question;
        const hours = new VerifyHours({ policy, calendar, holidayCampaign });
        const wish = { preferredTime: preferredTime ?? null, explicitTimeConsent: explicitTimeConsent ?? false };
        const key = hours.keyOf({ channel, zones, ...wish });
        const range = { start: new Date(moment.at - AROUND), end: new Date(moment.at + AROUND) };
        for (const { start, end } of listOpenWindows(question, range)) {
          const edges = [start.getTime(), end.getTime() - 1].map((at) => hours.isOpen(key, at));
          expect(edges).toEqual([true, true]);
          if (end < range.end) expect(hours.isOpen(key, end.getTime())).toBe(false);
          if (start > range.start) expect(hours.isOpen(key, start.getTime() - 1)).toBe(false);
        }
      }),
      { numRuns: 60, seed: 2026 },
    );
  });

  it('are none without a policy, without a zone, and in a zone that nobody knows', () => {
    const { calendar, policy } = fc.sample(aRandomContact(0), { seed: 1, numRuns: 1 })[0]!.question;
    const isEverOpen = (hours: VerifyHours, zones: string[]): boolean => {
      const key = hours.keyOf({ channel: 'sms', zones, preferredTime: null, explicitTimeConsent: false });
      return Array.from({ length: 48 }, (_, hour) => hours.isOpen(key, hour * HOUR)).includes(true);
    };
    const rules = { calendar, holidayCampaign: false };
    expect(isEverOpen(new VerifyHours({ ...rules, policy }), ['Asia/Shanghai'])).toBe(true);
    expect(isEverOpen(new VerifyHours({ ...rules, policy }), [])).toBe(false);
    expect(isEverOpen(new VerifyHours({ ...rules, policy }), ['Asia/Shanghai', 'Mars/Olympus'])).toBe(false);
    expect(isEverOpen(new VerifyHours({ ...rules, policy: null }), ['Asia/Shanghai'])).toBe(false);
  });
});
