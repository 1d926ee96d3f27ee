import fc from 'fast-check';
import type { PastContact } from '../campaigns/audience-member.js';
import { decideCaps } from '../campaigns/caps.js';
import { CHANNELS } from '../kernel/words.js';
import { ContactList, RehearsedCaps } from './rehearsed-caps.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-24T06:00:00Z');
const limit = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined, freq: 2 });
const ofChannel = fc.record({
  perDay: limit,
  perWeek: limit,
  per7d: limit,
  per30d: limit,
  minGapHours: fc.constantFrom(undefined, 1, 4, 30),
});
const caps = fc.record({ sms: ofChannel, email: ofChannel, call: ofChannel, anyPer24h: limit });
const contact = fc.record({
  channel: fc.constantFrom('sms' as const, 'email' as const, 'call' as const, 'call' as const, 'onsite' as const),
  reached: fc.boolean(),
  // Some lie exactly at the edge of a window, some ahead.
  hoursAgo: fc.oneof(fc.constantFrom(0, 1, 4, 24, 24 * 7, 24 * 30), fc.integer({ min: -2, max: 800 })),
});

describe('kept caps', () => {
  it('leave room when the decision about caps does, and again when it says', () => {
    // Mutants that this finds: a window that still holds what lies exactly at its edge; calls that count as disturbing
    // although nobody took them; parts of the day of the wrong zone.
    fc.assert(
      fc.property(
        fc.constantFrom(...CHANNELS),
        caps,
        fc.array(contact, { maxLength: 8 }),
        fc.constantFrom('Asia/Shanghai', 'America/New_York'),
        (channel, rules, drawn, zone) => {
          const address = '+8613800138000';
          const unknown = { campaignId: null, campaignKind: null, surveyId: null, refused: false };
          const contacts = drawn.map(({ hoursAgo, ...one }): PastContact => {
            return { ...one, at: new Date(NOW - hoursAgo * HOUR), address, ofCustomer: true, ...unknown };
          });
          const list = new ContactList();
          for (const one of contacts) list.addPast(one);
          const asked = decideCaps({ channel, address, caps: rules, contacts, zone }, new Date(NOW));
          const expected = asked === null ? NOW : (asked.nextAt?.getTime() ?? Infinity);
          expect(new RehearsedCaps(channel, rules, zone).roomAt(list, NOW)).toBe(expected);
        },
      ),
      { numRuns: 2_000, seed: 20261128 },
    );
  });
});
