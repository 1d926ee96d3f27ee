import type { NestExpressApplication } from '@nestjs/platform-express';
import request from 'supertest';
import { openConsoleApp } from '../../test/support/console-app.js';
import { csrfOf, signIn } from '../../test/support/console-session.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { UserService } from '../access/user.service.js';
import type { Database } from '../database/database.service.js';
import { connectDatabase } from '../database/schema.service.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

/** The same cookies at another process. */
function sameBrowserAt(url: string, { jar }: Browser): Browser {
  return Object.assign(request.agent(url), { jar });
}

describe('sessions, read by two processes', () => {
  let t: TestDatabase;
  let databases: Database[];
  let apps: NestExpressApplication[];
  let urls: string[];
  let users: UserService;

  beforeAll(async () => {
    t = await openTestDatabase();
    databases = [await connectDatabase(t.url), await connectDatabase(t.url)];
    const opened = await Promise.all(databases.map((database) => openConsoleApp(database)));
    apps = opened.map(({ app }) => app);
    urls = opened.map(({ url }) => url);
    users = apps[0]!.get(UserService, { strict: false });
    for (const login of ['stays', 'goes', 'reads', 'is-late', 'is-quick']) {
      await users.add({ login, password: 'correct horse', role: 'supervisor' }, 'test');
    }
  }, 60_000);
  afterAll(async () => {
    for (const app of apps) await app.close();
    for (const database of databases) await database.close();
    await t.close();
  });

  const idOf = async (login: string) => (await users.getByLogin(login)).id;
  const rowOf = async (login: string) =>
    t.database.one<{ sid: string; version: string; left: number }>(
      `SELECT s.sid, s.xmin::text AS version, extract(epoch FROM s.expire::timestamptz - clock_timestamp())::int AS left
         FROM sessions s WHERE s.sess ->> 'userId' = $1`,
      [String(await idOf(login))],
    );

  it('lets a disabled account in nowhere from the next request on', async () => {
    const browser = await signIn(urls[0]!, 'stays');
    const elsewhere = sameBrowserAt(urls[1]!, browser);
    expect((await elsewhere.get('/')).status).toBe(200);
    await users.setEnabled(await idOf('stays'), false, 'test');
    expect((await browser.get('/')).status).toBe(303);
    expect((await elsewhere.get('/')).status).toBe(303);
  });

  it('ends a session everywhere with the sign-out', async () => {
    const browser = await signIn(urls[0]!, 'goes');
    const page = await browser.get('/');
    const elsewhere = sameBrowserAt(urls[1]!, browser);
    expect((await elsewhere.get('/')).status).toBe(200);
    await browser
      .post('/sign-out')
      .type('form')
      .send({ _csrf: csrfOf(page.text) })
      .expect(303);
    expect((await elsewhere.get('/')).status).toBe(303);
  });

  it('writes nothing while pages are read, and prolongs the session when a minute of its life is gone', async () => {
    const browser = await signIn(urls[0]!, 'reads');
    await browser.get('/');
    const before = await rowOf('reads');
    await browser.get('/campaigns').expect(200);
    expect((await rowOf('reads')).version).toBe(before.version);
    await t.database.execute(`UPDATE sessions SET expire = expire - interval '2 hours' WHERE sid = $1`, [before.sid]);
    await browser.get('/campaigns').expect(200);
    expect((await rowOf('reads')).left).toBeGreaterThan(11.9 * 3600);
  });

  it('is written before the browser hears where to go next', async () => {
    const form = await fetch(`${urls[0]}/sign-in`);
    const cookie = form.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
    await t.database.execute(`CREATE FUNCTION sleep_a_little() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END'`);
    await t.database.execute(
      'CREATE TRIGGER slow BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION sleep_a_little()',
    );
    const answer = await fetch(`${urls[0]}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie: cookie.join('; ') },
      body: new URLSearchParams({
        _csrf: csrfOf(await form.text()),
        login: 'is-quick',
        password: 'correct horse',
      }),
    });
    // The head of the answer is here, its body maybe not yet.
    expect(answer.status).toBe(303);
    expect((await rowOf('is-quick')).left).toBeGreaterThan(0);
    await t.database.execute('DROP TRIGGER slow ON sessions');
  });

  it('knows no session whose time is over', async () => {
    const browser = await signIn(urls[0]!, 'is-late');
    const { sid } = await rowOf('is-late');
    await t.database.execute(`UPDATE sessions SET expire = clock_timestamp() - interval '1 second' WHERE sid = $1`, [
      sid,
    ]);
    expect((await browser.get('/')).status).toBe(303);
  });
});
