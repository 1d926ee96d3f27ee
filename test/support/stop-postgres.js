import { rmSync } from 'node:fs';
import { Database } from '../../dist/database/database.service.js';

export default async function stopPostgres() {
  const state = globalThis.revisitTestState;
  if (state.server === null) {
    const admin = await Database.connect(state.url, { poolSize: 1 });
    await admin.query(`DROP DATABASE IF EXISTS ${state.template} WITH (FORCE)`);
    await admin.close();
    return;
  }
  await state.server.stop();
  rmSync(state.dataDir, { recursive: true, force: true });
}
