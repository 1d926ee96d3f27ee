import { canReach, capabilityOf, imitableProviders, imitating } from './provider-capability.js';

describe('what a provider can do where', () => {
  it('knows that Twilio takes no reply from China and carries no link there', () => {
    expect(canReach('twilio', 'CN', { twoWay: true })?.code).toBe('provider-no-replies');
    expect(canReach('twilio', 'CN', { urls: true })?.code).toBe('provider-no-links');
    expect(canReach('twilio', 'CN', {})).toBeNull();
    expect(capabilityOf('twilio', 'CN')).toMatchObject({ preApprovedTemplates: true, maxUnits: 500 });
  });

  it('lets Twilio do both elsewhere, Hong Kong included', () => {
    for (const country of ['US', 'GB', 'HK', null]) {
      expect(canReach('twilio', country, { twoWay: true, urls: true })).toBeNull();
    }
  });

  it('lets the sandbox do everything, unless it imitates somebody', () => {
    expect(canReach('sandbox', 'CN', { twoWay: true, urls: true })).toBeNull();
    expect(canReach(imitating('twilio'), 'CN', { twoWay: true })?.code).toBe('provider-no-replies');
    expect(imitableProviders()).toEqual(['twilio', 'smtp']);
  });

  it('trusts nobody it does not know', () => {
    expect(canReach('carrier-pigeon', 'CN', {})?.code).toBe('provider-unknown');
    expect(canReach('constructor', 'CN', {})?.code).toBe('provider-unknown');
  });
});
