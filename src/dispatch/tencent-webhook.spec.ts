import { isOurSecret, readReply, readReports } from './tencent-webhook.js';

const REPORT = {
  user_receive_time: '2026-11-24 08:03:04',
  nationcode: '86',
  mobile: '13800138000',
  report_status: 'SUCCESS',
  errmsg: 'DELIVRD',
  description: '用户短信送达成功',
  sid: '5000:104571',
};

describe('a callback with reports', () => {
  it('tells of several messages, with the key where it comes back', () => {
    const failed = { ...REPORT, sid: '5000:104572', report_status: 'FAIL', errmsg: 'UNDELIV', ext: 'v1-r0-t1-abc' };
    expect(readReports(JSON.stringify([REPORT, failed]), 'tencent')).toEqual([
      { provider: 'tencent', providerMessageId: '5000:104571', status: 'delivered', errorCode: null, key: null },
      {
        provider: 'tencent',
        providerMessageId: '5000:104572',
        status: 'undelivered',
        errorCode: 'UNDELIV',
        key: 'v1-r0-t1-abc',
      },
    ]);
  });

  it.each(['', '{', '{}', 'null', '[1]', '[{"sid":"1"}]'])('is none where it reads %p', (body) => {
    expect(readReports(body, 'tencent')).toBeNull();
  });
});

describe('a callback with a reply', () => {
  const REPLY = {
    extend: '',
    mobile: '13800138000',
    nationcode: '86',
    sign: '三学苑',
    text: '5 很好',
    time: 1457336869,
  };

  it('has a name made of what it says, the same each time it comes', () => {
    const first = readReply(JSON.stringify(REPLY));
    expect(first).toMatchObject({ from: '+8613800138000', to: '三学苑', body: '5 很好' });
    expect(first?.messageId).toMatch(/^[0-9a-f]{40}$/);
    expect(readReply(JSON.stringify({ ...REPLY, time: '1457336869' }))).toEqual(first);
    expect(readReply(JSON.stringify({ ...REPLY, time: 1457336870 }))?.messageId).not.toBe(first?.messageId);
    expect(readReply(JSON.stringify({ ...REPLY, text: '4' }))?.messageId).not.toBe(first?.messageId);
  });

  it.each(['', '[]', '{"mobile":"1"}'])('is none where it reads %p', (body) => {
    expect(readReply(body)).toBeNull();
  });
});

describe('the secret of a callback', () => {
  it('must be the whole of ours', () => {
    expect(isOurSecret('a-secret', 'a-secret')).toBe(true);
    expect(isOurSecret('a-secre', 'a-secret')).toBe(false);
    expect(isOurSecret('', 'a-secret')).toBe(false);
  });
});
