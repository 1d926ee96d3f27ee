import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { until } from './until.js';

/** A message of a stream of server-sent events. */
export interface StreamMessage {
  readonly id: string;
  readonly data: string;
}

/** What a browser does with a stream: keeps the last id, and comes back with it when the connection breaks. */
export class EventStream {
  readonly messages: StreamMessage[] = [];
  connections = 0;
  private lastId: string | null;
  private response: IncomingMessage | null = null;
  private closed = false;

  constructor(
    private readonly url: string,
    private readonly headers: Readonly<Record<string, string>>,
    lastId: string | null = null,
  ) {
    this.lastId = lastId;
    this.open();
  }

  /** Waits for message number `count`, from 1, and answers with it. */
  async message(count: number): Promise<StreamMessage> {
    await until(`message ${count} of the stream`, () => this.messages.length >= count);
    return this.messages[count - 1] as StreamMessage;
  }

  /** Waits until the connection stands for the `count`th time. */
  connected(count = 1): Promise<void> {
    return until(`connection ${count} of the stream`, () => this.connections >= count);
  }

  close(): void {
    this.closed = true;
    this.response?.destroy();
  }

  private open(): void {
    if (this.closed) return;
    const last = this.lastId === null ? {} : { 'Last-Event-ID': this.lastId };
    const request = get(this.url, { headers: { ...this.headers, ...last }, agent: false }, (response) => {
      this.response = response;
      this.connections += 1;
      this.read(response);
      response.on('close', () => this.again());
    });
    request.on('error', () => this.response === null && this.again());
  }

  private again(): void {
    this.response = null;
    if (!this.closed) setTimeout(() => this.open(), 20);
  }

  private read(response: IncomingMessage): void {
    let rest = '';
    response.setEncoding('utf8').on('error', () => undefined);
    response.on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
    });
  }

  private take(block: string): void {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
    const [id, data] = [field('id'), field('data')];
    if (id === undefined || data === undefined) return;
    this.lastId = id;
    this.messages.push({ id, data });
  }
}

/** A proxy on a port of its own that can be cut and comes back on the same port. */
export class CutProxy {
  private server: Server | null = null;
  private readonly sockets = new Set<Socket>();
  port = 0;

  constructor(private readonly target: number) {}

  async start(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.target, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.sockets.add(one);
        one.on('error', () => undefined).on('close', () => other.destroy());
        one.pipe(other);
      }
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
  }

  /** What is open now goes silent, as for a laptop that sleeps: nothing is closed, nothing arrives any more. */
  stall(): void {
    for (const socket of this.sockets) {
      socket.unpipe();
      socket.pause();
    }
  }

  async cut(): Promise<void> {
    const gone = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
    await gone;
  }
}
