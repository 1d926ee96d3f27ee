import { isSignedByTwilio, signTwilio } from './twilio-signature.js';

const url = 'https://r.example.com/webhooks/twilio/status?x=1';
const params = { From: '+14155550100', Body: ' STOP ', MessageSid: 'SM1' };

describe("Twilio's signature", () => {
  it('is the one of the published algorithm', () => {
    expect(signTwilio(url, params, '12345')).toBe('+jvNtADhk/62EFMC9seQIrfbtnk=');
  });

  it('holds for exactly this body, address and token', () => {
    const signature = signTwilio(url, params, '12345');
    expect(isSignedByTwilio({ url, params, signature }, '12345')).toBe(true);
    expect(isSignedByTwilio({ url, params: { ...params, Body: 'STOP' }, signature }, '12345')).toBe(false);
    expect(isSignedByTwilio({ url: url.replace('https', 'http'), params, signature }, '12345')).toBe(false);
    expect(isSignedByTwilio({ url, params, signature }, '12346')).toBe(false);
  });

  it('holds for Chinese text and plus signs', () => {
    const chinese = { Body: '5 服务很好 + 谢谢', From: '+8613800138000' };
    expect(isSignedByTwilio({ url, params: chinese, signature: signTwilio(url, chinese, 't') }, 't')).toBe(true);
  });

  it('is refused when it is missing or empty', () => {
    expect(isSignedByTwilio({ url, params, signature: undefined }, '12345')).toBe(false);
    expect(isSignedByTwilio({ url, params, signature: '' }, '12345')).toBe(false);
  });
});
