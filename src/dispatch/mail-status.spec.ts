import { enhancedStatusIn, mailFaultOf } from './mail-status.js';

describe('whom a failed mail blames', () => {
  it.each(['5.1.1', '5.1.2', '5.1.3', '5.1.6', '5.1.10'])('is the address for good: %s', (code) => {
    expect(mailFaultOf(code)).toBe('hard');
  });

  it.each(['5.2.1', '5.2.2', '4.2.2', '4.4.7', '5.3.4', '5.0.0'])('is the address for now: %s', (code) => {
    expect(mailFaultOf(code)).toBe('soft');
  });

  it.each(['5.7.1', '5.7.26', '4.7.0'])('is us, for a block by policy: %s', (code) => {
    expect(mailFaultOf(code, 550)).toBe('policy');
  });

  it('is the address for good where 550 comes alone or with a code that says nothing', () => {
    expect(mailFaultOf(null, 550)).toBe('hard');
    expect(mailFaultOf('5.0.0', 550)).toBe('hard');
    expect(mailFaultOf(null, 554)).toBe('soft');
    expect(mailFaultOf(null)).toBe('soft');
  });
});

describe('an enhanced code in a text', () => {
  it('is found, and an address of a machine is none', () => {
    expect(enhancedStatusIn('550 5.1.10 RESOLVER.ADR.RecipientNotFound')).toBe('5.1.10');
    expect(enhancedStatusIn('550 rejected by 5.1.1.20')).toBeNull();
    expect(enhancedStatusIn('no code')).toBeNull();
  });
});
