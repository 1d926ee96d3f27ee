import { Pool } from 'undici';

const CONNECTIONS = 50;
const WARM_UP_MS = 1_000;

/** What is fetched again and again; each connection takes the headers of one reader. */
export interface PageTarget {
  readonly path: string;
  readonly readers: readonly Readonly<Record<string, string>>[];
}

/** Requests per second over 50 connections that are kept open. Throws for any answer but 200. */
export async function measureRate(url: string, target: PageTarget, seconds: number): Promise<number> {
  const server = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  try {
    await fetchFor(server, target, WARM_UP_MS);
    const started = performance.now();
    const fetched = await fetchFor(server, target, seconds * 1000);
    return fetched / ((performance.now() - started) / 1000);
  } finally {
    await server.close();
  }
}

async function fetchFor(server: Pool, { path, readers }: PageTarget, ms: number): Promise<number> {
  const until = performance.now() + ms;
  const lane = async (_: unknown, i: number): Promise<number> => {
    const headers = readers[i % readers.length] ?? {};
    let fetched = 0;
    while (performance.now() < until) {
      const { statusCode, body } = await server.request({ method: 'GET', path, headers });
      await body.dump({ limit: 10_000_000 });
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
      fetched += 1;
    }
    return fetched;
  };
  const lanes = await Promise.all(Array.from({ length: CONNECTIONS }, lane));
  return lanes.reduce((sum, fetched) => sum + fetched, 0);
}
