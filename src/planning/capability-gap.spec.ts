import { imitating } from '../messages/provider-capability.js';
import { capabilityGap } from './capability-gap.js';

describe('what the provider of a channel cannot do', () => {
  const sandbox = { sms: 'sandbox', email: 'sandbox' };
  const imitated = { sms: imitating('twilio'), email: 'sandbox' };

  it('is nothing in the sandbox, and nothing for calls', () => {
    for (const channel of ['sms', 'email', 'call'] as const) {
      expect(capabilityGap(channel, 'CN', sandbox, true)).toBeNull();
    }
    expect(capabilityGap('call', 'CN', imitated, true)).toBeNull();
  });

  it.each([['twilio'], [imitating('twilio')]])('with %s is a survey by SMS to China, not elsewhere', (sms) => {
    const providers = { sms, email: 'smtp' };
    expect(capabilityGap('sms', 'CN', providers, true)).toMatchObject({
      code: 'provider-no-replies',
      params: { provider: sms, country: 'CN' },
    });
    expect(capabilityGap('sms', 'US', providers, true)).toBeNull();
    expect(capabilityGap('email', 'CN', providers, true)).toBeNull();
    expect(capabilityGap('sms', 'CN', providers, false)).toBeNull();
  });
});
