import { signTc3 } from './tc3-signature.js';

const CREDENTIALS = { secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******', secretKey: 'Gu5t9xGARNpq86cd98joQYCN3*******' };
const REQUEST = {
  host: 'cvm.tencentcloudapi.com',
  service: 'cvm',
  action: 'DescribeInstances',
  // The escapes are part of the body as it is sent.
  payload: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
  timestamp: 1551113065,
};

describe('TC3-HMAC-SHA256', () => {
  it('makes the signature of the published example', () => {
    expect(signTc3(REQUEST, CREDENTIALS)).toBe(
      'TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, ' +
        'SignedHeaders=content-type;host;x-tc-action, ' +
        'Signature=be4f67d323c78ab9acb7395e43c0dbcf822a9cfac32fea2449a7bc7726b770a3',
    );
  });

  it('takes the day in UTC, which is yesterday in the morning of Shanghai', () => {
    const timestamp = new Date('2026-11-24T00:30:00+08:00').getTime() / 1_000;
    expect(signTc3({ ...REQUEST, timestamp }, CREDENTIALS)).toContain('/2026-11-23/cvm/tc3_request');
  });

  it.each([
    ['the body', { payload: '{}' }],
    ['the action', { action: 'SendSms' }],
    ['the host', { host: 'sms.tencentcloudapi.com' }],
    ['the second', { timestamp: 1551113066 }],
  ])('changes with %s', (_what, change) => {
    expect(signTc3({ ...REQUEST, ...change }, CREDENTIALS)).not.toBe(signTc3(REQUEST, CREDENTIALS));
  });
});
