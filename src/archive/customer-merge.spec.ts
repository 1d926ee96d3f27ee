import { addedPoints, fieldChoices, mergedFields, stricterConsent } from './customer-merge.js';
import type { Customer, CustomerContactPoint } from './customer.js';

function aCustomer(overrides: Partial<Customer> = {}): Customer {
  const nothing = { contactName: null, contactRelation: null, company: null, birthday: null, preferredChannel: null };
  const nowhere = { timezone: null, country: 'CN', province: null, city: null, district: null, postcode: null };
  const none = { language: null, memberLevel: null, cardNo: null, cardExpiresOn: null, category: null, source: null };
  const nobody = { ownerAgentNo: null, assignedAt: null, requiredSkill: null, visitIntervalDays: null };
  const never = { lastServiceAt: null, lastServiceItem: null, lastServedBy: null, product: null };
  const at = new Date('2026-11-23T01:00:00Z');
  return {
    ...{ id: 1, customerNo: 'C1', name: '张三', gender: 'unknown', lifecycle: 'existing', preferredTime: null },
    ...{ ...nothing, ...nowhere, ...none, ...nobody, ...never },
    ...{ explicitTimeConsent: false, tags: [], doNotContact: [], consent: {}, attributes: {}, handEdited: [] },
    ...{ deceased: false, minor: false, version: 1, createdAt: at, updatedAt: at },
    ...overrides,
  };
}

const aPoint = (id: number, address: string, position = 1): CustomerContactPoint => ({
  ...{ id, position, raw: address, address, ext: null, phoneType: 'mobile', country: 'CN' },
  ...{
    kind: address.includes('@') ? 'email' : 'phone',
    invalidCode: null,
    optedOut: [],
    statusReason: null,
    status: 'active',
  },
});

describe('whose value stays', () => {
  it('is the kept one’s, the other’s where that is empty, and anybody’s who is chosen', () => {
    const kept = aCustomer({ name: '张三', city: '南昌市', memberLevel: '金卡' });
    const other = aCustomer({ name: '张 三', city: '九江市', company: '三学苑', gender: 'male', memberLevel: '金卡' });
    const stays = fieldChoices(kept, other, { city: 'other' }).map(({ field, stays: whose }) => [field, whose]);
    expect(stays).toEqual([
      ['name', 'kept'],
      ['gender', 'other'],
      ['company', 'other'],
      ['city', 'other'],
    ]);
  });

  it('writes only what changes, and guards what a person chose against imports', () => {
    const kept = aCustomer({ city: '南昌市', handEdited: ['name'] });
    const other = aCustomer({ city: '九江市', company: '三学苑', handEdited: ['email'] });
    expect(mergedFields(kept, other, { city: 'other' })).toEqual({
      city: '九江市',
      company: '三学苑',
      handEdited: ['city', 'email', 'name'],
    });
    expect(mergedFields(kept, { ...kept, id: 2 }, {})).toEqual({});
  });

  it('takes the later service, all tags, and attributes that the kept one does not have', () => {
    const early = new Date('2026-01-01T00:00:00Z');
    const late = new Date('2026-06-01T00:00:00Z');
    const kept = aCustomer({ lastServiceAt: early, lastServiceItem: 'A', tags: ['x'], attributes: { 课时: 1 } });
    const other = aCustomer({
      lastServiceAt: late,
      lastServiceItem: 'B',
      tags: ['y'],
      attributes: { 课时: 2, 班: '三' },
    });
    expect(mergedFields(kept, other, {})).toMatchObject({
      ...{ lastServiceAt: late, lastServiceItem: 'B', tags: ['x', 'y'], attributes: { 课时: 1, 班: '三' } },
    });
    expect(mergedFields(other, kept, {})).not.toHaveProperty('lastServiceAt');
  });

  it('moves the day of the assignment with the owner', () => {
    const assignedAt = new Date('2026-11-01T00:00:00Z');
    const other = aCustomer({ ownerAgentNo: '010', assignedAt });
    expect(mergedFields(aCustomer(), other, {})).toMatchObject({ ownerAgentNo: '010', assignedAt });
  });
});

describe('what protects the customer', () => {
  it('holds when either says it', () => {
    const other = aCustomer({ deceased: true, minor: true, doNotContact: ['sms'] });
    const merged = mergedFields(aCustomer({ explicitTimeConsent: true, doNotContact: ['call'] }), other, {});
    expect(merged).toMatchObject({
      deceased: true,
      minor: true,
      doNotContact: ['call', 'sms'],
      explicitTimeConsent: false,
    });
  });

  it.each([
    [{ 'sms.service': 'granted' }, { 'sms.service': 'denied' }, { 'sms.service': 'denied' }],
    [{ 'sms.service': 'denied' }, {}, { 'sms.service': 'denied' }],
    [{}, { 'sms.service': 'granted' }, { 'sms.service': 'granted' }],
    [{ 'all.service': 'denied' }, { 'sms.service': 'granted' }, { 'sms.service': 'denied', 'all.service': 'denied' }],
    [{ 'sms.service': 'unknown' }, {}, { 'sms.service': 'unknown' }],
    [{}, {}, {}],
  ] as const)('makes of %j and %j the consent %j, either way round', (one, other, merged) => {
    expect(stricterConsent(one, other)).toEqual(merged);
    expect(stricterConsent(other, one)).toEqual(merged);
  });
});

describe('numbers and mailboxes', () => {
  it('stand behind the kept one’s own, each once', () => {
    const kept = [aPoint(1, '+8613800138000')];
    const other = [aPoint(2, '+8613800138000'), aPoint(3, '+8613900139000', 2), aPoint(4, 'a@example.com')];
    expect(addedPoints(kept, other)).toEqual([
      { id: 3, position: 2 },
      { id: 4, position: 1 },
    ]);
  });
});
