import { canReach, capabilityOf } from './provider-capability.js';

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
    expect(canReach('sandbox:twilio', 'CN', { twoWay: true })?.code).toBe('provider-no-replies');
  });

  it('knows Tencent in China alone: replies come back, links and texts of our own do not go', () => {
    for (const provider of ['tencent', 'sandbox:tencent']) {
      expect(canReach(provider, 'CN', { twoWay: true })).toBeNull();
      expect(canReach(provider, 'CN', { urls: true })?.code).toBe('provider-no-links');
      expect(capabilityOf(provider, 'CN')).toMatchObject({ byTemplateId: true, appendsSignature: true, maxUnits: 500 });
      expect(canReach(provider, 'US', {})?.code).toBe('provider-unknown');
    }
    expect(capabilityOf('twilio', 'CN')?.byTemplateId).toBe(false);
  });

  it('says where nobody serves a country', () => {
    expect(canReach('none', 'US', {})).toEqual({ code: 'provider-none', params: { country: 'US' } });
  });

  it('trusts nobody it does not know', () => {
    expect(canReach('carrier-pigeon', 'CN', {})?.code).toBe('provider-unknown');
    expect(canReach('constructor', 'CN', {})?.code).toBe('provider-unknown');
  });
});
