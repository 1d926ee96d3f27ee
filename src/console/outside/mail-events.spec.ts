import { isSignedMailEvents, mailEvents, mailEventsKey, signMailEvents } from './mail-events.js';
import { toMessagingResponse } from './twiml.js';

const key = mailEventsKey('a secret of thirty-two characters');
const now = new Date('2026-11-24T01:00:00Z');
const body = Buffer.from('{"events":[{"type":"bounce","messageId":"<k1@example.com>"}]}');

describe('events of a mail relay', () => {
  const signature = signMailEvents(body, now, key);

  it('count when they were signed with our key a moment ago', () => {
    expect(isSignedMailEvents(body, signature, now, key)).toBe(true);
    expect(isSignedMailEvents(body, signature, new Date(now.getTime() + 299_000), key)).toBe(true);
  });

  it('do not count when body, key, time or form differ', () => {
    expect(isSignedMailEvents(Buffer.from('{}'), signature, now, key)).toBe(false);
    expect(isSignedMailEvents(body, signature, now, mailEventsKey('another secret of many characters'))).toBe(false);
    expect(isSignedMailEvents(body, signature, new Date(now.getTime() + 301_000), key)).toBe(false);
    for (const bad of [undefined, '', 't=1', signature.replace('v1', 'v2'), `${signature}0`]) {
      expect(isSignedMailEvents(body, bad, now, key)).toBe(false);
    }
  });

  it('are deliveries, bounces and complaints', () => {
    expect(mailEvents.parse(JSON.parse(body.toString())).events[0]?.type).toBe('bounce');
    expect(mailEvents.safeParse({ events: [{ type: 'opened', messageId: 'x' }] }).success).toBe(false);
  });

  it('have a key of their own, not the secret of the service', () => {
    expect(key).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('the answer to an inbound message', () => {
  it('carries the text, escaped', () => {
    expect(toMessagingResponse('1 < 2 & "so"')).toContain('<Message>1 &lt; 2 &amp; &quot;so&quot;</Message>');
  });

  it('is empty for silence', () => {
    expect(toMessagingResponse(null)).toMatch(/<Response><\/Response>$/);
  });
});
