import { Pool } from 'undici';
import { median } from './bench-result.js';
import { BENCH_PASSWORD, type DeskData } from './desk-data.js';
import { measureRate } from './page-rate.adapter.js';
import { type ServedScratch, STATIC_PAGE } from './scratch.js';
import { signIn, type Visitor } from './visitor.adapter.js';

/** The pages that are measured: who reads them, and where; the first path that exists. */
const PAGES = [
  { name: 'desk', readers: 'agents', paths: () => ['/desk', '/'] },
  { name: 'campaign', readers: 'supervisors', paths: (id: number) => [`/campaigns/${id}`, '/campaigns'] },
] as const;

/** How many of the agents read the page at once. */
const MOST_READERS = 50;

/** Everybody who has signed in. */
export interface DeskCrowd {
  readonly agents: readonly Visitor[];
  readonly supervisors: readonly Visitor[];
}

/** A page with its rates, one for each run; those of the static page of its size in the same runs. */
export interface PageRates {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly perSecond: readonly number[];
  readonly staticPerSecond: readonly number[];
}

/** Signs everybody in, through the form. */
export async function signInAll(url: string, data: DeskData): Promise<DeskCrowd> {
  const server = new Pool(url, { connections: 4 });
  const all = async (logins: readonly string[], network: number) => {
    const visitors: Visitor[] = [];
    for (const [i, login] of logins.entries()) {
      visitors.push(await signIn(server, login, BENCH_PASSWORD, `10.${network}.${i >> 8}.${i & 255}`));
    }
    return visitors;
  };
  const crowd = { agents: await all(data.agents, 1), supervisors: await all(data.supervisors, 2) };
  await server.close();
  return crowd;
}

/** Measures each page, and before it in the same run the static page of the same size. */
export async function measurePages(
  served: ServedScratch,
  crowd: DeskCrowd,
  data: DeskData,
  { runs, seconds }: { readonly runs: number; readonly seconds: number },
): Promise<PageRates[]> {
  const found: PageRates[] = [];
  for (const { name, readers, paths } of PAGES) {
    const visitors = crowd[readers].slice(0, MOST_READERS).map((visitor) => visitor.headers);
    const { path, body } = await findPage(served.url, paths(data.campaignId), visitors[0] ?? {});
    await served.showStatic(body);
    const rates = { perSecond: [] as number[], staticPerSecond: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      const plain = { path: STATIC_PAGE, readers: visitors };
      rates.staticPerSecond.push(await measureRate(served.url, plain, seconds));
      rates.perSecond.push(await measureRate(served.url, { path, readers: visitors }, seconds));
    }
    found.push({ name, path, bytes: Buffer.byteLength(body), ...rates });
  }
  return found;
}

async function findPage(url: string, paths: readonly string[], headers: Readonly<Record<string, string>>) {
  const plain = { ...headers, 'accept-encoding': 'identity' };
  const server = new Pool(url, { connections: 1 });
  try {
    for (const path of paths) {
      const { statusCode, body } = await server.request({ method: 'GET', path, headers: plain });
      const text = await body.text();
      if (statusCode === 200) return { path, body: text };
      if (statusCode !== 404) throw new Error(`${path} answered ${statusCode}`);
    }
  } finally {
    await server.close();
  }
  throw new Error(`there is no page ${paths.join(' or ')}`);
}

/** The rate of a page by that of the static page of its size. */
export function ratioOf({ perSecond, staticPerSecond }: PageRates): number {
  return median(perSecond) / Math.max(1, median(staticPerSecond));
}
