import { existsSync, readdirSync } from 'node:fs';
import type { NestExpressApplication } from '@nestjs/platform-express';
import ExcelJS from 'exceljs';
import request from 'supertest';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';
import { ImportFileService } from '../../archive/import-file.service.js';
import { ImportService } from '../../archive/import.service.js';

const SAMPLES = 'test/fixtures/archive-samples';
type Browser = Awaited<ReturnType<typeof signIn>>;

describe('the room of imports', () => {
  let api: ConsoleApi;
  let app: NestExpressApplication;
  let supervisor: Browser;

  beforeAll(async () => {
    api = await openConsoleApi();
    ({ app } = api);
    supervisor = await signIn(api.url, 'supervisor');
  }, 60_000);
  afterAll(() => api.close());
  beforeEach(() => api.t.database.execute('TRUNCATE customers, imports, import_drafts, header_mappings CASCADE'));

  const uploads = () => {
    const folder = app.get(ImportService, { strict: false }).uploadFolder();
    return existsSync(folder) ? readdirSync(folder).length : 0;
  };
  const upload = async (file: string | Buffer, name?: string, fields: Record<string, string> = {}) => {
    const form = await supervisor.get('/imports/new?lang=en');
    const post = supervisor.post('/imports/new?lang=en').field('_csrf', csrfOf(form.text));
    for (const [field, value] of Object.entries(fields)) void post.field(field, value);
    return post.attach('file', file, name);
  };
  const post = async (path: string, fields: object = {}) => {
    const page = await supervisor.get('/imports/new?lang=en');
    return supervisor
      .post(path)
      .type('form')
      .send({ _csrf: csrfOf(page.text), ...fields });
  };
  /** Carries out what the queue holds for a draft's dry run or an import. */
  const carryOut = async () => {
    const waiting = await api.t.database.query<{ id: number }>(
      `SELECT id FROM imports WHERE state = 'queued' ORDER BY id`,
    );
    for (const { id } of waiting) await app.get(ImportFileService, { strict: false }).run(id);
  };
  const count = async () => (await api.t.database.one<{ n: number }>('SELECT count(*)::int AS n FROM customers')).n;
  const placeOf = (answer: { headers: Record<string, string> }) =>
    (answer.headers['location'] ?? '').split('?')[0] ?? '';
  const textOf = (html: string) =>
    html
      .replace(/<[^>]+>/g, ' ')
      .replace(/&#x27;/g, "'")
      .replace(/&#x3D;/g, '=')
      .replace(/\s+/g, ' ');

  it.each([
    ['customers_utf8.csv', 'utf-8', 7],
    ['customers_gbk.csv', 'gb18030', 7],
    ['customers_utf16le.csv', 'utf-16le', 7],
  ])('takes %s as %s through its three steps', async (file, encoding, rows) => {
    const sent = await upload(`${SAMPLES}/${file}`);
    expect(sent.status).toBe(303);
    const check = placeOf(sent);
    expect(check).toMatch(/^\/imports\/\d+\/check/);
    const before = await supervisor.get(check);
    expect(/data-live="import:\d+"/.test(before.text)).toBe(true);
    await carryOut();
    const page = await supervisor.get(check);
    expect(textOf(page.text)).toContain(
      `${rows} rows would give ${rows - 2} new + 0 updated + 0 unchanged + 1 rejected`,
    );
    expect(textOf(page.text)).toContain(`Encoding ${encoding}`);
    expect(textOf(page.text)).toContain('2026-02-30 is not a date that exists');
    expect(page.text.includes('<mark>2026-02-30</mark>')).toBe(true);
    expect(page.text.includes('13800138000')).toBe(false);
    expect(await count()).toBe(0);
    const begun = await post(check.replace('/check', '/start'));
    expect([begun.status, placeOf(begun)]).toEqual([303, expect.stringMatching(/^\/imports\/\d+$/)]);
    await carryOut();
    const done = await supervisor.get(`${placeOf(begun)}?lang=en`);
    expect(textOf(done.text)).toContain(`${rows} rows = ${rows - 2} new`);
    expect(await count()).toBe(rows - 2);
    const list = await supervisor.get('/imports?lang=en');
    expect(textOf(list.text)).toContain(file);
    expect(list.text.includes('id="import-drafts"')).toBe(false);
  });

  it('lets a list with faults be downloaded, mended and imported again', async () => {
    const list = 'customer_no,name,phone,card_expires_on\nC1,One,+86 138-0013-8000,2026-02-30\nC2,Two,,2026-02-28\n';
    const check = placeOf(await upload(Buffer.from(list), 'liste.csv'));
    await carryOut();
    const begun = placeOf(await post(check.replace('/check', '/start')));
    await carryOut();
    const file = await post(`${begun}/rejects?lang=en`);
    expect(file.headers['content-disposition']).toContain('rejects.csv');
    expect(file.text.split('\r\n')).toEqual([
      '\ufeffwhy_rejected,line_in_file,customer_no,name,phone,card_expires_on',
      expect.stringMatching(/^"2026-02-30 is not a date.*",2,C1,One,'\+86 138-0013-8000,2026-02-30$/),
      '',
    ]);
    const trail = await api.t.database.one<object>(`SELECT actor FROM audit_events WHERE action = 'import.rejects'`);
    expect(trail).toEqual({ actor: 'user:supervisor' });
    const mended = Buffer.from(file.text.replaceAll(/2026-02-30$|2026-02-30(?=\r)/g, '2026-02-27'));
    const again = placeOf(await upload(mended, 'mended.csv'));
    await carryOut();
    expect(textOf((await supervisor.get(again)).text)).toContain(
      '1 row would give 1 new + 0 updated + 0 unchanged + 0 rej',
    );
    await post(again.replace('/check', '/start'));
    await carryOut();
    const customer = await api.t.database.one<object>(
      `SELECT c.attributes, p.address FROM customers c JOIN contact_points p ON p.customer_id = c.id WHERE customer_no = 'C1'`,
    );
    expect(customer).toEqual({ attributes: {}, address: '+8613800138000' });
    const foot = /<tfoot>.*<\/tfoot>/s.exec((await supervisor.get('/imports?lang=en&file=liste')).text)?.[0] ?? '';
    expect(textOf(foot).replace(/\s+/g, ' ')).toContain('Total 2 1 0 0 1 0');
  });

  it('asks which sheet and which row of a workbook are meant, and remembers what a header becomes', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('说明').addRow(['填写说明', '请勿修改']);
    const sheet = book.addWorksheet('名单');
    for (const row of [['2026 年客户名单'], ['客户编号', '姓名', '称呼'], ['C1', '张三', '三哥']]) sheet.addRow(row);
    const bytes = Buffer.from(await book.xlsx.writeBuffer());
    const check = placeOf(await upload(bytes, '客户.xlsx'));
    const asked = await supervisor.get(check);
    expect(textOf(asked.text)).toContain('客户.xlsx');
    expect(textOf(asked.text)).toContain('The file has several sheets; choose one of 说明, 名单.');
    await post(check, { sheet: '名单', 'was.sheet': '说明', key: 'customer_no' });
    const chosen = await supervisor.get(check);
    expect(textOf(chosen.text)).toContain('Row 2 looks like the header');
    const layout = { sheet: '名单', headerRow: '2', key: 'customer_no', 'was.sheet': '名单', 'was.headerRow': '2' };
    const headers = { 'header.0': '客户编号', 'to.0': 'customer_no', 'header.1': '姓名', 'to.1': 'name' };
    await post(check, { ...layout, ...headers, 'header.2': '称呼', 'to.2': 'attr', 'name.2': 'nickname' });
    await carryOut();
    expect(textOf((await supervisor.get(check)).text)).toContain('1 row would give 1 new');
    await post(check.replace('/check', '/start'));
    await carryOut();
    expect(await api.t.database.one('SELECT name, attributes FROM customers')).toEqual({
      name: '张三',
      attributes: { nickname: '三哥' },
    });
    const list = Buffer.from('客户编号,姓名,称呼\nC2,李四,四哥\n');
    const next = placeOf(await upload(list, 'next.csv'));
    expect((await supervisor.get(next)).text.includes('value="nickname"')).toBe(true);
  });

  it('refuses an upload without its token before it keeps a byte of it', async () => {
    const before = uploads();
    const bare = await supervisor.post('/imports/new').attach('file', Buffer.from('customer_no\nC1\n'), 'a.csv');
    expect(bare.status).toBe(403);
    const wrong = await supervisor.post('/imports/new').field('_csrf', 'x').attach('file', Buffer.from('a'), 'a.csv');
    expect(wrong.status).toBe(403);
    expect((await supervisor.post('/imports/new').field('country', 'CN')).status).toBe(403);
    const form = await supervisor.get('/imports/new');
    const late = await supervisor
      .post('/imports/new')
      .attach('file', Buffer.from('customer_no\nC1\n'), 'a.csv')
      .field('_csrf', csrfOf(form.text));
    expect(late.status).toBe(403);
    expect(uploads()).toBe(before);
  });

  it('says what is wrong with an upload beside its field, and keeps what was typed', async () => {
    const form = await supervisor.get('/imports/new?lang=en');
    const none = await supervisor
      .post('/imports/new?lang=en')
      .field('_csrf', csrfOf(form.text))
      .field('evidence', 'Form 7')
      .field('consent', 'sms');
    expect(none.status).toBe(422);
    expect(none.text.includes('value="Form 7"')).toBe(true);
    expect(none.text.includes('value="sms" checked')).toBe(true);
    const picture = await upload(Buffer.from('x'), 'cat.png');
    expect([picture.status, textOf(picture.text)]).toEqual([
      422,
      expect.stringContaining('Choose a CSV, TXT or XLSX file'),
    ]);
    const odd = placeOf(await upload(Buffer.from('customer_no\nC1\n'), 'a.csv', { country: 'Mars' }));
    const page = await supervisor.get(odd);
    expect(textOf(page.text)).toContain('Write the country as two letters');
    expect(page.text.includes('value="Mars"')).toBe(true);
    expect((await post(`${odd}`, { country: 'Mars', key: 'customer_no' })).status).toBe(422);
  });

  it('names what keeps a whole file out', async () => {
    const nameless = placeOf(await upload(Buffer.from('name,phone\nOne,1\n'), 'a.csv'));
    expect(textOf((await supervisor.get(nameless)).text)).toContain('There is no column for Customer no.');
    const broken = placeOf(await upload(Buffer.from('PK\x03\x04 nothing'), 'a.xlsx'));
    expect(textOf((await supervisor.get(broken)).text)).toContain('The workbook is damaged.');
    const gone = await post(broken.replace('/check', '/discard'));
    expect(gone.headers['location']).toContain('done=import-discarded');
    expect((await supervisor.get(broken)).status).toBe(404);
  });

  it('settles what a person had changed: kept, or taken from the file', async () => {
    const send = async (list: string) => {
      const check = placeOf(await upload(Buffer.from(list), 'a.csv'));
      await carryOut();
      const begun = placeOf(await post(check.replace('/check', '/start')));
      await carryOut();
      return begun;
    };
    await send('customer_no,name,company\nC1,One,A\nC2,Two,B\n');
    await api.t.database.execute(`UPDATE customers SET hand_edited = '{name,company}'`);
    const begun = await send('customer_no,name,company\nC1,Uno,X\nC2,Dos,Y\n');
    const page = await supervisor.get(`${begun}?kind=conflict&lang=en`);
    expect(textOf(page.text)).toContain('Conflicts 4');
    const offers = await api.t.database.query<{ id: number }>(
      `SELECT id FROM field_conflicts WHERE offered_value = 'Uno'`,
    );
    const conflict = offers[0]?.id;
    expect(page.text.includes(`name="conflict" value="${conflict}"`)).toBe(true);
    expect((await post(`${begun}/conflicts`, { do: 'take', conflict })).headers['location']).toContain(
      'conflicts-take',
    );
    const again = await post(`${begun}/conflicts`, { do: 'take', conflict });
    expect(again.status).toBe(409);
    expect((await post(`${begun}/conflicts`, { do: 'keep' })).headers['location']).toContain('n=3');
    const names = await api.t.database.query('SELECT name, company FROM customers ORDER BY customer_no');
    expect(names).toEqual([
      { name: 'Uno', company: 'A' },
      { name: 'Two', company: 'B' },
    ]);
    expect(textOf((await supervisor.get(`${begun}?kind=conflict&lang=en`)).text)).toContain('Conflicts 0');
  });

  it('is closed to agents and managers, form and file alike', async () => {
    for (const login of ['agent', 'manager']) {
      const other = await signIn(api.url, login);
      for (const path of ['/imports', '/imports/new', '/imports/1', '/imports/1/check']) {
        expect([path, (await other.get(path)).status]).toEqual([path, 403]);
      }
      const home = await other.get('/');
      const sent = await other
        .post('/imports/new')
        .field('_csrf', csrfOf(home.text))
        .attach('file', Buffer.from('customer_no\nC1\n'), 'a.csv');
      expect(sent.status).toBe(403);
      expect(home.text.includes('href="/imports"')).toBe(false);
    }
    expect((await request(api.url).get('/imports')).status).toBe(303);
  });
});
