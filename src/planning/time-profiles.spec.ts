import fc from 'fast-check';
import { aRandomContact } from '../../test/support/random-policies.js';
import { slowMinutes } from '../../test/support/slow-contact.js';
import { wallMinutes } from '../../test/support/wall-clocks.js';
import { TimeProfiles } from './time-profiles.js';

const MINUTE = 60_000;
const DAY = 1440;
const ZONES = ['Asia/Shanghai', 'America/New_York', 'America/Havana', 'Australia/Lord_Howe', 'Europe/London'];
const DATES = ['2026-03-08', '2026-03-29', '2026-10-04', '2026-11-01', '2026-06-10'];
/** Looked at in minutes: a plan of six days, and two more in which its last window may end. */
const PLANNED = 6 * DAY;
const LOOKED_AT = 8 * DAY;

const rolling = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    date: fc.constantFrom(...DATES),
    from: fc.integer({ min: 0, max: 2 * DAY }),
    due: fc.integer({ min: -DAY, max: 4 * DAY }),
  })
  .chain((asked) => aRandomContact(Date.parse(asked.date)).map((contact) => ({ ...asked, contact })));

/**
 * domain.md 1L.2: the promise ends when it ends; only where nothing is open until then may the slot lie in the first
 * window after it. Faults planted one after another in the source, each seen to fail here: rolled to the window's
 * beginning; rolled although a window before the deadline is open; the first window taken, not the first after `from`.
 */
describe('the last moment for a first contact', () => {
  it('is the deadline, or the end of the first hours after it where none are open before', () => {
    fc.assert(
      fc.property(rolling, ({ zone, date, from, due, contact }) => {
        const start = Date.parse(date) - 2 * DAY * MINUTE;
        const { policy, calendar, holidayCampaign, channel, preferredTime, explicitTimeConsent } = contact.question;
        const range = { start: new Date(start), end: new Date(start + PLANNED * MINUTE) };
        const profiles = new TimeProfiles({ policy, calendar, holidayCampaign }, range);
        const wish = { preferredTime: preferredTime ?? null, explicitTimeConsent: explicitTimeConsent ?? false };
        const profile = profiles.profileOf({ channel, zones: [zone], ...wish });
        const { starts, open } = slowMinutes(contact.slow, [wallMinutes(zone, start, LOOKED_AT)]).planned;
        const isOpen = starts.subarray(from, Math.max(from, due)).includes(1);
        const first = starts.subarray(0, PLANNED).indexOf(1, Math.max(from, due));
        const closes = first < 0 ? NaN : open.indexOf(0, first);
        const expected = isOpen ? due : closes;
        // Hours that end beyond what is looked at have no end here.
        fc.pre(isOpen || first < 0 || closes >= 0);
        const rolled = profiles.rolledDue(profile, start + from * MINUTE, start + due * MINUTE);
        expect((rolled - start) / MINUTE).toBe(expected);
      }),
      { numRuns: 100, seed: 2026 },
    );
  });
});
