import { formOfOffer, mayTake } from './offered-value.js';

describe('taking what an import offered', () => {
  it.each([
    ['name', '张三', { name: '张三' }],
    ['card_expires_on', '2027-01-05', { cardExpiresOn: '2027-01-05' }],
    ['visit_interval_days', '30', { visitIntervalDays: 30 }],
    ['tags', '["a","b"]', { tags: ['a', 'b'] }],
    ['phone', '+8613800138000', { phone: '+8613800138000' }],
    ['phone', '+8613800138000, +8613900139000', { phone: '+8613800138000', phone2: '+8613900139000' }],
    ['company', null, { company: null }],
  ])('writes %s = %s as a person would', (field, offered, form) => {
    expect(formOfOffer(field, offered, {})).toEqual(form);
  });

  it('keeps the type that an attribute has', () => {
    const known = { seats: 4, vip: true, code: '007' };
    expect(formOfOffer('attributes.seats', '5', known)).toEqual({ attributes: { seats: 5 } });
    expect(formOfOffer('attributes.vip', 'false', known)).toEqual({ attributes: { vip: false } });
    expect(formOfOffer('attributes.code', '008', known)).toEqual({ attributes: { code: '008' } });
  });

  it('never takes back what a customer denied', () => {
    expect([mayTake('consent.sms.service'), mayTake('name')]).toEqual([false, true]);
  });
});
