import { jest } from '@jest/globals';
import { request } from 'undici';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { until } from '../../test/support/until.js';
import { ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import type { OutgoingMessage, Provider } from '../dispatch/provider.js';
import { contentHash } from '../kernel/stable-json.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const clock = new FixedClock('2026-11-23T02:00:00Z');
const signal = new AbortController().signal;
let t: TestDatabase;
let stage: DispatchStage;
let sms: Provider;
let email: Provider;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  for (const { provider } of stage.app.get(ProviderEndpoints).open()) {
    if (provider.name === 'sandbox-sms') sms = provider;
    else if (provider.channel === 'email') email = provider;
    else await provider.close();
  }
});
afterAll(async () => {
  await sms.close();
  await email.close();
  await stage.close();
  await t.close();
});

function message(over: Partial<OutgoingMessage>): OutgoingMessage {
  const text = over.text ?? '您好，请评分1-5';
  const templateVersion = { id: 'x', channel: 'sms', language: 'zh-CN', version: 1 } as const;
  const bodyHash = contentHash({ subject: null, text, html: null });
  return { channel: 'sms', to: '+8613800138000', text, bodyHash, templateVersion, key: 'v1-r0-t1-abc', ...over };
}

describe("the sandbox's Twilio", () => {
  it('takes a message of Twilio’s own client, keeps it and can be asked for it', async () => {
    const sent = await sms.send(message({ key: 'v1-r0-t1-first' }), signal);
    if (sent.outcome !== 'accepted') throw new Error(sent.code);
    expect(sent.providerMessageId).toMatch(/^SM[0-9a-f]{32}$/);
    const [kept] = await stage.sandbox.messages({ to: '+8613800138000' });
    expect(kept).toMatchObject({ channel: 'sms', body: '您好，请评分1-5', messageId: sent.providerMessageId });
    expect(kept?.statusCallback).toContain('/webhooks/twilio/status?key=v1-r0-t1-first');
    const since = new Date('2026-11-23T01:00:00Z');
    const question = { to: '+8613800138000', bodyHash: message({}).bodyHash, key: 'v1-r0-t1-first', since };
    const found = await sms.lookup(question);
    expect(found.map(({ providerMessageId }) => providerMessageId)).toEqual([sent.providerMessageId]);
    expect(await sms.lookup({ ...question, bodyHash: 'another' })).toEqual([]);
  });

  it.each([
    ['+15005550001', { errorClass: 'next-rung', code: '21211', badAddress: true }],
    ['+15005550004', { errorClass: 'give-up', code: '21610', optedOut: true }],
    ['+15005550009', { errorClass: 'next-rung', code: '21614' }],
    ['+15005550429', { errorClass: 'retry', code: '20429', blockMs: 1_000 }],
    ['+15005550500', { errorClass: 'unknown-outcome' }],
    ['+15005550000', { errorClass: 'unknown-outcome' }],
  ])('answers %s as Twilio would', async (to, expected) => {
    expect(await sms.send(message({ to }), signal)).toMatchObject({ outcome: 'failed', ...expected });
  });

  it('fails on demand, once', async () => {
    stage.sandbox.failNext(21610, '+8613800138009');
    expect(await sms.send(message({ to: '+8613800138008' }), signal)).toMatchObject({ outcome: 'accepted' });
    expect(await sms.send(message({ to: '+8613800138009' }), signal)).toMatchObject({ code: '21610' });
    expect(await sms.send(message({ to: '+8613800138009' }), signal)).toMatchObject({ outcome: 'accepted' });
  });

  it('keeps to Twilio’s limits in China while it imitates them, and to none afterwards', async () => {
    const to = '+8613800138077';
    const text = '请填写 https://example.com/s/1';
    const statuses = async () => (await stage.sandbox.messages({ to })).map(({ status }) => status);
    expect(await stage.sandbox.imitate('twilio')).toEqual({ imitates: 'twilio' });
    await sms.send(message({ to, text }), signal);
    await until('the filter of Twilio', async () => (await statuses()).join() === 'undelivered');
    expect((await stage.sandbox.messages({ to }))[0]?.errorCode).toBe('30007');
    expect(await stage.sandbox.imitate(null)).toEqual({ imitates: null });
    await sms.send(message({ to, text }), signal);
    await until('its delivery', async () => (await statuses()).join() === 'undelivered,delivered');
    await expect(stage.sandbox.imitate('pigeon')).rejects.toThrow('pigeon');
  });

  it('lets nobody in without its token, and knows nothing but messages', async () => {
    const { twilioBaseUrl, accountSid } = await stage.sandbox.start();
    const url = `${twilioBaseUrl}/2010-04-01/Accounts/${accountSid}/Messages.json`;
    expect((await request(url, { method: 'POST', body: 'To=%2B1' })).statusCode).toBe(401);
    expect((await request(`${twilioBaseUrl}/2010-04-01/Accounts`)).statusCode).toBe(404);
  });

  it('plays the customer: a signed inbound webhook, Chinese text and plus signs unharmed', async () => {
    const answer = await stage.sandbox.replyAs({ phone: '+8613800138000', body: '5 服务很好 + 谢谢' });
    expect(answer.status).toBe(200);
    expect(stage.inbound.at(-1)).toMatchObject({
      From: '+8613800138000',
      Body: '5 服务很好 + 谢谢',
      MessageSid: answer.messageId,
    });
    const said = await stage.sandbox.messages({ from: '+8613800138000', direction: 'from-customer' });
    expect(said.map(({ body }) => body)).toEqual(['5 服务很好 + 谢谢']);
  });
});

describe("the sandbox's mail server", () => {
  const mail = (to: string, over: Partial<OutgoingMessage> = {}) =>
    message({
      channel: 'email',
      to,
      subject: '回访 𠮷',
      html: '<p>您好</p>',
      key: `k-${to}`,
      headers: {
        'Message-ID': `<k-${to.replace(/[^a-z0-9]/g, '')}@revisit.example>`,
        'Auto-Submitted': 'auto-generated',
      },
      ...over,
    });

  it('takes a letter with both parts and keeps its headers', async () => {
    expect(await email.send(mail('anna@example.com'), signal)).toMatchObject({ outcome: 'accepted' });
    const [kept] = await stage.sandbox.messages({ to: 'anna@example.com' });
    expect(kept).toMatchObject({ subject: '回访 𠮷', messageId: '<k-annaexamplecom@revisit.example>' });
    expect(kept?.headers['auto-submitted']).toBe('auto-generated');
    expect(kept?.body.trim()).toBe('您好，请评分1-5');
    expect(kept?.html).toContain('<p>您好</p>');
  });

  it('keeps a letter that comes twice beside the first, so that a double send shows', async () => {
    await email.send(mail('twice@example.com'), signal);
    await email.send(mail('twice@example.com'), signal);
    expect(await stage.sandbox.messages({ to: 'twice@example.com' })).toHaveLength(2);
  });

  it.each([
    ['anna+550@example.com', { errorClass: 'next-rung', code: '5.1.1', badAddress: true }],
    ['anna+452@example.com', { errorClass: 'retry', code: '4.2.2' }],
    ['anna+lost@example.com', { errorClass: 'unknown-outcome' }],
  ])('answers %s as a relay would', async (to, expected) => {
    expect(await email.send(mail(to), signal)).toMatchObject({ outcome: 'failed', ...expected });
  });

  it.each([
    'a@example.com\r\nBcc: evil@example.com',
    'a@example.com, evil@example.com',
    'g: evil@example.com;',
    'a b@example.com',
  ])('never sees an address that could be read as another: %j', async (to) => {
    expect(await email.send(mail(to), signal)).toMatchObject({ code: 'unsafe-address' });
    expect(await stage.sandbox.messages({ to: 'evil@example.com' })).toEqual([]);
  });
});

describe('a provider that is not there', () => {
  it('has certainly taken nothing', async () => {
    const { TwilioSmsSender } = await import('../dispatch/twilio-sms.sender.js');
    const { EmailSender } = await import('../dispatch/email.sender.js');
    const account = {
      accountSid: `AC${'0'.repeat(32)}`,
      authToken: 'x',
      from: '+15005550006',
      publicUrl: 'http://127.0.0.1',
    };
    const gone = new TwilioSmsSender({
      name: 'x',
      capabilityName: 'twilio',
      ...account,
      apiBaseUrl: 'http://127.0.0.1:1',
    });
    const mute = new EmailSender({
      name: 'y',
      capabilityName: 'smtp',
      url: 'smtp://127.0.0.1:1',
      from: 'a@example.com',
    });
    const none = { outcome: 'failed', errorClass: 'retry', code: 'ECONNREFUSED' };
    expect(await gone.send(message({}), signal)).toMatchObject(none);
    expect(await mute.send(message({ channel: 'email', to: 'b@example.com' }), signal)).toMatchObject(none);
    await gone.close();
    await mute.close();
  });
});
