import { randomBytes } from 'node:crypto';
import { Database } from '../../src/database/database.service.js';

export interface TestDatabase {
  readonly database: Database;
  readonly url: string;
  close(): Promise<void>;
}

/** A fresh migrated database of one's own on the test server; close it in afterAll. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = process.env['REVISIT_TEST_SERVER'] ?? '';
  const name = `revisit_test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${process.env['REVISIT_TEST_TEMPLATE'] ?? ''}`);
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).toString();
  const database = await Database.connect(url, { poolSize: 8 });
  const close = async () => {
    await database.close();
    await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
  };
  return { database, url, close };
}

async function onServer(url: string, sql: string): Promise<void> {
  const admin = await Database.connect(url, { poolSize: 1 });
  try {
    await admin.query(sql);
  } finally {
    await admin.close();
  }
}
