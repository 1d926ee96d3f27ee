import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import type { Scratch } from './bench/scratch.js';
import { readSettings } from './config/environment.adapter.js';
import type { RunningSettings } from './config/settings.service.js';
import { ClockSync } from './database/clock-sync.service.js';
import { Database } from './database/database.service.js';
import { openDatabase } from './database/open-database.adapter.js';
import { connectDatabase, migrateUp } from './database/schema.service.js';
import { installPackaged } from './install-packaged.js';

interface OpenedScratch extends Scratch {
  readonly url: string;
}

/** The whole product on a scratch database of the server in use; dropped when it is closed. */
export async function openScratch(changes: Partial<RunningSettings>, joins?: Scratch): Promise<Scratch> {
  if (joins !== undefined) return joinScratch(changes, urlOfScratch(joins));
  const host = await openDatabase([]);
  const name = `revisit_bench_${randomBytes(4).toString('hex')}`;
  const url = Object.assign(new URL(urlOf(host.database)), { pathname: `/${name}` }).toString();
  await host.database.execute(`CREATE DATABASE ${name}`);
  const scratch = await joinScratch(changes, url, true);
  const close = async () => {
    await scratch.close();
    await host.database.execute(`DROP DATABASE ${name} WITH (FORCE)`);
    await host.close();
  };
  return { ...scratch, close };
}

/** One more process of the product on a scratch database that is there. */
export async function joinScratch(
  changes: Partial<RunningSettings>,
  url: string,
  isNew = false,
): Promise<OpenedScratch> {
  const database = await connectDatabase(url);
  if (isNew) await migrateUp(database);
  const settings = { ...readSettings(), secretKey: randomBytes(32).toString('hex'), ...changes };
  const app = await NestFactory.createApplicationContext(AppModule.with(settings, database), {
    logger: ['error', 'warn'],
    abortOnError: false,
  });
  await app.get(ClockSync).refresh();
  if (isNew) await installPackaged(app);
  const close = async () => {
    await app.close();
    await database.close();
  };
  return { services: app, database, url, close };
}

/** Where a scratch database is, with its credentials: for another process that works on it. */
export function urlOfScratch(scratch: Scratch): string {
  return (scratch as OpenedScratch).url;
}

function urlOf(database: Database): string {
  const { options } = database.dataSource;
  if (!('url' in options) || typeof options.url !== 'string') throw new Error('the database was opened without a URL');
  return options.url;
}
