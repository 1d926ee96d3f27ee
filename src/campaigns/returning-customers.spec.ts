import fc from 'fast-check';
import { campaignRules, email, member, mobile, pastContact } from '../../test/support/audience-builders.js';
import type { AudienceMember } from './audience-member.js';
import { takeAddresses } from './choose-ladder.js';
import { ReturningCustomers } from './returning-customers.js';
import { comesIn, judge, SUPPRESSION_RULES, type SuppressionRule, type Verdict } from './suppression-rules.js';

const RULES = campaignRules({ kind: 'routine', ladder: [{ channel: 'sms', waitHours: 24 }, ...emailAndCall()] });
function emailAndCall() {
  return (['email', 'call'] as const).map((channel) => ({ channel, waitHours: 24 }));
}

/** Everybody in turn, with one rule off or none, and who takes which address: nothing is reused from another run. */
function run(audience: readonly AudienceMember[], off: SuppressionRule | null = null): Map<number, Verdict> {
  const taken = new Map<string, string>();
  return new Map(
    audience.map((customer) => {
      const verdict = judge(customer, RULES, taken, off);
      if (comesIn(verdict)) takeAddresses(customer, verdict.choice, taken);
      return [customer.customerId, verdict];
    }),
  );
}

/** The whole audience planned once for each rule: who was held by it and is in without it. */
function recount(audience: readonly AudienceMember[]): Record<string, number> {
  const withAll = run(audience);
  const counts = SUPPRESSION_RULES.map((rule): [string, number] => {
    const without = run(audience, rule);
    const held = audience.filter(({ customerId }) =>
      withAll.get(customerId)!.matched.some(({ code }) => code === rule.name),
    );
    return [rule.name, held.filter(({ customerId }) => comesIn(without.get(customerId)!)).length];
  });
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function count(audience: readonly AudienceMember[]): Record<string, number> {
  const taken = new Map<string, string>();
  const counter = new ReturningCustomers(RULES, taken);
  for (const customer of audience) {
    const verdict = judge(customer, RULES, taken);
    const isAdmitted = comesIn(verdict);
    counter.consider({ member: customer, verdict, isAdmitted, isPlaceable: () => true });
    if (isAdmitted) takeAddresses(customer, verdict.choice, taken);
  }
  return counter.counts();
}

const sometimes = <T>(value: T, otherwise: T) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(otherwise) }, { weight: 1, arbitrary: fc.constant(value) });
/** Few addresses, so that many are shared. */
const phone = fc
  .record({ last: fc.integer({ min: 0, max: 3 }), status: sometimes('wrong-party' as const, 'active' as const) })
  .chain(({ last, status }) =>
    fc
      .constantFrom<string[]>([], [], [], ['sms'], ['all'])
      .map((optedOut) => mobile(`+861380013800${last}`, { shared: true, status, optedOut })),
  );
const mail = fc.integer({ min: 0, max: 2 }).map((last) => email(`a${last}@example.com`, { shared: last > 0 }));
const customer = fc
  .record({
    phones: fc.array(phone, { maxLength: 2 }),
    mails: fc.array(mail, { maxLength: 1 }),
    deceased: sometimes(true, false),
    doNotContact: fc.constantFrom<string[]>([], [], [], ['sms'], ['all']),
    lifecycle: fc.constantFrom('existing' as const, 'existing' as const, 'prospect' as const),
    openIssues: sometimes<('complaint' | 'follow-up')[]>(['complaint'], []),
    asked: fc.constantFrom<string[]>(
      [],
      [],
      ['2026-11-22T12:00:00Z'],
      ['2026-11-05T02:00:00Z', '2026-11-06T02:00:00Z'],
    ),
  })
  .map(({ phones, mails, asked, ...facts }) => ({
    ...facts,
    addresses: [...phones, ...mails],
    contacts: asked.map((at) => pastContact(at)),
  }));
const audiences = fc
  .array(customer, { minLength: 1, maxLength: 12 })
  .map((all) => all.map((facts, i) => member({ ...facts, customerId: i, customerNo: `C${i}` })));

describe('who would come back without a rule', () => {
  it('is who nothing else holds', () => {
    const audience = [
      member({ customerId: 1, deceased: true }),
      member({ customerId: 2, deceased: true, openIssues: ['complaint'] }),
      member({ customerId: 3, addresses: [mobile(undefined, { optedOut: ['all'] })] }),
    ];
    expect(count(audience)).toEqual({ deceased: 1, 'opted-out': 1 });
  });

  it('is nobody who has nothing to be reached by, but who has a marked address', () => {
    expect(count([member({ addresses: [] })])).toEqual({});
    expect(count([member({ addresses: [mobile(undefined, { status: 'wrong-party' })] })])).toEqual({
      'no-usable-contact-point': 1,
    });
  });

  it('counts a rule that holds one channel where another rule comes first', () => {
    const addresses = [mobile(undefined, { optedOut: ['all'] }), email()];
    const contacts = [pastContact('2026-11-22T12:00:00Z', { channel: 'email', address: null, surveyId: null })];
    expect(count([member({ addresses, contacts })])).toEqual({ 'cap-reached': 1, 'opted-out': 1 });
  });

  it('lets two who share an address come back once', () => {
    const addresses = [mobile(undefined, { shared: true })];
    const pair = [1, 2].map((id) => member({ customerId: id, customerNo: `C${id}`, deceased: true, addresses }));
    expect(count(pair)).toEqual({ deceased: 1 });
  });

  // Mutants that this finds: addresses that only the real audience takes are not given free (the last lines of
  // `WorldWithout.consider` left out); `isUntouched` is always true; who comes back takes no address.
  it('is what planning the whole audience again without the rule says', () => {
    fc.assert(
      fc.property(audiences, (audience) => expect(count(audience)).toEqual(recount(audience))),
      { numRuns: 1_000, seed: 4 },
    );
  });
});
