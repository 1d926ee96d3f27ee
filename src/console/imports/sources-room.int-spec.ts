import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';

describe('the sources of the room of imports', () => {
  let api: ConsoleApi;
  beforeAll(async () => {
    api = await openConsoleApi();
  }, 60_000);
  afterAll(() => api.close());

  const SQL = {
    ...{ name: 'CRM', kind: 'sql', dailyAt: '06:30', enabled: 'yes', query: 'SELECT 1', cursorColumn: 'changed_at' },
    ...{ url: 'postgresql://reader:geheim@db.example.com/crm', key: 'customer_no' },
  };
  const as = async (login: string) => {
    const browser = await signIn(api.url, login);
    const token = csrfOf((await browser.get('/imports/sources?lang=en')).text);
    const post = (path: string, fields: object) =>
      browser
        .post(path)
        .type('form')
        .send({ _csrf: token, ...fields });
    return { browser, post };
  };
  const stored = async () =>
    (await api.t.database.one<{ url: string }>(`SELECT config ->> 'url' AS url FROM sources WHERE name = 'CRM'`)).url;

  it('are kept by an administrator, whose password is never shown again', async () => {
    const admin = await as('admin');
    const saved = await admin.post('/imports/sources', SQL);
    expect(saved.status).toBe(303);
    const place = saved.headers['location'] ?? '';
    const page = await admin.browser.get(place);
    expect(page.text.includes('geheim')).toBe(false);
    expect(page.text.includes('postgresql://reader:***@db.example.com/crm')).toBe(true);
    const shown = { ...SQL, url: 'postgresql://reader:***@db.example.com/crm', dailyAt: '07:00' };
    expect((await admin.post('/imports/sources', shown)).status).toBe(303);
    expect(await stored()).toBe(SQL.url);
    const moved = { ...shown, url: 'postgresql://reader:***@evil.example.com/crm' };
    const refused = await admin.post('/imports/sources?lang=en', moved);
    expect([refused.status, refused.text.includes('Type the password again')]).toEqual([422, true]);
    expect(await stored()).toBe(SQL.url);
  });

  it('name every fault beside its field, and keep what was typed', async () => {
    const { post } = await as('admin');
    const answer = await post('/imports/sources?lang=en', {
      ...{ name: '', kind: 'folder', dailyAt: '25:00', folder: 'exports', country: 'Mars', evidence: 'Form 7' },
    });
    expect(answer.status).toBe(422);
    const told = ['This is needed.', 'Write a time of day', 'Name the folder from the root', 'country as two letters'];
    expect(told.filter((text) => !answer.text.includes(text))).toEqual([]);
    expect(answer.text.includes('value="Form 7"')).toBe(true);
  });

  it('are seen and pulled by a supervisor, who may not change them', async () => {
    const { browser, post } = await as('supervisor');
    const list = await browser.get('/imports/sources?lang=en');
    expect(list.text.includes('id="new-source"')).toBe(false);
    const id = /href="\/imports\/sources\/(\d+)/.exec(list.text)?.[1];
    const page = await browser.get(`/imports/sources/${id}?lang=en`);
    expect([page.status, page.text.includes('id="source-form"')]).toEqual([200, false]);
    expect((await post(`/imports/sources/${id}/pull`, {})).headers['location']).toContain('done=source-pulled');
    expect((await browser.get('/imports/sources/new')).status).toBe(403);
    expect((await post('/imports/sources', SQL)).status).toBe(403);
  });

  it('show each pull with its account, and why one failed', async () => {
    const { browser } = await as('supervisor');
    const { id } = await api.t.database.one<{ id: number }>('SELECT id FROM sources');
    const error = { faults: [{ field: 'customer_no', code: 'missing-column', message: '' }] };
    await api.t.database.execute(
      `INSERT INTO imports (source_id, file, state, error, created_by, finished_at) VALUES ($1, 'CRM', 'failed', $2, 'source:CRM', now())`,
      [id, JSON.stringify(error)],
    );
    const told = 'There is no column for Customer no.';
    expect((await browser.get(`/imports/sources/${id}?lang=en`)).text.includes(told)).toBe(true);
    expect((await browser.get('/imports/sources?lang=en')).text.includes(told)).toBe(true);
  });

  it('are closed to agents', async () => {
    const agent = await signIn(api.url, 'agent');
    expect((await agent.get('/imports/sources')).status).toBe(403);
  });
});
