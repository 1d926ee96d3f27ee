import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const MAX_BODY_BYTES = 100_000;
const KEEP_ALIVE_MS = 60_000;

/** Answers a request whose body was read. */
export type LocalAnswer = (request: IncomingMessage, body: string, response: ServerResponse) => Promise<void> | void;

/** An HTTP server on this machine, for what speaks a provider's API. */
export class LocalHttpServer {
  private readonly server: Server;

  /** `fail` answers where `answer` threw, or where the body was too large. */
  constructor(answer: LocalAnswer, fail: (response: ServerResponse, error: Error) => void) {
    this.server = createServer((request, response) => {
      readBody(request)
        .then((body) => answer(request, body, response))
        .catch((error: Error) => fail(response, error));
    });
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
  }

  /** Listens on a free port of this machine; answers with the base URL. */
  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

/** Sends JSON. */
export function sendJson(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(content));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('The request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
