import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { deliveryReport } from '../../../test/support/returned-mails.js';
import { MailReportService } from '../../responses/mail-report.service.js';

describe('mail that came back, for people', () => {
  let api: ConsoleApi;
  let customerId: number;
  let attemptId: number;
  const email = 'anna.lee@example.com';

  beforeAll(async () => {
    api = await openConsoleApi();
    const db = api.t.database;
    const campaignId = await insertCampaign(db, { state: 'running', survey_id: 'default', survey_version: 1 });
    customerId = await insertCustomer(db, { email, customer_no: 'C-77' });
    const visitId = await insertVisit(db, campaignId, customerId, { ladder: ['email'] });
    const sent = { channel: 'email', address: email, state: 'accepted', handed_over_at: '2026-11-23T02:00:00Z' };
    const named = { ...sent, provider: 'sandbox-email', provider_message_id: '<v7@example.org>' };
    attemptId = await insertAttempt(db, { id: visitId, campaignId, customerId }, named);
  }, 90_000);
  afterAll(() => api.close());

  async function person(login: string) {
    const browser = await signIn(api.url, login);
    const csrf = csrfOf((await browser.get('/inbox')).text);
    const post = (path: string, fields: object = {}) =>
      browser
        .post(path)
        .type('form')
        .send({ _csrf: csrf, ...fields });
    return { browser, post };
  }

  it('waits in its own list, masked, and is decided there; the address is then closed with its reason', async () => {
    const raw = Buffer.from(deliveryReport({ messageId: '<v7@example.org>', recipient: email }));
    const service = api.app.get(MailReportService, { strict: false });
    expect(await service.receive({ raw, envelopeTo: null, via: 'smtp' })).toMatchObject({ outcome: 'queued' });
    const { browser, post } = await person('supervisor');
    expect((await browser.get('/inbox')).text).toContain('Returned mail that waits: 1');
    const { text } = await browser.get('/inbox/mail');
    expect(text).toContain('Undelivered Mail Returned to Sender');
    expect(text).toContain('C-77');
    expect(text).not.toContain(email);
    const [, id] = /\/inbox\/mail\/(\d+)\/decide/.exec(text) ?? [];
    await post(`/inbox/mail/${id ?? ''}/decide`, { as: 'bounce' }).expect(303);
    expect((await browser.get('/inbox/mail')).text).toContain('No returned mail waits.');
    const attempt = await api.t.database.one<{ state: string }>('SELECT state FROM attempts WHERE id = $1', [
      attemptId,
    ]);
    expect(attempt.state).toBe('undelivered');
    expect((await browser.get(`/customers/${customerId}`)).text).toContain('Nothing can be delivered there');
    expect((await browser.get(`/customers/${customerId}?lang=zh-CN`)).text).toContain('该地址无法送达');
  });

  it('lets a supervisor use the address again, and nobody else', async () => {
    const point = await api.t.database.one<{ id: number }>('SELECT id FROM contact_points WHERE customer_id = $1', [customerId]); // prettier-ignore
    const path = `/customers/${customerId}/points/${point.id}/lift`;
    const manager = await signIn(api.url, 'manager');
    expect((await manager.get(`/customers/${customerId}`)).text).not.toContain(path);
    const csrf = csrfOf((await manager.get(`/customers/${customerId}`)).text);
    await manager.post(path).type('form').send({ _csrf: csrf }).expect(403);
    const { browser, post } = await person('supervisor');
    expect((await browser.get(`/customers/${customerId}`)).text).toContain(path);
    await post(path).expect(303);
    const row = await api.t.database.one('SELECT status, status_reason AS why FROM addresses WHERE address = $1', [
      email,
    ]);
    expect(row).toEqual({ status: 'active', why: null });
    await post(path).expect(409);
  });

  it('is listed by the API with its counts, for those who may decide', async () => {
    const { body } = await api.as('supervisor').get('/returned-mail').expect(200);
    expect(body).toMatchObject({ items: [], counts: [{ verdict: 'hard', number: 1, waiting: 0 }] });
    await api.as('agent').get('/returned-mail').expect(403);
    await api.as('supervisor').post('/returned-mail/999/decision', { as: 'nothing' }).expect(404);
  });
});
