import type { NestExpressApplication } from '@nestjs/platform-express';
import { jest } from '@jest/globals';
import request from 'supertest';
import { insertAgent } from '../../../test/support/builders.js';
import { openConsoleApp } from '../../../test/support/console-app.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { planCall } from '../../../test/support/desk-stage.js';
import { FixedClock } from '../../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../../test/support/test-database.js';
import { until } from '../../../test/support/until.js';
import { UserService } from '../../access/user.service.js';
import { OptOutService } from '../../archive/opt-out.service.js';
import { PolicyInstallService } from '../../calendar/policy-install.service.js';
import { DeskService } from '../../desk/desk.service.js';
import { signTwilio } from '../../dispatch/twilio-signature.js';
import { TemplateService } from '../../messages/template.service.js';
import { SandboxService } from '../../sandbox/sandbox.service.js';
import { SurveyService } from '../../surveys/survey.service.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(60_000);

const MORNING = '2026-11-23T02:00:00Z'; // Monday 10:00 in Shanghai
const OWN_PHONE = '+8613811112222';

describe('click-to-call', () => {
  const clock = new FixedClock(MORNING);
  let t: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  let authToken: string;
  let sequence = 0;
  const get = <T>(type: abstract new (...args: never[]) => T): T => app.get<T>(type, { strict: false });

  beforeAll(async () => {
    t = await openTestDatabase();
    const { settings, ...opened } = await openConsoleApp(t.database, {}, [], clock);
    ({ app, url } = opened);
    // The port is known only now, and the callbacks must come back to it.
    Object.assign(settings, { publicUrl: url });
    await get(PolicyInstallService).installPackagedPolicies();
    await get(SurveyService).installPackaged();
    await get(TemplateService).installPackaged();
    const pace = { callbackDelayMs: 5, callPace: { ringMs: 5, talkMs: 5 } };
    ({ authToken } = await get(SandboxService).start(pace));
  }, 90_000);
  beforeEach(() => clock.set(MORNING));
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await get(SandboxService).stop();
    await app.close();
    await t.close();
  });

  /** An agent with an open call in hand, at the page. */
  async function openCall(ownPhone: string | null = OWN_PHONE) {
    sequence += 1;
    const agentNo = `8${sequence}`;
    const agentId = await insertAgent(t.database, { agent_no: agentNo, phone: ownPhone });
    await get(UserService).add({ login: agentNo, password: 'correct horse', role: 'agent', agentNo }, 'test');
    const call = await planCall(t.database, agentId, `+8613500${String(sequence).padStart(6, '0')}`);
    await get(DeskService).open(call.attemptId, agentId);
    const browser = await signIn(url, agentNo);
    const path = `/desk/calls/${call.attemptId}`;
    const page = async () => (await browser.get(`${path}?lang=en`)).text;
    const press = async () => {
      const _csrf = csrfOf(await page());
      return browser.post(`${path}/bridge?lang=en`).type('form').send({ _csrf });
    };
    return { ...call, agentId, page, press };
  }
  const marksOf = (attemptId: number) =>
    t.database.maybe<{ dialled: Date | null; answered: Date | null; hungUp: Date | null }>(
      `SELECT dialled_at AS dialled, answered_at AS answered, hung_up_at AS "hungUp" FROM visit_records WHERE attempt_id = $1`,
      [attemptId],
    );
  const bridgeOf = (attemptId: number) =>
    t.database.one<{ id: number; key: string; state: string }>(
      'SELECT id, bridge_key AS "key", state FROM bridged_calls WHERE attempt_id = $1 ORDER BY id DESC LIMIT 1',
      [attemptId],
    );
  /** A bridge that was started, without anybody playing it. */
  async function started(call: { attemptId: number; agentId: number }): Promise<string> {
    const key = `b${call.attemptId}-test`;
    await t.database.execute(
      `INSERT INTO bridged_calls (attempt_id, agent_id, bridge_key, state, asked_at) VALUES ($1, $2, $3, 'taken', $4)`,
      [call.attemptId, call.agentId, key, clock.now()],
    );
    return key;
  }
  function webhook(path: string, params: Record<string, string>, token = authToken) {
    const signature = signTwilio(`${url}${path}`, params, token);
    const body = new URLSearchParams(params).toString();
    return request(url).post(path).type('form').set('X-Twilio-Signature', signature).send(body);
  }
  const tell = (key: string, leg: string, status: string, second: number, more: Record<string, string> = {}) => {
    const began = Math.ceil((clock.now().getTime() - clock.offsetMs()) / 1000);
    const at = new Date((began + second) * 1000).toUTCString().replace('GMT', '+0000');
    const path = `/webhooks/twilio/call?key=${key}&leg=${leg}`;
    return webhook(path, { CallSid: 'CA1', CallStatus: status, Timestamp: at, ...more });
  };

  it('rings the agent, then the customer, and fills in what the agent would have keyed', async () => {
    const call = await openCall();
    expect(await call.page()).toContain('id="call-bridge"');
    expect((await call.press()).status).toBe(303);
    await until('the end of the call', async () => (await bridgeOf(call.attemptId)).state === 'ended');
    const marks = await marksOf(call.attemptId);
    expect(marks).toEqual({ dialled: expect.any(Date), answered: expect.any(Date), hungUp: expect.any(Date) });
    const page = await call.page();
    expect(page).toContain('The customer has hung up');
    expect(page).toContain('id="call-bridge"');
  });

  it('is not there for an agent without a telephone of their own, who dials by hand', async () => {
    const call = await openCall(null);
    expect(await call.page()).not.toContain('id="call-bridge"');
    const refused = await call.press();
    expect([refused.status, refused.text.includes('no telephone number of your own')]).toEqual([409, true]);
  });

  it('puts one call through at a time, however often the button is pressed', async () => {
    const call = await openCall();
    await started(call);
    const refused = await call.press();
    expect([refused.status, refused.text.includes('being put through already')]).toEqual([409, true]);
    clock.advanceMs(11 * 60_000);
    expect((await call.press()).status).toBe(303);
  });

  it('looks at the hours again when the button is pressed, and when the agent answers', async () => {
    const call = await openCall();
    const key = await started(call);
    const voice = () => webhook(`/webhooks/twilio/voice?key=${key}`, { CallSid: 'CA1' });
    const put = (await voice()).text;
    expect(put).toContain(`>${call.phone}</Number>`);
    expect(put).toContain(`/webhooks/twilio/call?key=${key}&amp;leg=customer`);
    clock.set('2026-11-23T15:30:00Z');
    expect((await voice()).text).toContain('<Response><Hangup/></Response>');
    expect((await call.press()).status).toBe(409);
  });

  it('looks at opt-outs again', async () => {
    const call = await openCall();
    const change = { address: call.phone, channel: 'call', source: 'page', actor: 'test', at: clock.now() } as const;
    await get(OptOutService).optOut(t.database, change);
    expect((await call.press()).status).toBe(409);
    expect(await t.database.query('SELECT id FROM bridged_calls WHERE attempt_id = $1', [call.attemptId])).toEqual([]);
  });

  it('believes a status once, in any order, and only when it is signed', async () => {
    const call = await openCall();
    const key = await started(call);
    // A clock that stands still drifts against the provider's, which goes on: for this call both stand still.
    jest.spyOn(clock, 'offsetMs').mockReturnValue(clock.offsetMs());
    const forged = { CallSid: 'CA1', CallStatus: 'completed' };
    expect((await webhook(`/webhooks/twilio/call?key=${key}&leg=customer`, forged, 'another token')).status).toBe(403);
    await tell(key, 'customer', 'completed', 52, { CallDuration: '40' }).expect(204);
    await tell(key, 'customer', 'initiated', 5).expect(204);
    await tell(key, 'customer', 'in-progress', 12).expect(204);
    const marks = await marksOf(call.attemptId);
    const seconds = (from: Date | null | undefined, to: Date | null | undefined) =>
      Math.round(((to?.getTime() ?? 0) - (from?.getTime() ?? 0)) / 1000);
    expect([seconds(marks?.dialled, marks?.answered), seconds(marks?.answered, marks?.hungUp)]).toEqual([7, 40]);
    await tell(key, 'customer', 'completed', 90, { CallDuration: '78' }).expect(204);
    await tell(key, 'customer', 'nonsense', 91).expect(204);
    await tell('no-such-key', 'customer', 'completed', 1).expect(204);
    expect(await marksOf(call.attemptId)).toEqual(marks);
  });
});
