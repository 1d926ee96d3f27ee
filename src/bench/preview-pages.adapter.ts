import { Pool } from 'undici';
import { UserService } from '../access/user.service.js';
import { timed } from './bench-timing.js';
import { BENCH_PASSWORD } from './desk-data.js';
import type { Scratch, ServeScratch } from './scratch.js';
import { signIn } from './visitor.adapter.js';

const LOGIN = 'preview';

/** What a supervisor opens between planning and launch. */
const TABS = ['', '/agents', '/exclusions', '/rows', '/how'];

/** How long the slowest page of a planned campaign takes that nobody has opened before, in milliseconds. */
export async function timePreview(serve: ServeScratch, scratch: Scratch, campaignId: number): Promise<number> {
  await scratch.services.get(UserService).add({ login: LOGIN, password: BENCH_PASSWORD, role: 'supervisor' }, 'bench');
  const served = await serve(scratch);
  const server = new Pool(served.url, { connections: 1 });
  try {
    const { headers } = await signIn(server, LOGIN, BENCH_PASSWORD, '10.3.0.1');
    let slowest = 0;
    for (const tab of TABS) {
      const path = `/campaigns/${campaignId}${tab}`;
      const ms = await timed(async () => {
        const { statusCode, body } = await server.request({ method: 'GET', path, headers });
        await body.arrayBuffer();
        if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
      });
      slowest = Math.max(slowest, ms);
    }
    return slowest;
  } finally {
    await server.close();
    await served.stop();
  }
}
