import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { insertCampaign, insertCustomer, insertRow, insertVisit } from '../../../test/support/builders.js';
import { openConsoleApp } from '../../../test/support/console-app.js';
import { FixedClock } from '../../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../../test/support/test-database.js';
import type { TestDatabase } from '../../../test/support/test-database.js';
import { PolicyInstallService } from '../../calendar/policy-install.service.js';
import { signTwilio } from '../../dispatch/twilio-signature.js';
import { SystemClock } from '../../kernel/system-clock.adapter.js';
import { optOutToken, surveyToken } from '../../messages/signed-link.js';
import { SurveyService } from '../../surveys/survey.service.js';
import { mailEventsKey, signMailEvents } from './mail-events.js';

const AUTH_TOKEN = '0123456789abcdef0123456789abcdef';
const PUBLIC_URL = 'https://visits.example.com';

describe('what customers and providers call', () => {
  const clock = new FixedClock('2026-11-25T02:00:00Z');
  let t: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  let secret: string;

  beforeAll(async () => {
    t = await openTestDatabase();
    const { settings, ...opened } = await openConsoleApp(
      t.database,
      {
        PUBLIC_URL,
        TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
        TWILIO_AUTH_TOKEN: AUTH_TOKEN,
        TWILIO_FROM: '+15005550006',
      },
      [],
      clock,
    );
    ({ app, url } = opened);
    secret = settings.secretKey;
    await app.get(PolicyInstallService, { strict: false }).installPackagedPolicies();
    await app.get(SurveyService, { strict: false }).installPackaged();
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await t.close();
  });

  async function aSentVisit(address: string): Promise<{ visit: number; attempt: number; sid: string }> {
    const campaign = await insertCampaign(t.database, {
      state: 'running',
      survey_id: 'default',
      survey_version: 1,
      deadline_at: '2030-01-01T00:00:00Z',
    });
    const customer = await insertCustomer(t.database, { name: '王芳', language: 'zh-CN', phone: address });
    const visit = await insertVisit(t.database, campaign, customer, {
      state: 'open',
      opened_at: clock.now(),
      due_at: '2030-01-01T00:00:00Z',
    });
    const sid = `SM${String(visit).padStart(32, '0')}`;
    const attempt = await insertRow(t.database, 'attempts', {
      visit_id: visit,
      campaign_id: campaign,
      customer_id: customer,
      rung: 0,
      channel: 'sms',
      address,
      state: 'accepted',
      attempt_key: `out-${visit}`,
      provider: 'twilio',
      provider_message_id: sid,
      handed_over_at: clock.now(),
    });
    return { visit, attempt, sid };
  }

  describe('the survey page', () => {
    it('shows the survey in the customer’s language, without a word about the customer and without a cookie', async () => {
      const { visit } = await aSentVisit('+8613800130001');
      const page = await request(url).get(`/s/${surveyToken(visit, secret)}`);
      expect([page.status, page.headers['set-cookie']]).toEqual([200, undefined]);
      expect(page.text).toContain('<html lang="zh-CN">');
      expect(page.text).not.toContain('王芳');
      expect(page.text).not.toContain('13800130001');
      expect(page.text).not.toContain('<script');
      expect((await request(url).get(`/s/${surveyToken(visit, secret)}?lang=en`)).text).toContain(
        'Customer satisfaction survey',
      );
    });

    it('records nothing when it is looked at, even with a score in the link', async () => {
      const { visit } = await aSentVisit('+8613800130002');
      const page = await request(url).get(`/s/${surveyToken(visit, secret)}?r=4`);
      expect(page.text).toMatch(/name="service" value="4" checked/);
      expect(await t.database.query('SELECT id FROM responses WHERE visit_id = $1', [visit])).toEqual([]);
    });

    it('records the form once, thanks, and lets the customer change the answer', async () => {
      const { visit } = await aSentVisit('+8613800130003');
      const path = `/s/${surveyToken(visit, secret)}`;
      const sent = await request(url)
        .post(path)
        .type('form')
        .send({ product: '5', service: '4', suggestion: '很好 & <b>' });
      expect([sent.status, sent.headers['location']]).toEqual([303, `${path}?sent`]);
      expect((await request(url).get(`${path}?sent`)).text).toContain('感谢');
      const again = await request(url).get(path);
      expect(again.text).toContain('很好 &amp; &lt;b&gt;');
      await request(url).post(path).type('form').send({ product: '5', service: '2' }).expect(303);
      const rows = await t.database.query('SELECT service_score, version FROM responses WHERE visit_id = $1', [visit]);
      expect(rows).toEqual([{ service_score: 2, version: 2 }]);
    });

    it('keeps what was typed when something is wrong', async () => {
      const { visit } = await aSentVisit('+8613800130004');
      const answer = await request(url)
        .post(`/s/${surveyToken(visit, secret)}`)
        .type('form')
        .send({ service: '9', suggestion: '我写了很多' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('我写了很多');
      expect(answer.text).toContain('question--wrong');
    });

    it('says so where nothing was answered, and speaks of no mark that is not there', async () => {
      const { visit } = await aSentVisit('+8613800130014');
      const answer = await request(url)
        .post(`/s/${surveyToken(visit, secret)}?lang=en`)
        .type('form')
        .send({ suggestion: '' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('Please choose at least one answer.');
      expect(answer.text).not.toMatch(/marked questions|question--wrong/);
    });

    it('tells a stranger nothing', async () => {
      const page = await request(url).get('/s/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA');
      expect([page.status, page.type]).toEqual([404, 'text/html']);
      expect(page.headers['set-cookie']).toBeUndefined();
    });
  });

  describe('the opt-out page', () => {
    const linkOf = (address: string, visit: number) =>
      `/u/${optOutToken({ address, channel: 'sms', visitId: visit }, secret)}`;
    const isClosed = async (address: string) =>
      (
        await t.database.maybe<{ closed: boolean }>(
          `SELECT opted_out && '{sms,all}' AS closed FROM addresses WHERE address = $1`,
          [address],
        )
      )?.closed ?? false;

    it('changes nothing when it is looked at, and hides most of the number', async () => {
      const { visit } = await aSentVisit('+8613800130011');
      const page = await request(url).get(linkOf('+8613800130011', visit));
      expect(page.status).toBe(200);
      expect(page.text).toContain('****0011');
      expect(page.text).not.toContain('13800130011');
      expect(await isClosed('+8613800130011')).toBe(false);
    });

    it('opts out by its button, without a cookie', async () => {
      const { visit } = await aSentVisit('+8613800130012');
      const done = await request(url).post(linkOf('+8613800130012', visit)).type('form').send({});
      expect([done.status, await isClosed('+8613800130012')]).toEqual([200, true]);
      const row = await t.database.one<{ state: string }>('SELECT state FROM visits WHERE id = $1', [visit]);
      expect(row.state).toBe('opted_out');
    });

    it('opts out by one click of the mail program, in either encoding', async () => {
      for (const [address, send] of [
        ['+8613800130013', (r: request.Test) => r.type('form').send('List-Unsubscribe=One-Click')],
        ['+8613800130014', (r: request.Test) => r.field('List-Unsubscribe', 'One-Click')],
      ] as const) {
        const { visit } = await aSentVisit(address);
        expect((await send(request(url).post(linkOf(address, visit)))).status).toBe(200);
        const row = await t.database.one<{ source: string }>('SELECT source FROM opt_outs WHERE address = $1', [
          address,
        ]);
        expect(row.source).toBe('one-click');
      }
    });
  });

  describe('Twilio', () => {
    const call = (
      path: string,
      params: Record<string, string>,
      signature = signTwilio(`${PUBLIC_URL}${path}`, params, AUTH_TOKEN),
    ) =>
      request(url)
        .post(path)
        .type('form')
        .set('X-Twilio-Signature', signature)
        .send(new URLSearchParams(params).toString());

    it('is believed only with its signature, over the very parameters', async () => {
      const { visit, attempt, sid } = await aSentVisit('+8613800130021');
      const path = `/webhooks/twilio/status?key=out-${visit}`;
      const params = { MessageSid: sid, MessageStatus: 'delivered' };
      expect((await call(path, params, 'wrong')).status).toBe(403);
      const forged = signTwilio(`${PUBLIC_URL}${path}`, { ...params, MessageStatus: 'failed' }, AUTH_TOKEN);
      expect((await call(path, params, forged)).status).toBe(403);
      expect((await call(path, params)).status).toBe(204);
      const row = await t.database.one<{ state: string }>('SELECT state FROM attempts WHERE id = $1', [attempt]);
      expect(row.state).toBe('delivered');
      expect((await call(path, params)).status).toBe(204);
    });

    it('hangs up on a call that nobody asked for, and answers Twilio alone', async () => {
      const params = { CallSid: 'CA1', From: '+8613800130021', To: '+15005550006' };
      expect((await call('/webhooks/twilio/voice', params, 'wrong')).status).toBe(403);
      const answer = await call('/webhooks/twilio/voice', params);
      expect([answer.status, answer.type]).toEqual([200, 'text/xml']);
      expect(answer.text).toContain('<Response><Hangup/></Response>');
    });

    it('brings a reply with Chinese text and signs once for all', async () => {
      const { visit } = await aSentVisit('+8613800130022');
      const params = { MessageSid: 'SMin1', From: '+8613800130022', To: '+15005550006', Body: '5 服务很好 + 快' };
      const answer = await call('/webhooks/twilio/inbound', params);
      expect([answer.status, answer.type]).toEqual([200, 'text/xml']);
      await call('/webhooks/twilio/inbound', params);
      const rows = await t.database.query('SELECT service_score AS score, version FROM responses WHERE visit_id = $1', [
        visit,
      ]);
      expect(rows).toEqual([{ score: 5, version: 1 }]);
    });

    it('is not heard with a body beyond all reason', async () => {
      const params = { MessageSid: 'SMbig', From: '+1', To: '+2', Body: 'x'.repeat(70_000) };
      expect((await call('/webhooks/twilio/inbound', params)).status).toBe(413);
    });
  });

  describe('the mail relay', () => {
    const post = (body: string, signature: string) =>
      request(url).post('/webhooks/email/events').type('json').set('X-Revisit-Signature', signature).send(body);
    // The relay signs with real time, whatever the business clock says.
    const realNow = () => app.get(SystemClock, { strict: false }).now();
    const sign = (body: string) => signMailEvents(Buffer.from(body), realNow(), mailEventsKey(secret));

    it('tells of complaints, which are opt-outs, when it signs', async () => {
      await t.database.execute(`INSERT INTO addresses (address, kind) VALUES ('wang@example.com', 'email')`);
      const body = JSON.stringify({
        events: [{ type: 'complaint', messageId: '<x@example.com>', recipient: 'wang@Example.com' }],
      });
      expect((await post(body, 'wrong')).status).toBe(403);
      expect((await post(body, sign(body))).status).toBe(204);
      const row = await t.database.one<{ closed: string[] }>(
        `SELECT opted_out AS closed FROM addresses WHERE address = 'wang@example.com'`,
      );
      expect(row.closed).toEqual(['email']);
    });

    it('brings a whole mail that came back, larger than other webhooks', async () => {
      const raw = `Subject: away\r\nAuto-Submitted: auto-replied\r\n\r\n${'x'.repeat(200_000)}`;
      const bring = (signature: string) =>
        request(url)
          .post('/webhooks/email/raw?to=fbl%40b.example.com')
          .type('message/rfc822')
          .set('X-Revisit-Signature', signature)
          .send(raw);
      expect((await bring('wrong')).status).toBe(403);
      const answer = await bring(sign(raw));
      expect([answer.status, answer.body]).toEqual([
        200,
        { verdict: 'auto-reply', outcome: 'ignored', matchedBy: null },
      ]);
    });

    it('is told what it said wrong', async () => {
      const body = JSON.stringify({ events: [{ type: 'opened' }] });
      expect((await post(body, sign(body))).status).toBe(422);
    });
  });

  it('limits how fast links can be tried', async () => {
    const answers = await Promise.all(
      Array.from({ length: 70 }, (_, i) => request(url).get(`/s/guess${i}`).set('X-Forwarded-For', '203.0.113.77')),
    );
    expect(answers.filter((answer) => answer.status === 429).length).toBe(10);
    expect(answers.find((answer) => answer.status === 429)?.type).toBe('text/html');
  });
});
