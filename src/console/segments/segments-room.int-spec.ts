import { insertCampaign, insertCustomer } from '../../../test/support/builders.js';
import { openConsoleApi } from '../../../test/support/console-api.js';
import type { ConsoleApi } from '../../../test/support/console-api.js';
import { csrfOf, signIn } from '../../../test/support/console-session.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('the room of segments', () => {
  let api: ConsoleApi;
  let supervisor: Browser;

  beforeAll(async () => {
    api = await openConsoleApi();
    supervisor = await signIn(api.url, 'supervisor');
    for (const [customerNo, city] of [
      ['A', '南昌'],
      ['B', '南昌'],
      ['C', '北京'],
    ] as const) {
      const phone = `+861380013800${customerNo.charCodeAt(0) - 65}`;
      await insertCustomer(api.t.database, { customer_no: customerNo, city, phone });
    }
  }, 60_000);
  afterAll(() => api.close());
  beforeEach(() => api.t.database.execute('TRUNCATE segments, campaigns CASCADE'));

  const post = async (path: string, fields: Record<string, string | readonly string[]>, browser = supervisor) => {
    const token = csrfOf((await browser.get('/?lang=en')).text);
    const answer = await browser
      .post(path)
      .type('form')
      .send({ _csrf: token, ...fields });
    return {
      status: answer.status,
      text: answer.text,
      location: (answer.headers['location'] ?? '').split('?')[0] ?? '',
    };
  };
  const CITY = { match: 'all', 'nodes[0][field]': 'city', 'nodes[0][op]': 'eq', 'nodes[0][value]': '南昌' };
  const countOf = (html: string) => /id="segment-count">([^<]*)</.exec(html)?.[1]?.trim();

  it('counts and samples while one writes, keeps what was typed, and masks numbers', async () => {
    const started = await supervisor.get('/segments/new?lang=en');
    expect(countOf(started.text)).toBe('3');
    const built = await post('/segments/build', CITY);
    expect([built.status, countOf(built.text)]).toEqual([200, '2']);
    expect(built.text.includes('City is “南昌”')).toBe(true);
    expect(built.text.includes('+8613800138000')).toBe(false);
    expect(built.text.includes('+86138****8000')).toBe(true);
    const added = await post('/segments/build', { ...CITY, name: 'Capital', do: 'add-group' });
    expect([added.text.includes('value="Capital"'), added.text.includes('nodes[1][nodes][0][field]')]).toEqual([
      true,
      true,
    ]);
    const wrong = await post('/segments/build', {
      ...CITY,
      'nodes[0][field]': 'visitIntervalDays',
      'nodes[0][value]': 'x',
    });
    expect([countOf(wrong.text), wrong.text.includes('This value does not fit')]).toEqual([undefined, true]);
  });

  it('keeps a segment under a name, lists it as a sentence with its count, renames and deletes it', async () => {
    const saved = await post('/segments/save', { ...CITY, name: 'Nanchang' });
    expect([saved.status, saved.location]).toEqual([303, expect.stringMatching(/^\/segments\/\d+$/)]);
    const id = saved.location.split('/')[2] ?? '';
    expect((await supervisor.get('/segments?lang=en')).text.includes('City is “南昌”')).toBe(true);
    expect((await supervisor.get(`/segments/${id}/count`)).text.trim()).toBe('2');
    expect(countOf((await supervisor.get(saved.location)).text)).toBe('2');
    const renamed = await post('/segments/save', { ...CITY, id, name: '南昌客户' });
    expect(renamed.location).toBe(saved.location);
    expect(await api.t.database.query('SELECT name FROM segments')).toEqual([{ name: '南昌客户' }]);
    expect((await post(`${saved.location}/delete`, {})).status).toBe(303);
    expect((await supervisor.get(saved.location)).status).toBe(404);
  });

  it('names what is wrong when it is kept: no name, a name that is taken, a condition without a value', async () => {
    await post('/segments/save', { ...CITY, name: 'Nanchang' });
    const told = async (fields: Record<string, string>) => {
      const { status, text } = await post('/segments/save', { ...CITY, ...fields });
      return [status, ['This is needed', 'Another segment', 'does not fit'].filter((part) => text.includes(part))];
    };
    expect(await told({ name: '' })).toEqual([422, ['This is needed']]);
    expect(await told({ name: 'Nanchang' })).toEqual([422, ['Another segment']]);
    const unfinished = { name: 'New', 'nodes[0][field]': 'birthday', 'nodes[0][value]': '' };
    expect(await told(unfinished)).toEqual([422, ['does not fit']]);
  });

  it('tells which campaigns use it, and is not deleted while one of them has not ended', async () => {
    const { location } = await post('/segments/save', { ...CITY, name: 'Nanchang' });
    const segment = JSON.stringify({ all: [{ field: 'city', op: 'eq', value: '南昌' }] });
    await insertCampaign(api.t.database, { name: 'Autumn visits', state: 'running', segment });
    expect((await supervisor.get(`${location}?lang=en`)).text.includes('Autumn visits')).toBe(true);
    const refused = await post(`${location}/delete`, {});
    expect([refused.status, refused.text.includes('have not ended: Autumn visits')]).toEqual([409, true]);
    await api.t.database.execute(`UPDATE campaigns SET state = 'cancelled'`);
    expect((await post(`${location}/delete`, {})).status).toBe(303);
  });

  it('is read by managers, who may not change it, and closed to agents', async () => {
    const { location } = await post('/segments/save', { ...CITY, name: 'Nanchang' });
    const manager = await signIn(api.url, 'manager');
    const page = await manager.get(`${location}?lang=en`);
    expect([countOf(page.text), page.text.includes('id="segment-form"')]).toEqual(['2', false]);
    expect((await manager.get('/segments/new')).status).toBe(403);
    expect((await post('/segments/save', { ...CITY, name: 'Mine' }, manager)).status).toBe(403);
    expect((await post(`${location}/delete`, {}, manager)).status).toBe(403);
    const agent = await signIn(api.url, 'agent');
    expect((await agent.get('/segments')).status).toBe(403);
  });
});
