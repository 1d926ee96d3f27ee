import { claimScopeOf, routeOfNumber, routingOf, sandboxRouting, smsProviderFor } from './sms-routing.js';

const BOTH = routingOf({ countries: { CN: 'tencent' }, others: 'twilio' });
const CHINA_ALONE = routingOf({ countries: { CN: 'tencent' }, others: null });

describe('the way of an SMS', () => {
  it('is that of its country, by country and by number alike', () => {
    expect(smsProviderFor(BOTH, 'CN')).toBe('tencent');
    expect(smsProviderFor(BOTH, 'US')).toBe('twilio');
    expect(smsProviderFor(BOTH, null)).toBe('twilio');
    expect(smsProviderFor(BOTH, 'constructor')).toBe('twilio');
    expect(routeOfNumber(BOTH, '+8613800138000')?.sender).toBe('tencent');
    expect(routeOfNumber(BOTH, '+85251234567')?.sender).toBe('twilio');
  });

  it('is none where nobody serves a country', () => {
    expect(smsProviderFor(CHINA_ALONE, 'US')).toBe('none');
    expect(routeOfNumber(CHINA_ALONE, '+14155550100')).toBeNull();
  });

  it('leads to the sandbox, which can speak Tencent’s API for China', () => {
    expect(smsProviderFor(sandboxRouting(null), 'CN')).toBe('sandbox');
    expect(smsProviderFor(sandboxRouting('twilio'), 'CN')).toBe('sandbox:twilio');
    expect(routeOfNumber(sandboxRouting('tencent'), '+8613800138000')).toEqual({
      sender: 'sandbox-tencent',
      capability: 'sandbox:tencent',
    });
    expect(routeOfNumber(sandboxRouting('tencent'), '+14155550100')?.sender).toBe('sandbox-sms');
  });
});

describe('what a sender claims', () => {
  it('is everything where it is alone', () => {
    expect(claimScopeOf(sandboxRouting(null), 'sandbox-sms')).toBeNull();
    expect(claimScopeOf(routingOf({ countries: {}, others: 'twilio' }), 'twilio')).toBeNull();
    expect(claimScopeOf(CHINA_ALONE, 'tencent')).toBeNull();
  });

  it('is its countries, or all but those of others: every number belongs to exactly one', () => {
    expect(claimScopeOf(BOTH, 'tencent')).toEqual({ only: ['+86'], not: [] });
    expect(claimScopeOf(BOTH, 'twilio')).toEqual({ only: null, not: ['+86'] });
  });

  it('is nothing for a sender that serves nobody', () => {
    expect(claimScopeOf(sandboxRouting(null), 'sandbox-tencent')).toEqual({ only: [], not: [] });
  });
});
