import { clockSteps, hrefOf, mailDocument, readPlace, splitLinks, toBubble, toMail } from './sandbox-page.js';

describe('the address of the sandbox', () => {
  it('says what is open and what the lists are narrowed to, and comes back the same', () => {
    const place = readPlace({ q: ' 王 ', thread: '12', mail: 'x', campaign: '-3', earlier: '0' });
    expect(place).toMatchObject({ q: '王', thread: 12, mail: null, campaign: null, earlier: null });
    const href = hrefOf(place, { mail: 7 });
    expect(readPlace(Object.fromEntries(new URLSearchParams(href.split('?')[1])))).toEqual({ ...place, mail: 7 });
    expect(hrefOf(readPlace({}))).toBe('/sandbox');
  });
});

describe('links in a message', () => {
  it('are told apart from the text, whatever stands around them', () => {
    expect(splitLinks('请点 https://a.example/s/x-1，谢谢')).toEqual([
      { text: '请点 ', href: null },
      { text: 'https://a.example/s/x-1', href: 'https://a.example/s/x-1' },
      { text: '，谢谢', href: null },
    ]);
    expect(splitLinks('See http://a.example/s/x.').map(({ text }) => text)).toEqual([
      ...['See ', 'http://a.example/s/x', '.'],
    ]);
  });

  it('are only those of the web', () => {
    expect(splitLinks('javascript:alert(1) ftp://x')).toEqual([{ text: 'javascript:alert(1) ftp://x', href: null }]);
    expect(splitLinks('')).toEqual([]);
  });
});

describe('a message on the phone', () => {
  const message = { id: 1, body: '5', errorCode: null, sampleOf: null, receivedAt: new Date(0) };

  it('is the customer’s own or ours, and may be lost', () => {
    expect(toBubble({ ...message, direction: 'from-customer', status: 'received' })).toMatchObject({ isMine: true });
    expect(toBubble({ ...message, direction: 'to-customer', status: 'undelivered' })).toMatchObject({
      isMine: false,
      isLost: true,
    });
  });
});

describe('a mail', () => {
  const mail = {
    ...({
      id: 3,
      channel: 'email',
      direction: 'to-customer',
      messageId: '<a@b>',
      fromAddress: 'us@example.com',
    } as const),
    ...{ toAddress: 'zhang@example.com', subject: null, body: 'Hello', html: null, status: 'delivered' },
    ...{ errorCode: null, statusCallback: null, receivedAt: new Date(0), sampleOf: null },
    headers: {
      'list-unsubscribe': '<https://revisit.example/u/abc>',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
    },
  };

  it('hides the middle of its address and offers the one click that it has', () => {
    expect(toMail(mail, 'https://revisit.example')).toMatchObject({
      to: 'z***@example.com',
      subject: '',
      isHtml: false,
      mayUnsubscribe: true,
    });
    expect(toMail({ ...mail, headers: {} }, 'https://revisit.example').mayUnsubscribe).toBe(false);
  });

  it('opens its links beside the console', () => {
    expect(mailDocument('<html><HEAD lang="en"><title>x</title>')).toContain('<HEAD lang="en"><base target="_blank">');
    expect(mailDocument('<p>x</p>')).toBe('<base target="_blank"><p>x</p>');
  });
});

describe('the steps of the demonstration’s clock', () => {
  it('are an hour, and five past nine on the same or next morning', () => {
    const steps = (at: string) => clockSteps(new Date(at), 'Asia/Shanghai');
    expect(steps('2026-11-27T00:00:00Z').morning.toISOString()).toBe('2026-11-27T01:05:00.000Z');
    expect(steps('2026-11-27T01:05:00Z').morning.toISOString()).toBe('2026-11-28T01:05:00.000Z');
    expect(steps('2026-11-27T01:05:00Z').hour.toISOString()).toBe('2026-11-27T02:05:00.000Z');
  });
});
