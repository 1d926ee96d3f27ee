import { routingOf, sandboxRouting } from '../messages/sms-routing.js';
import { capabilityGap } from './capability-gap.js';

describe('what the provider of a channel cannot do', () => {
  const sandbox = { sms: sandboxRouting(null), email: 'sandbox' };
  const imitated = { sms: sandboxRouting('twilio'), email: 'sandbox' };

  it('is nothing in the sandbox, and nothing for calls', () => {
    for (const channel of ['sms', 'email', 'call'] as const) {
      expect(capabilityGap(channel, 'CN', sandbox, true)).toBeNull();
    }
    expect(capabilityGap('call', 'CN', imitated, true)).toBeNull();
  });

  it.each([
    ['twilio', routingOf({ countries: {}, others: 'twilio' })],
    ['sandbox:twilio', sandboxRouting('twilio')],
  ])('with %s is a survey by SMS to China, not elsewhere', (provider, sms) => {
    const providers = { sms, email: 'smtp' };
    expect(capabilityGap('sms', 'CN', providers, true)).toMatchObject({
      code: 'provider-no-replies',
      params: { provider, country: 'CN' },
    });
    expect(capabilityGap('sms', 'US', providers, true)).toBeNull();
    expect(capabilityGap('email', 'CN', providers, true)).toBeNull();
    expect(capabilityGap('sms', 'CN', providers, false)).toBeNull();
  });

  it('is nothing where each country has a provider that can, and everything where it has none', () => {
    const providers = { sms: routingOf({ countries: { CN: 'tencent' }, others: null }), email: 'smtp' };
    expect(capabilityGap('sms', 'CN', providers, true)).toBeNull();
    expect(capabilityGap('sms', 'US', providers, false)).toMatchObject({ code: 'provider-none' });
  });
});
