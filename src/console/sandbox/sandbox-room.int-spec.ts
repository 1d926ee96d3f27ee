import type { NestExpressApplication } from '@nestjs/platform-express';
import { insertCustomer } from '../../../test/support/builders.js';
import { openConsoleApp } from '../../../test/support/console-app.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { openTestDatabase } from '../../../test/support/test-database.js';
import type { TestDatabase } from '../../../test/support/test-database.js';
import { freePort } from '../../../test/support/revisit-process.js';
import { UserService } from '../../access/user.service.js';
import type { Database } from '../../database/database.service.js';
import { connectDatabase } from '../../database/schema.service.js';
import { SandboxMessageRepository } from '../../sandbox/sandbox-message.repository.js';
import type { NewSandboxMessage } from '../../sandbox/sandbox-message.repository.js';

type Browser = Awaited<ReturnType<typeof signIn>>;
const PHONE = '+8613800138000';

let messages = 0;
const sms = (overrides: Partial<NewSandboxMessage> = {}): NewSandboxMessage => ({
  ...{ channel: 'sms', direction: 'to-customer', messageId: `SM${(messages += 1)}`, fromAddress: '+8610690000001' },
  ...{ toAddress: PHONE, subject: null, body: '请回复 1 至 5', html: null, headers: {}, status: 'delivered' },
  ...{ errorCode: null, statusCallback: null, receivedAt: new Date('2026-11-27T02:00:00Z') },
  ...overrides,
});
const mail = (overrides: Partial<NewSandboxMessage> = {}) =>
  sms({
    channel: 'email',
    toAddress: 'zhang@example.com',
    fromAddress: 'us@example.com',
    subject: '回访',
    ...overrides,
  });

describe('the sandbox’s room', () => {
  let t: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  let database: Database;
  let admin: Browser;
  let messages: SandboxMessageRepository;

  beforeAll(async () => {
    t = await openTestDatabase();
    database = await connectDatabase(t.url);
    const port = await freePort();
    ({ app, url } = await openConsoleApp(database, { PUBLIC_URL: `http://127.0.0.1:${port}` }));
    messages = app.get(SandboxMessageRepository, { strict: false });
    const users = app.get(UserService, { strict: false });
    for (const role of ['admin', 'manager'] as const) {
      await users.add({ login: role, password: 'correct horse', role }, 'test');
    }
    await insertCustomer(t.database, { name: '王小明', phone: PHONE, email: 'zhang@example.com' });
    await messages.add([
      sms({ messageId: 'SM1', body: '满意吗？https://revisit.example/s/abc <b>' }),
      sms({
        messageId: 'SM2',
        toAddress: '+8613900139000',
        body: 'another phone',
        status: 'undelivered',
        errorCode: '30003',
      }),
      mail({ messageId: '<m1@x>', html: '<html><head></head><body><script>alert(1)</script><p>Hi</p></body></html>' }),
    ]);
    admin = await signIn(url, 'admin');
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await database.close();
    await t.close();
  });

  const idOf = async (messageId: string) => (await messages.get(messageId))?.id ?? 0;
  const post = async (browser: Browser, to: string, form: Record<string, string>) => {
    const page = await browser.get('/sandbox');
    return browser
      .post(`${to}?lang=en`)
      .type('form')
      .send({ _csrf: csrfOf(page.text), ...form });
  };

  it('lists phones and mails by customer, addresses with their middle hidden', async () => {
    const page = await admin.get('/sandbox?lang=en');
    expect(page.text).toContain('王小明');
    expect(page.text).toContain('Unknown number or address');
    expect(page.text).toContain('data-live="sandbox"');
    expect(page.text).not.toContain(PHONE);
    expect(page.text).not.toContain('zhang@example.com');
  });

  it('opens a phone with its bubbles, links made clickable and nothing else', async () => {
    const page = await admin.get(`/sandbox?lang=en&thread=${await idOf('SM1')}`);
    expect(page.text).toContain('<a href="https://revisit.example/s/abc" target="_blank" rel="noopener">');
    expect(page.text).toContain('&lt;b&gt;');
    expect(page.text).not.toContain('(30003)');
    expect((await admin.get(`/sandbox?lang=en&thread=${await idOf('SM2')}`)).text).toContain('not delivered (30003)');
  });

  it('narrows both lists to a customer', async () => {
    const page = await admin.get('/sandbox?lang=en&q=8000');
    expect(page.text).toContain('王小明');
    expect(page.text).not.toContain('another phone');
    expect((await admin.get('/sandbox?lang=en&q=nobody')).text).toContain('Nothing matches');
    expect((await admin.get('/sandbox?lang=en&campaign=99')).text).toContain('Nothing matches');
  });

  it('shows a mail’s HTML in a frame that runs nothing', async () => {
    const id = await idOf('<m1@x>');
    const page = await admin.get(`/sandbox?mail=${id}`);
    expect(page.text).toContain(`<iframe src="/sandbox/mails/${id}/html"`);
    expect(page.headers['content-security-policy']).toContain("frame-src 'self'");
    const html = await admin.get(`/sandbox/mails/${id}/html`);
    expect(html.headers['content-security-policy']).toContain("default-src 'none'");
    expect(html.headers['content-security-policy']).toMatch(
      /sandbox allow-popups(?!.*allow-scripts)(?!.*allow-same-origin)/,
    );
    expect(html.text).toContain('<base target="_blank">');
    expect((await admin.get(`/sandbox/mails/${await idOf('SM1')}/html`)).status).toBe(404);
    expect((await admin.get('/sandbox?mail=999999')).status).toBe(200);
  });

  it('takes a reply, and says so when this installation does not answer', async () => {
    const thread = String(await idOf('SM1'));
    const empty = await post(admin, '/sandbox/reply', { thread, body: ' ' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('This is needed.');
    const unheard = await post(admin, '/sandbox/reply', { thread, body: '5' });
    expect(unheard.status).toBe(409);
    expect(unheard.text).toContain('Check PUBLIC_URL');
    expect(unheard.text).toContain('bubble--mine');
    expect((await post(admin, '/sandbox/reply', { thread: '999999', body: '5' })).status).toBe(404);
  });

  it('pages long lists', async () => {
    await messages.add(
      Array.from({ length: 30 }, (_, at) => mail({ messageId: `<p${at}@x>`, subject: `Mail ${at}.` })),
    );
    const first = await admin.get('/sandbox?lang=en');
    expect(first.text).toContain('Mail 29.');
    expect(first.text).not.toContain('Mail 17.');
    const next = /href="(\/sandbox[^"]*mailsBefore[^"]*)" rel="next"/.exec(first.text)?.[1] ?? '';
    const second = await admin.get(next.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'));
    expect(second.text).toContain('Mail 17.');
    expect(second.text).not.toContain('Mail 29.');
  });

  it('sets faults for whoever uses the sandbox; limits and clock for administrators', async () => {
    const manager = await signIn(url, 'manager');
    expect((await post(manager, '/sandbox/fail-next', { code: '30003' })).headers['location']).toContain(
      'done=sandbox-fault-set',
    );
    expect((await post(manager, '/sandbox/fail-next', { code: '7' })).status).toBe(422);
    expect((await manager.get('/sandbox')).text).not.toContain('id="demo-clock"');
    expect((await post(manager, '/sandbox/clock', { step: 'hour' })).status).toBe(403);
    expect((await post(manager, '/sandbox/imitation', { provider: 'twilio' })).status).toBe(403);
    await post(admin, '/sandbox/imitation', { provider: 'twilio' });
    expect((await admin.get('/sandbox')).text).toContain('<option value="twilio" selected>');
    await post(admin, '/sandbox/imitation', { provider: '' });
  });

  it('offers no one click where the mail has none', async () => {
    const refused = await post(admin, `/sandbox/mails/${await idOf('<m1@x>')}/unsubscribe`, {});
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('no unsubscribe link');
  });

  it('says why there is no sandbox once providers are configured', async () => {
    const real = await openConsoleApp(database, {
      ...{ TWILIO_ACCOUNT_SID: `AC${'a'.repeat(32)}`, TWILIO_AUTH_TOKEN: 'x', TWILIO_FROM: '+8610690000001' },
      ...{ SMTP_URL: 'smtp://127.0.0.1:9', MAIL_FROM: 'us@example.com' },
    });
    const browser = await signIn(real.url, 'admin');
    const page = await browser.get('/sandbox?lang=en');
    expect(page.text).toContain('id="no-sandbox"');
    expect(page.text).not.toContain('王小明');
    expect((await browser.get(`/sandbox/mails/${await idOf('<m1@x>')}/html`)).status).toBe(409);
    await real.app.close();
  });
});
