import { UserService } from '../../access/user.service.js';
import { SettleRestoreJob } from '../../dispatch/settle-restore.job.js';
import { Clock } from '../../kernel/clock.js';
import { reason } from '../../kernel/reason.js';
import { LateStartRepository } from '../../planning/late-start.repository.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';

describe('the room of the sending', () => {
  let api: ConsoleApi;
  let campaign: number;

  async function person(login: string) {
    const browser = await signIn(api.url, login);
    const csrf = csrfOf((await browser.get('/')).text);
    const post = (path: string, fields: object = {}) =>
      browser
        .post(path)
        .type('form')
        .send({ _csrf: csrf, ...fields });
    return { browser, post };
  }

  async function attempt(values: Record<string, unknown>): Promise<void> {
    const customerId = await insertCustomer(api.t.database, {});
    const id = await insertVisit(api.t.database, campaign, customerId);
    await insertAttempt(api.t.database, { id, campaignId: campaign, customerId }, values);
  }

  beforeAll(async () => {
    api = await openConsoleApi();
    const { database } = api.t;
    for (const role of ['admin', 'supervisor', 'manager'] as const) {
      await api.app
        .get(UserService, { strict: false })
        .add({ login: `the-${role}`, password: 'correct horse', role }, 'test');
    }
    const now = api.app.get(Clock).now().getTime();
    campaign = await insertCampaign(database, { name: 'Autumn', state: 'running' });
    for (const minutes of [5, 10, -60])
      await attempt({ channel: 'sms', scheduled_at: new Date(now - minutes * 60_000) });
    await attempt({ channel: 'email', state: 'claimed', claimed_by: 1 });
    await attempt({ channel: 'email', state: 'handed_over', claimed_by: 1 });
    await attempt({ channel: 'sms', state: 'in_doubt', handed_over_at: new Date(now) });
    await attempt({ channel: 'sms', state: 'held', reasons: JSON.stringify([reason('open-complaint')]) });
    await database.execute(`INSERT INTO visit_events (at, actor, campaign_id, visit_id, kind, from_state, to_state, reason)
      VALUES ($1, 'test', $2, 1, 'attempt', 'claimed', 'scheduled', '{"code":"campaign-paused","params":{}}')`, [new Date(now), campaign]); // prettier-ignore
    await database.execute(`INSERT INTO provider_buckets (provider, tokens, refilled_at, blocked_until, units_total, recent_units)
      VALUES ('twilio', 0, clock_timestamp(), clock_timestamp() + interval '5 minutes', 70, 60)`);
    await database.execute(`INSERT INTO workers (host, pid, roles, seen_at) VALUES ('alpha', 7, '{worker}', clock_timestamp()),
      ('beta', 8, '{worker}', clock_timestamp() - interval '1 minute')`);
  });
  afterAll(() => api.close());

  const cells = (html: string, row: string) =>
    [...(new RegExp(`data-${row}">(.*?)</tr>`, 's').exec(html)?.[1] ?? '').matchAll(/<td>(.*?)<\/td>/gs)].map(
      ([, cell = '']) => cell.replace(/<[^>]+>/g, '').trim(),
    );

  it('shows what is due, in hand and in doubt, what was put off and why, the providers and who is alive', async () => {
    const { browser } = await person('the-supervisor');
    const { text } = await browser.get('/sending').expect(200);
    expect(cells(text, 'channel="sms')).toEqual(['2', expect.stringContaining('10 min'), '0', '0', '1']);
    expect(cells(text, 'channel="email')).toEqual(['0', '—', '1', '1', '0']);
    expect(cells(text, 'provider="twilio')).toEqual([
      expect.stringContaining('Waits until'),
      expect.stringMatching(/^(60|5\d)$/),
      '0',
      '70',
    ]);
    expect(text).toContain('campaign-paused');
    expect(text).toContain('open-complaint');
    expect(text).toContain('alpha');
    expect(text).not.toContain('beta · 8');
    expect((await browser.get('/sending?lang=zh-CN')).text).toContain('到期待发');
    const manager = await person('the-manager');
    await manager.browser.get('/sending').expect(403);
  });

  it('tells the same as metrics', async () => {
    const { browser } = await person('the-admin');
    const { text } = await browser.get('/metrics').expect(200);
    for (const line of [
      'revisit_due{channel="sms"} 2',
      'revisit_in_flight{channel="email"} 1',
      'revisit_in_doubt{channel="sms"} 1',
      'revisit_held{reason="open-complaint"} 1',
      'revisit_deferred{reason="campaign-paused"} 1',
      'revisit_provider_blocked{provider="twilio"} 1',
      'revisit_provider_units_total{provider="twilio"} 70',
      'revisit_workers_alive 1',
      'revisit_sending_held 0',
    ])
      expect(text).toContain(line);
    expect(Number(/revisit_oldest_due_seconds\{channel="sms"\} ([\d.]+)/.exec(text)?.[1])).toBeGreaterThanOrEqual(600);
  });

  it('tells once what an outage left behind, until somebody has read it', async () => {
    const [due, slots] = [new Date('2026-11-23T02:00:00Z'), new Date('2026-11-24T06:00:00Z')];
    const times = { dueFrom: due, dueUntil: due, slotsFrom: slots, slotsUntil: slots };
    const part = { campaignId: campaign, channel: 'sms', moved: 1200, held: 3, ended: 1, ...times } as const;
    await api.t.database.transaction((tx) => api.app.get(LateStartRepository, { strict: false }).note(tx, part, due));
    const { browser, post } = await person('the-supervisor');
    const before = (await browser.get('/sending')).text;
    expect(before).toContain('1,204');
    const id = /data-late="(\d+)"/.exec(before)?.[1];
    await post(`/sending/late/${id}/seen`).expect(303);
    expect((await browser.get('/sending')).text).toContain('Read by user:the-supervisor');
    await post('/sending/late/try-again').expect(303).expect('Location', '/sending?done=late-again&n=0');
  });

  it('lets an administrator hold all sending and confirm; a supervisor sees why, and may not', async () => {
    const admin = await person('the-admin');
    const supervisor = await person('the-supervisor');
    await supervisor.post('/sending/hold').expect(403);
    await admin.post('/sending/hold').expect(303);
    await admin.post('/sending/hold').expect(409);
    const seen = (await supervisor.browser.get('/sending')).text;
    expect(seen).toContain('data-hold="person"');
    expect(seen).not.toContain('action="/sending/confirm"');
    await supervisor.post('/sending/confirm').expect(403);
    const wrong = await admin.post('/sending/confirm', { until: 'yesterday' }).expect(422);
    expect(wrong.text).toContain('value="yesterday"');
    await admin.post('/sending/confirm', { until: '2999-01-01T00:00:00Z' }).expect(422);
    await admin.post('/sending/confirm', { until: '2020-01-01T00:00:00Z' }).expect(303);
    expect((await admin.browser.get('/sending')).text).toContain('is being put in doubt');
    const job = api.app.get(SettleRestoreJob, { strict: false });
    await expect(job.run({ holdId: 1 }, new AbortController().signal)).rejects.toThrow('no provider');
  });
});
