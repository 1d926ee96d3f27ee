import request from 'supertest';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { insertCampaign } from '../../../test/support/builders.js';
import { makeVisits, storeCampaign } from '../../../test/support/report-campaign.js';
import { RenderReportJob } from '../../reports/render-report.job.js';

const SIZE = 130;

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('the room of reports', () => {
  let api: ConsoleApi;
  let campaign: number;
  let path: string;
  let manager: Browser;
  let supervisor: Browser;

  beforeAll(async () => {
    api = await openConsoleApi();
    campaign = await storeCampaign(api.t.database, makeVisits(SIZE, 7, false), ['no-consent'], {
      name: 'Autumn visits',
      state: 'completed',
    });
    path = `/campaigns/${campaign}/report`;
    manager = await signIn(api.url, 'manager');
    supervisor = await signIn(api.url, 'supervisor');
  }, 90_000);
  afterAll(() => api.close());

  const post = async (browser: Browser, to: string, form: object = {}) => {
    const page = await browser.get(path);
    return browser
      .post(to)
      .type('form')
      .send({ _csrf: csrfOf(page.text), ...form });
  };

  it('lists the reports with the same numbers as the report, and filters them', async () => {
    await insertCampaign(api.t.database, { name: 'Only a draft', state: 'draft' });
    const list = await manager.get('/reports?lang=en');
    expect(list.text).toContain('Autumn visits');
    expect(list.text).not.toContain('Only a draft');
    const report = (await api.as('manager').get(`/reports/${campaign}`)).body as {
      headline: Record<'doneRate' | 'reachedRate' | 'satisfied', { share: number }>;
    };
    const { doneRate, reachedRate, satisfied } = report.headline;
    for (const { share } of [doneRate, reachedRate, satisfied]) {
      expect(list.text).toContain(`${(share * 100).toFixed(1)}%`);
    }
    expect((await manager.get('/reports?state=frozen&lang=en')).text).not.toContain('Autumn visits');
    expect((await manager.get('/reports?name=AUTUMN&kind=birthday')).text).not.toContain('Autumn visits');
    expect((await manager.get('/reports?name=AUTUMN')).text).toContain('Autumn visits');
  });

  it('shows the report in the console, what a manager asks first above all else', async () => {
    const page = await manager.get(`${path}?lang=en`);
    expect(page.status).toBe(200);
    const at = (text: string) => page.text.indexOf(text);
    expect(at('id="report-tiles"')).toBeGreaterThan(0);
    expect(at('id="unfinished"')).toBeGreaterThan(at('id="report-tiles"'));
    expect(at('id="improvements"')).toBeGreaterThan(at('id="unfinished"'));
    expect(at('id="funnel"')).toBeGreaterThan(at('id="improvements"'));
    expect(at('id="balance"')).toBeGreaterThan(at('id="computed"'));
    expect(page.text).not.toMatch(/<[^>]+ style="/);
    expect(page.text).toContain('href="/reports?lang=en"');
    const chinese = await manager.get(`${path}?lang=zh-CN`);
    expect(chinese.text).toContain('改进措施');
  });

  it('gives the report as a file of each format', async () => {
    const types = { pdf: 'application/pdf', csv: 'text/csv', html: 'text/html', json: 'application/json' };
    for (const [format, type] of Object.entries(types)) {
      const file = await manager.get(`${path}/file?format=${format}`);
      expect([file.status, file.type]).toEqual([200, type]);
    }
    expect((await manager.get(`${path}/file?format=docx`)).status).toBe(422);
  });

  it('opens the rows behind a number, page by page in any order, each once', async () => {
    const seen: string[] = [];
    let next: string | null = `${path}/rows?measure=planned&sort=name&dir=desc`;
    while (next !== null) {
      const page: request.Response = await manager.get(next);
      seen.push(...[...page.text.matchAll(/href="\/customers\/(\d+)"/g)].map(([, id = '']) => id));
      next =
        /href="([^"]+)" rel="next"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? null;
    }
    expect(seen).toHaveLength(SIZE);
    expect(new Set(seen).size).toBe(SIZE);
  });

  it('narrows the rows to one line, and refuses a number that the report does not have', async () => {
    const all = await manager.get(`${path}/rows?measure=done&lang=en`);
    const one = await manager.get(`${path}/rows?measure=done&agent=020&lang=en`);
    expect(one.text).toContain('<small>020</small>');
    const rowsOf = (html: string) => html.match(/href="\/customers\//g)?.length ?? 0;
    expect(rowsOf(one.text)).toBeGreaterThan(0);
    expect(rowsOf(one.text)).toBeLessThan(rowsOf(all.text));
    expect((await manager.get(`${path}/rows?measure=nonsense`)).status).toBe(422);
    expect((await manager.get('/campaigns/999999/report/rows?measure=done')).status).toBe(404);
  });

  it('exports list and rows with who took them', async () => {
    const list = await post(manager, '/reports/export');
    expect(list.text).toContain('Autumn visits');
    const rows = await post(manager, `${path}/rows/export?measure=planned`);
    expect([rows.status, rows.type]).toEqual([200, 'text/csv']);
    expect(rows.text.trim().split('\r\n')).toHaveLength(SIZE + 2);
    expect(rows.text).toContain('manager');
  });

  it('draws a large file in the background and shows it when it is ready', async () => {
    const asked = await post(manager, `${path}/documents`, { format: 'xlsx' });
    expect(asked.status).toBe(303);
    const waiting = await manager.get(`${path}?lang=en`);
    expect(waiting.text).toContain('Being drawn');
    expect(waiting.text).toContain(`hx-get="${path}/documents?lang=en"`);
    const { id } = await api.t.database.one<{ id: number }>('SELECT max(id) AS id FROM report_documents');
    await api.app.get(RenderReportJob, { strict: false }).run({ documentId: id });
    const ready = await manager.get(`${path}/documents`);
    expect(ready.text).toContain(`${path}/documents/${id}/file`);
    expect(ready.text).not.toContain('hx-trigger');
    const file = await manager.get(`${path}/documents/${id}/file`);
    expect([file.status, file.headers['content-disposition']]).toEqual([
      200,
      `attachment; filename="visit-report-${campaign}.xlsx"`,
    ]);
  });

  it('says what freezing means, freezes once it is confirmed, and shows the hash', async () => {
    expect((await supervisor.get(path)).text).toContain(`${path}/close`);
    expect((await supervisor.get(`${path}/close?lang=en`)).text).toContain('cannot be taken back');
    expect((await post(supervisor, `${path}/close`)).status).toBe(303);
    const { hash } = await api.t.database.one<{ hash: string }>(
      'SELECT content_hash AS hash FROM report_archives WHERE campaign_id = $1',
      [campaign],
    );
    const page = await manager.get(`${path}?lang=en`);
    expect(page.text).toContain(`<code id="report-hash">${hash}</code>`);
    expect((await manager.get('/reports?state=frozen')).text).toContain('Autumn visits');
  });

  it('refuses to freeze what is not over, in words', async () => {
    const running = await insertCampaign(api.t.database, { name: 'Still running', state: 'running' });
    const refused = await post(supervisor, `/campaigns/${running}/report/close?lang=en`);
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('role="alert"');
  });

  it('lets nobody in who may not read reports, nor a manager freeze one', async () => {
    const agent = await signIn(api.url, 'agent');
    for (const place of ['/reports', path, `${path}/rows?measure=done`, `${path}/documents`]) {
      expect((await agent.get(place)).status).toBe(403);
    }
    expect((await manager.get(`${path}/close`)).status).toBe(403);
    expect((await post(manager, `${path}/close`)).status).toBe(403);
    expect((await manager.get(path)).text).not.toContain('id="report-close"');
  });
});
