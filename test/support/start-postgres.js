// Plain JavaScript on the built product: Jest loads global set-up outside its module system for TypeScript.
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../dist/database/database.service.js';
import { openEmbeddedServer } from '../../dist/database/embedded-server.adapter.js';
import { connectDatabase, migrateUp } from '../../dist/database/schema.service.js';

/** One server for all test files; each file clones the migrated template database. */
export default async function startPostgres() {
  const state = {
    server: null,
    dataDir: null,
    template: `revisit_template_${process.pid}`,
    url: process.env.TEST_DATABASE_URL,
  };
  if (state.url === undefined) {
    state.dataDir = mkdtempSync(join(tmpdir(), 'revisit-test-'));
    chmodSync(state.dataDir, 0o755);
    state.server = await openEmbeddedServer(state.dataDir);
    state.url = state.server.url;
    await doNotWaitForTheDisk(state.url);
  }
  globalThis.revisitTestState = state;
  try {
    await makeTemplate(state);
  } catch (error) {
    await state.server?.stop(); // Jest calls no teardown after a set-up that failed
    throw error;
  }
  process.env.REVISIT_TEST_SERVER = state.url;
  process.env.REVISIT_TEST_TEMPLATE = state.template;
}

/** What a test wrote need not outlive the machine; a killed server loses nothing by it. */
async function doNotWaitForTheDisk(url) {
  const admin = await Database.connect(url, { poolSize: 1 });
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await admin.query(`ALTER SYSTEM SET ${setting} = off`);
  await admin.query('SELECT pg_reload_conf()');
  await admin.close();
}

async function makeTemplate(state) {
  const admin = await Database.connect(state.url, { poolSize: 1 });
  await admin.query(`CREATE DATABASE ${state.template}`);
  await admin.close();
  const templateUrl = Object.assign(new URL(state.url), { pathname: `/${state.template}` }).toString();
  const migrated = await connectDatabase(templateUrl);
  await migrateUp(migrated);
  await migrated.close();
}
