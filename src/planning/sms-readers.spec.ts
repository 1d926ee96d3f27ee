import { member } from '../../test/support/audience-builders.js';
import { SmsReaders } from './sms-readers.js';

const rung = (channel: 'sms' | 'email', address: string) => ({
  channel,
  waitHours: 24,
  address,
  notBefore: null,
  cap: null,
});

describe('the readers of an audience', () => {
  it('are the languages and countries that get an SMS on any rung, in one order', () => {
    const readers = new SmsReaders();
    const of = (language: string, country: string) => member({ language, country, addresses: [] });
    readers.add(of('zh-CN', 'CN'), [rung('email', 'a@example.com'), rung('sms', '+861')]);
    readers.add(of('en', 'GB'), [rung('sms', '+441')]);
    readers.add(of('en', 'GB'), [rung('sms', '+442')]);
    readers.add(of('fr', 'FR'), [rung('email', 'b@example.com')]);
    expect(readers.list()).toEqual([
      { language: 'en', country: 'GB' },
      { language: 'zh-CN', country: 'CN' },
    ]);
  });
});
