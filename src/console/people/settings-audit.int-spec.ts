import type { NestExpressApplication } from '@nestjs/platform-express';
import { openConsoleApp } from '../../../test/support/console-app.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { openTestDatabase } from '../../../test/support/test-database.js';
import type { TestDatabase } from '../../../test/support/test-database.js';
import { AuditService } from '../../access/audit.service.js';
import { UserService } from '../../access/user.service.js';
import { SettingsService } from '../../config/settings.service.js';
import type { Database } from '../../database/database.service.js';
import { connectDatabase } from '../../database/schema.service.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('settings and audit trail', () => {
  let t: TestDatabase;
  let app: NestExpressApplication;
  let url: string;
  let database: Database;
  let admin: Browser;
  let supervisor: Browser;

  beforeAll(async () => {
    t = await openTestDatabase();
    database = await connectDatabase(t.url);
    ({ app, url } = await openConsoleApp(database));
    const users = app.get(UserService, { strict: false });
    for (const role of ['admin', 'supervisor', 'manager'] as const) {
      await users.add({ login: role, password: 'correct horse', role }, 'test');
    }
    admin = await signIn(url, 'admin');
    supervisor = await signIn(url, 'supervisor');
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await database.close();
    await t.close();
  });

  const ORGANISATION = {
    ...{ name: '三学苑', center: '', department: '客服部', servicePhone: '400-1', timeZone: 'Asia/Shanghai' },
    ...{ country: 'cn', locale: 'zh-CN', digestRecipients: 'boss@example.com' },
  };
  const save = async (form: Record<string, string>) => {
    const page = await admin.get('/settings');
    return admin
      .post('/settings?lang=en')
      .type('form')
      .send({ _csrf: csrfOf(page.text), ...form });
  };

  it('shows the administrator the organisation, the providers and what the doctor says', async () => {
    const page = await admin.get('/settings?lang=en');
    expect(page.text).toContain('To the sandbox: no provider is configured');
    expect(page.text).toMatch(/PostgreSQL [\d.]+[^<]* answers/);
    expect(page.text).toMatch(/The calendar of CN for \d{4} is/);
    expect((await supervisor.get('/settings')).status).toBe(403);
  });

  it('saves the organisation, and the trail says which fields', async () => {
    const done = await save(ORGANISATION);
    expect(done.headers['location']).toBe('/settings?done=settings-saved&lang=en');
    expect(await app.get(SettingsService, { strict: false }).organisation()).toMatchObject({
      name: '三学苑',
      country: 'CN',
      digestRecipients: ['boss@example.com'],
    });
    const [entry] = await app.get(AuditService, { strict: false }).list({ action: 'settings.change', limit: 1 });
    expect(JSON.stringify(entry?.details)).toContain('servicePhone');
    expect(JSON.stringify(entry?.details)).not.toContain('400-1');
  });

  it('keeps what was typed when something is wrong, with the fault beside it', async () => {
    const refused = await save({ ...ORGANISATION, timeZone: 'Mars/Base', department: 'New name' });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('There is no time zone “Mars/Base”');
    expect(refused.text).toContain('value="New name"');
  });

  it('lists who did what, newest first, page by page, for administrators and supervisors', async () => {
    const trail = app.get(AuditService, { strict: false });
    for (let i = 0; i < 120; i += 1) await trail.record({ actor: 'cli', action: 'robot.dance', subject: `robot:${i}` });
    const first = await supervisor.get('/audit?lang=en&actor=cli');
    expect(first.text).toContain('120 rows');
    expect(first.text).toContain('robot:119');
    expect(first.text).not.toMatch(/robot:19\s*</);
    const next =
      /href="(\/audit[^"]*after[^"]*)" rel="next"/
        .exec(first.text)?.[1]
        ?.replaceAll('&amp;', '&')
        .replaceAll('&#x3D;', '=') ?? '';
    const second = await supervisor.get(next);
    expect(second.text).toMatch(/robot:19\s*</);
    expect(second.text).not.toContain('robot:119');
    expect((await (await signIn(url, 'manager')).get('/audit')).status).toBe(403);
  });

  it('narrows by login, action, subject and day', async () => {
    const list = async (query: string) => (await admin.get(`/audit?lang=en&${query}`)).text;
    expect(await list('actor=admin')).toContain('Changed the settings');
    expect(await list('actor=admin')).not.toContain('robot:');
    expect(await list('action=robot.dance')).not.toContain('Changed the settings</td>');
    expect(await list('subject=robot:7')).toContain('1 row');
    expect(await list('subject=settings')).toContain('settings:organisation');
    expect(await list('to=2020-01-01')).toContain('Nothing matches');
    expect(await list('from=2020-01-01&to=2099-12-31')).toContain('robot:119');
    expect(await list('from=nonsense&after=nonsense')).toContain('robot:119');
  });

  it('leaves as a CSV in which the export itself stands', async () => {
    const page = await supervisor.get('/audit');
    const file = await supervisor
      .post('/audit/export?lang=en&actor=supervisor')
      .type('form')
      .send({ _csrf: csrfOf(page.text) });
    expect(file.text).toContain('Exported by supervisor');
    expect(file.text).toMatch(/Exported a list,audit/);
  });
});
