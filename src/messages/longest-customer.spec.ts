import { longestCustomer } from './longest-customer.js';

describe('the longest customer', () => {
  it.each(['zh-CN', 'en'])('has everything that a text in %s may name', (language) => {
    const customer = longestCustomer(language);
    const { name, lastServiceItem, product, memberLevel, cardExpiresOn, lastServiceAt } = customer;
    for (const value of [name, lastServiceItem, product, memberLevel, cardExpiresOn, lastServiceAt]) {
      expect(value).toBeTruthy();
    }
    expect(/\p{Script=Han}/u.test(name)).toBe(language === 'zh-CN');
  });
});
