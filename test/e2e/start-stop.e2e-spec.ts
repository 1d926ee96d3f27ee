import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { TestDataFolder } from '../support/data-folder.js';
import { startOldPostgres } from '../support/old-postgres.js';
import { type Finished, freePort, launchRevisit, revisit, revisitJson, untilSaid } from '../support/revisit-process.js';
import { openTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

jest.setTimeout(180_000);

const STOP_WITHIN_MS = 10_000;
const READY = /Revisit is at/;

describe('what cannot start says why, once, and ends with status 1', () => {
  let t: TestDatabase;
  let folder: TestDataFolder;
  const own = async (more: Record<string, string> = {}) => folder.environment({ DATABASE_URL: t.url, ...more });

  beforeAll(async () => {
    t = await openTestDatabase();
    folder = new TestDataFolder();
  });
  afterAll(async () => {
    await folder.remove();
    await t.close();
  });

  it('settings that are wrong: all of them at once', async () => {
    const wrong = { PORT: '99999', ORG_TIME_ZONE: 'Mars/Base', SMTP_URL: 'http://mail', REVISIT_ROLES: 'cook' };
    const done = await revisit(['start'], { ...(await own()), ...wrong });
    expectRefusal(done, /^These settings are wrong:/, Object.keys(wrong).length + 2); // MAIL_FROM is missing, too
    for (const name of [...Object.keys(wrong), 'MAIL_FROM']) expect(done.stderr).toContain(name);
  });

  it('a real provider without a signing key of its own', async () => {
    const provider = { SMTP_URL: 'smtp://127.0.0.1:2525', MAIL_FROM: 'a@example.com' };
    expectRefusal(await revisit(['start'], await own(provider)), /^SECRET_KEY is not set/);
  });

  it('a port that is taken', async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
    const address = squatter.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const done = await revisit(['start'], await own({ PORT: String(port) }));
    await new Promise((resolve) => squatter.close(resolve));
    expectRefusal(done, new RegExp(`^Port ${port} on 127\\.0\\.0\\.1 is taken by another program\\.`));
  });

  it('a database that does not answer', async () => {
    const done = await revisit(
      ['start'],
      await own({ DATABASE_URL: `postgres://u:geheim@127.0.0.1:${await freePort()}/x` }),
    );
    expectRefusal(done, /^The database at 127\.0\.0\.1:\d+\/x cannot be reached: .*ECONNREFUSED/);
    expect(done.stderr).not.toContain('geheim');
  });

  it('a database that is too old', async () => {
    const old = await startOldPostgres();
    const done = await revisit(['start'], await own({ DATABASE_URL: old.url }));
    await old.stop();
    expectRefusal(done, /^The database at .* is PostgreSQL 14\.12\. Revisit needs 15 or newer\./);
  });

  it('a data folder that cannot be used: it names the folder in the way', async () => {
    const closed = mkdtempSync(join(tmpdir(), 'revisit-closed-'));
    const isRoot = process.getuid?.() === 0; // who may write anywhere, but does not run the database server
    const asked = join(closed, 'data');
    if (!isRoot) chmodSync(closed, 0o555);
    const done = await revisit(['start'], { PORT: String(await freePort()), REVISIT_DATA_DIR: asked });
    rmSync(closed, { recursive: true });
    expectRefusal(done, new RegExp(isRoot ? `cannot enter ${closed}` : `${asked} is not writable`));
  });

  it('a database that a newer Revisit has migrated: no command touches it', async () => {
    await t.database.execute(`INSERT INTO migrations (timestamp, name) VALUES (99990101000000, 'FromTheFuture')`);
    const env = await own();
    expectRefusal(await revisit(['start'], env), /^The database was migrated by a newer Revisit .*FromTheFuture/);
    const doctor = await revisit(['doctor', '--json'], env);
    expectRefusal(doctor, /newer Revisit/);
    expect(JSON.parse(doctor.stdout)).toMatchObject({ error: { message: expect.stringContaining('FromTheFuture') } });
    await t.database.execute(`DELETE FROM migrations WHERE name = 'FromTheFuture'`);
  });

  it('wrong usage ends with status 2, and with one document for programs', async () => {
    const env = await own();
    const wrong = [
      ['dance'],
      ['campaign', 'status'],
      ['migrate', 'sideways', '--json'],
      ['user', 'add', 'x', '--role', 'king'],
    ];
    const done = await Promise.all(wrong.map((args) => revisit(args, env)));
    expect(done.map(({ status }) => status)).toEqual([2, 2, 2, 2]);
    for (const { stderr } of done) expect(stderr).toMatch(/^error: /);
    expect(JSON.parse(done[2]?.stdout ?? '')).toMatchObject({ error: { code: 'wrong-usage' } });
    const missing = await revisit(['campaign', 'status', '77', '--json'], env);
    expect(missing.status).toBe(1);
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { code: 'not-found' } });
  });
});

describe('the service on a data folder of its own', () => {
  let folder: TestDataFolder;
  beforeAll(() => (folder = new TestDataFolder()));
  afterAll(() => folder.remove());

  const begin = async () => {
    const env = await folder.environment();
    const service = folder.launch(['start'], env);
    await untilSaid(service, READY);
    return { env, service, url: `http://127.0.0.1:${env['PORT']}` };
  };

  it('starts on an empty folder, shares its server with commands, refuses a second start, and stops clean', async () => {
    const { env, service, url } = await begin();
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const server = folder.serverPid();
    const [doctor, second] = await Promise.all([
      revisitJson<{ healthy: boolean }>(['doctor'], env),
      revisit(['start'], await folder.environment()),
    ]);
    expect(doctor.healthy).toBe(true);
    expectRefusal(second, /is in use by another "revisit start"/);
    expect(folder.serverPid()).toBe(server);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await expectCleanStop(folder, () => service.signal('SIGTERM'));
  });

  it('starts again on the same data, and two Ctrl-C stop it in time though a customer never ends a request', async () => {
    const { env, service } = await begin();
    const slow = connect(Number(env['PORT']), '127.0.0.1');
    slow.on('error', () => undefined);
    await new Promise<void>((resolve) => slow.once('connect', resolve));
    slow.write('POST /s/x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf');
    await expectCleanStop(folder, () => {
      void service.signal('SIGINT');
      return service.signal('SIGINT');
    });
    slow.destroy();
  });

  it('is killed: the server lives on, the next start finds it, works, and takes it along when it stops', async () => {
    const killed = await begin();
    const server = folder.serverPid();
    await killed.service.signal('SIGKILL');
    expect(folder.serverPid()).toBe(server);
    const { service, url } = await begin();
    expect(folder.serverPid()).toBe(server);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    await expectCleanStop(folder, () => service.signal('SIGTERM'));
  });

  it('goes on when nobody reads what it says', async () => {
    const env = await folder.environment();
    const service = folder.launch(['start'], env, '', 'leaves');
    const isReady = () =>
      fetch(`http://127.0.0.1:${env['PORT']}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until('the service answers', isReady);
    await expectCleanStop(folder, () => service.signal('SIGTERM'));
  });
});

describe('commands on an embedded database', () => {
  let folder: TestDataFolder;
  beforeEach(() => (folder = new TestDataFolder()));
  afterEach(() => folder.remove());

  it('two at once on an empty folder both succeed, each with one document, and leave no server', async () => {
    const env = await folder.environment();
    const policies = ['allowed', '--channel', 'sms', '--policy', 'CN-default', '--zone', 'Asia/Shanghai'];
    const [allowed, doctor] = await Promise.all([
      revisitJson<{ allowed: boolean }>([...policies, '--at', '2026-11-24T02:00:00Z'], env),
      revisitJson<{ healthy: boolean }>(['doctor'], env),
    ]);
    expect(allowed.allowed).toBe(true);
    expect(doctor.healthy).toBe(true);
    expect(folder.serverPid()).toBeNull();
  });

  it('end quietly when their reader leaves', async () => {
    const done = await launchRevisit(['doctor'], await folder.environment(), '', 'leaves').finished;
    expect(done).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(folder.serverPid()).toBeNull();
  });

  it('take their server along when Ctrl-C ends them while it is being made', async () => {
    const running = folder.launch(['doctor'], await folder.environment());
    await until('the server is there', () => existsSync(join(folder.path, 'postgres', 'data', 'postmaster.pid')));
    const done = await running.signal('SIGINT');
    expect(done).toEqual({ status: 130, stdout: '', stderr: '' });
    expect(folder.serverPid()).toBeNull();
  });
});

/** One message, without a stack. */
function expectRefusal(done: Finished, message: RegExp, lines = 1): void {
  expect(done.stderr).toMatch(message);
  expect(done.stderr.trimEnd().split('\n')).toHaveLength(lines);
  expect(done.status).toBe(1);
}

async function expectCleanStop(folder: TestDataFolder, stop: () => Promise<Finished>): Promise<void> {
  const begun = performance.now();
  const done = await stop();
  expect(performance.now() - begun).toBeLessThan(STOP_WITHIN_MS);
  expect({ status: done.status, stderr: done.stderr }).toEqual({ status: 0, stderr: '' });
  expect(folder.serverPid()).toBeNull();
}
