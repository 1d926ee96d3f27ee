import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { insertAttempt } from '../../../test/support/builders.js';
import { openConsoleApp } from '../../../test/support/console-app.js';
import { FixedClock } from '../../../test/support/fixed-clock.js';
import { askBySms } from '../../../test/support/response-stage.js';
import { openTestDatabase } from '../../../test/support/test-database.js';
import type { TestDatabase } from '../../../test/support/test-database.js';
import { PolicyInstallService } from '../../calendar/policy-install.service.js';
import { SurveyService } from '../../surveys/survey.service.js';

const SECRET = 'a-secret-for-the-callbacks';

describe('what Tencent Cloud SMS tells', () => {
  const clock = new FixedClock('2026-11-23T03:00:00Z');
  let t: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  let numbers = 0;

  beforeAll(async () => {
    t = await openTestDatabase();
    const environment = {
      TENCENT_SECRET_ID: 'AKIDexample',
      TENCENT_SECRET_KEY: 'key',
      TENCENT_SMS_SDK_APP_ID: '1400006666',
      TENCENT_SMS_SIGN_NAME: '三学苑',
      TENCENT_SMS_CALLBACK_SECRET: SECRET,
    };
    ({ app, url } = await openConsoleApp(t.database, environment, [], clock));
    await app.get(PolicyInstallService, { strict: false }).installPackagedPolicies();
    await app.get(SurveyService, { strict: false }).installPackaged();
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await t.close();
  });

  const tell = (what: string, content: unknown, secret = SECRET) =>
    request(url)
      .post(`/webhooks/tencent/${secret}/${what}`)
      .send(content as object);
  const stateOf = async (attempt: number) =>
    (await t.database.one<{ state: string }>('SELECT state FROM attempts WHERE id = $1', [attempt])).state;
  const ask = () => askBySms(t.database, `+86137${String((numbers += 1)).padStart(8, '0')}`);

  async function sent(change: object): Promise<{ attempt: number; sid: string; key: string }> {
    const { visitId: id, campaignId, customerId, phone } = await ask();
    await t.database.execute('DELETE FROM attempts WHERE visit_id = $1', [id]);
    const sid = `5000:${id}`;
    const key = `v${id}-r0-t1-abcdef`;
    const values = { provider: 'tencent', attempt_key: key, address: phone, handed_over_at: clock.now(), ...change };
    return { attempt: await insertAttempt(t.database, { id, campaignId, customerId }, values), sid, key };
  }
  const report = (sid: string, more: object = {}) => ({
    ...{ user_receive_time: '2026-11-23 11:00:00', nationcode: '86', mobile: '13700000000' },
    ...{ report_status: 'SUCCESS', errmsg: 'DELIVRD', description: '用户短信送达成功', sid },
    ...more,
  });

  it('counts only at the secret address, and only where it can be read', async () => {
    expect((await tell('status', [], 'somebody-elses-secret-word')).status).toBe(403);
    expect((await tell('reply', {}, 'somebody-elses-secret-word')).status).toBe(403);
    expect((await tell('status', { not: 'reports' })).status).toBe(400);
    expect((await tell('reply', [])).status).toBe(400);
    const answer = await tell('status', []);
    expect([answer.status, answer.body]).toEqual([200, { result: 0, errmsg: 'OK' }]);
  });

  it('settles several messages in one callback, once each, however often it comes', async () => {
    const one = await sent({ state: 'accepted', provider_message_id: 'x1' });
    const other = await sent({ state: 'accepted', provider_message_id: 'x2' });
    const reports = [report('x1'), report('x2', { report_status: 'FAIL', errmsg: 'UNDELIV' })];
    for (let again = 0; again < 3; again += 1) expect((await tell('status', reports)).status).toBe(200);
    expect([await stateOf(one.attempt), await stateOf(other.attempt)]).toEqual(['delivered', 'undelivered']);
    const kept = await t.database.one<{ count: number }>(
      `SELECT count(*)::int AS count FROM receipts WHERE provider = 'tencent' AND provider_message_id IN ('x1', 'x2')`,
    );
    expect(kept.count).toBe(2);
    await tell('status', [report('x1', { report_status: 'FAIL', errmsg: 'EXPIRED' })]);
    expect(await stateOf(one.attempt)).toBe('delivered');
  });

  it('may come before the answer: the key finds the message', async () => {
    const { attempt, sid, key } = await sent({ state: 'handed_over' });
    await tell('status', [report(sid, { ext: key })]);
    expect(await stateOf(attempt)).toBe('delivered');
  });

  it('brings replies home: an answer, the same again, and a refusal', async () => {
    const asked = await ask();
    const reply = {
      extend: '',
      mobile: asked.phone.slice(3),
      nationcode: '86',
      sign: '三学苑',
      text: '5',
      time: 1763866800,
    };
    for (let again = 0; again < 2; again += 1) expect((await tell('reply', reply)).body).toMatchObject({ result: 0 });
    const inbound = await t.database.query<{ outcome: string }>(
      'SELECT outcome FROM inbound_messages WHERE from_address = $1 ORDER BY id',
      [asked.phone],
    );
    expect(inbound).toEqual([{ outcome: 'answered' }]);
    for (const text of ['Ｒ', 'TD', '退订']) {
      const other = await ask();
      await tell('reply', { ...reply, mobile: other.phone.slice(3), text });
      const { opted } = await t.database.one<{ opted: string[] }>(
        'SELECT opted_out AS opted FROM addresses WHERE address = $1',
        [other.phone],
      );
      expect(opted).toContain('sms');
    }
  });

  it('asks nobody again, for no text of ours goes back: a wrong score is kept, a call for help waits for a person', async () => {
    const outcomeOf = async (text: string) => {
      const { phone } = await ask();
      await tell('reply', { mobile: phone.slice(3), nationcode: '86', text, time: 1763866900 });
      const row = await t.database.one<{ outcome: string }>(
        'SELECT outcome FROM inbound_messages WHERE from_address = $1',
        [phone],
      );
      return row.outcome;
    };
    expect(await outcomeOf('9')).toBe('comment');
    expect(await outcomeOf('帮助')).toBe('queued');
  });
});
