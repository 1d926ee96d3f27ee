import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { requestId, requestLog } from './request-log.middleware.js';
import type { Middleware, WebRequest, WebResponse } from './web-request.adapter.js';

/** The lines that requests for these paths leave in the log. */
async function linesOf(level: string, requests: readonly (readonly [path: string, status: number])[]): Promise<Line[]> {
  const lines: Line[] = [];
  const logger = pino({ level, base: null }, { write: (line: string) => lines.push(JSON.parse(line) as Line) });
  const chain: Middleware[] = [requestId(), requestLog(logger)];
  const statuses = new Map(requests);
  const server = createServer((request, response) => {
    const [web, answer] = [request as WebRequest, response as WebResponse];
    web.originalUrl = request.url ?? '';
    for (const middleware of chain) middleware(web, answer, () => undefined);
    response.statusCode = statuses.get(web.originalUrl) ?? 200;
    // As a served folder does.
    request.url = (request.url ?? '').replace('/assets/', '/');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  for (const [path] of requests) await fetch(`http://127.0.0.1:${port}${path}`);
  await new Promise((resolve) => server.close(resolve));
  return lines;
}

interface Line {
  readonly level: number;
  readonly req: { readonly url: string; readonly id: string };
  readonly res: { readonly status: number };
}

describe('the log of requests', () => {
  it('has one line for each, without what a query or a link says', async () => {
    const lines = await linesOf('info', [
      ['/find?q=13800138000', 200],
      ['/s/secret', 303],
    ]);
    expect(lines.map(({ req }) => req.url)).toEqual(['/find?***', '/s/***']);
    expect(JSON.stringify(lines)).not.toMatch(/13800138000|secret|hostname|"pid"/);
  });

  it('is silent about what machines ask all day, unless it fails or somebody looks closely', async () => {
    const asked = [
      ['/healthz', 200],
      ['/assets/console.css', 304],
      ['/webhooks/twilio/status', 204],
      ['/webhooks/twilio/inbound', 403],
    ] as const;
    const urls = (lines: Line[]) => lines.map(({ req }) => req.url);
    expect(urls(await linesOf('info', asked))).toEqual(['/webhooks/twilio/inbound']);
    expect(urls(await linesOf('debug', asked))).toEqual(asked.map(([path]) => path));
  });

  it('raises its voice when we failed', async () => {
    const lines = await linesOf('error', [
      ['/a', 404],
      ['/b', 500],
    ]);
    expect(lines.map(({ res }) => res.status)).toEqual([500]);
  });
});
