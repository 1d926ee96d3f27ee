import fc from 'fast-check';
import { pastContact } from '../../test/support/audience-builders.js';
import type { PastContact } from './audience-member.js';
import { decideCaps } from './caps.js';
import type { ContactCaps } from './contact-caps.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse('2026-11-23T00:00:00Z');
const CHANNELS = ['call', 'sms', 'email'] as const;

type Limit = number | undefined;
interface Contact {
  readonly at: number;
  readonly channel: (typeof CHANNELS)[number];
  readonly customer: number;
  readonly address: string;
  readonly reached: boolean;
}

/** Customers 0 and 1 share one phone; each has an e-mail address of their own. */
const ask = fc.record({
  afterMinutes: fc.integer({ min: 0, max: 15 * 60 }),
  channel: fc.constantFrom(...CHANNELS),
  customer: fc.nat(2),
  reached: fc.boolean(),
  isPatient: fc.boolean(),
});
type Ask = typeof ask extends fc.Arbitrary<infer A> ? A : never;
const asks = fc.array(ask, { minLength: 20, maxLength: 120 });
const limit = (most: number): fc.Arbitrary<Limit> => fc.option(fc.integer({ min: 1, max: most }), { nil: undefined });
const ofChannel = fc.record({
  perDay: limit(2),
  perWeek: limit(3),
  per7d: limit(4),
  per30d: limit(6),
  minGapHours: limit(30),
});
const caps = fc.record({ call: ofChannel, sms: ofChannel, email: ofChannel, anyPer24h: limit(3) });

/** Asks before each contact and keeps to the answer: not now, or at the instant that was named. */
function live(asked: readonly Ask[], rules: ContactCaps): Contact[] {
  const made: Contact[] = [];
  let now = START;
  for (const { afterMinutes, channel, customer, reached, isPatient } of asked) {
    now += afterMinutes * 60_000;
    const address = channel === 'email' ? `${customer}@example.com` : `+86138001380${Math.max(1, customer)}0`;
    const decide = (at: number) => {
      const contacts = made.map((contact) => toPast(contact, customer));
      return decideCaps({ channel, address, caps: rules, contacts, zone: 'Asia/Shanghai' }, new Date(at));
    };
    const reason = decide(now);
    if (reason !== null && (!isPatient || reason.nextAt === null)) continue;
    now = reason?.nextAt?.getTime() ?? now;
    made.push({ at: now, channel, customer, address, reached: channel === 'call' ? reached : true });
  }
  return made;
}

function toPast({ at, channel, customer, address, reached }: Contact, asking: number): PastContact {
  const when = new Date(at).toISOString();
  return pastContact(when, { channel, address, reached, ofCustomer: customer === asking });
}

/** No window of this length, wherever it ends, holds more than so many. */
function expectWithin(contacts: readonly Contact[], windowMs: number, most: Limit): void {
  if (most === undefined) return;
  for (const { at } of contacts) {
    const inside = contacts.filter((other) => other.at > at - windowMs && other.at <= at);
    expect(inside.length).toBeLessThanOrEqual(most);
  }
}

function expectLawful(made: readonly Contact[], rules: ContactCaps): void {
  const disturbing = made.filter(({ reached }) => reached);
  expectWithin(disturbing, DAY, rules.anyPer24h);
  for (const channel of CHANNELS) {
    const own = disturbing.filter((contact) => contact.channel === channel);
    const { perDay, perWeek, per7d, per30d, minGapHours = 0 } = rules[channel] ?? {};
    expectWithin(own, DAY, perDay);
    expectWithin(own, 7 * DAY, perWeek);
    expectWithin(own, 7 * DAY, per7d);
    expectWithin(own, 30 * DAY, per30d);
    const tries = made.filter((contact) => contact.channel === channel);
    expectWithin(tries, minGapHours * HOUR, minGapHours > 0 ? 1 : undefined);
  }
  const unanswered = made.filter(({ channel, reached }) => channel === 'call' && !reached);
  expectWithin(unanswered, DAY, 3);
}

describe('caps over a long time', () => {
  it('are exceeded in no rolling window, neither of a customer nor of an address that several share', () => {
    // Mutants that this finds: windows of half their length; addresses that are not counted; `inside.length <= limit`;
    // a `nextAt` after half a window.
    fc.assert(
      fc.property(asks, caps, (asked, rules) => {
        const made = live(asked, rules);
        for (const customer of [0, 1, 2]) {
          expectLawful(
            made.filter((contact) => contact.customer === customer),
            rules,
          );
        }
        for (const address of new Set(made.map((contact) => contact.address))) {
          expectLawful(
            made.filter((contact) => contact.address === address),
            rules,
          );
        }
      }),
      { numRuns: 150, seed: 20261128 },
    );
  });
});
