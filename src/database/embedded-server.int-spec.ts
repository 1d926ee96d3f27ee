import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Database } from './database.service.js';
import { DataFolderError, findObstacle, openDataFolder, runsAsRoot } from './data-folder.adapter.js';
import { openEmbeddedServer } from './embedded-server.adapter.js';
import { readPostmaster } from './postmaster.adapter.js';
import { ServerPresence } from './server-presence.adapter.js';

jest.setTimeout(120_000); // servers are made, started and stopped, perhaps on a busy machine

describe('the embedded server', () => {
  let folder: string;
  const cluster = () => join(folder, 'postgres', 'data');

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'revisit-embedded-'));
    chmodSync(folder, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is made, joined by a second process, and stopped by whoever leaves last', async () => {
    const [first, second] = await Promise.all([openEmbeddedServer(folder), openEmbeddedServer(folder)]);
    expect(second.url).toBe(first.url);
    const presences = [await ServerPresence.enter(first.url), await ServerPresence.enter(second.url)] as const;
    expect(await presences[0].claimStart()).toBe(true);
    expect(await presences[1].claimStart()).toBe(false);
    await presences[0].leave(() => Promise.reject(new Error('somebody else is present')));
    expect(await presences[1].claimStart()).toBe(true);
    await presences[1].leave(() => second.stop());
    expect(readPostmaster(cluster())).toBeNull();
    await first.stop();
  });

  it('keeps what was committed when the server is killed', async () => {
    const server = await openEmbeddedServer(folder);
    const database = await Database.connect(server.url);
    await database.execute('CREATE TABLE kept AS SELECT 42 AS answer');
    process.kill(readPostmaster(cluster())?.pid ?? 0, 'SIGKILL');
    await database.close().catch(() => undefined);
    const again = await openEmbeddedServer(folder);
    const reopened = await Database.connect(again.url);
    expect(await reopened.one('SELECT kept.answer FROM kept')).toEqual({ answer: 42 });
    await reopened.close();
    await again.stop();
  });

  it('keeps its password to its owner and listens on loopback only', async () => {
    const server = await openEmbeddedServer(folder);
    const password = readFileSync(join(folder, 'postgres', 'password'), 'utf8');
    expect(password).toMatch(/^[0-9a-f]{48}$/);
    const wrong = Object.assign(new URL(server.url), { password: 'wrong' }).toString();
    await expect(Database.connect(wrong)).rejects.toThrow(/password authentication failed/);
    const database = await Database.connect(server.url);
    expect(await database.one('SHOW listen_addresses')).toEqual({ listen_addresses: '127.0.0.1' });
    await database.close();
    await server.stop();
  });
});

describe('openDataFolder', () => {
  it('says which folder is in the way of an explicit data folder, when root runs it', () => {
    const closed = mkdtempSync(join(tmpdir(), 'revisit-closed-'));
    mkdirSync(join(closed, 'data'));
    expect(findObstacle(join(closed, 'data'))).toBe(closed);
    const open = () => openDataFolder(join(closed, 'data'), true);
    if (runsAsRoot()) expect(open).toThrow(new RegExp(`cannot enter ${closed}`));
    else expect(open().path).toBe(join(closed, 'data'));
    rmSync(closed, { recursive: true });
  });

  it('refuses a folder that cannot be made', () => {
    expect(() => openDataFolder('/dev/null/data', true)).toThrow(DataFolderError);
  });
});
