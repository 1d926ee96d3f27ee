import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../kernel/clock.js';
import type { Arrivals } from './arrivals.worker.js';
import { LocalHttpServer, sendJson } from './local-http-server.adapter.js';
import { type Fate, fateOfSms } from './magic-addresses.js';
import type { SandboxMessage, SandboxMessageRepository } from './sandbox-message.repository.js';
import type { PlacedCall } from './call-player.adapter.js';
import { twilioCall, twilioMessage, twilioPage } from './twilio-shapes.js';

/** What the stand-in needs of the rest. */
export interface TwilioServerTools {
  readonly arrivals: Arrivals;
  readonly messages: SandboxMessageRepository;
  readonly clock: Clock;
  /** Called with a message that was taken, and what becomes of it; resolves when all its receipts were sent. */
  readonly taken: (
    message: Pick<SandboxMessage, 'messageId' | 'toAddress' | 'fromAddress' | 'statusCallback'>,
    fate: Fate,
  ) => Promise<void>;
  /** A fate that somebody asked for by hand; it goes before the number's own. */
  readonly nextFate: (to: string) => Fate | null;
  readonly imitatesTwilio: () => Promise<boolean>;
  /** Called with a call that is to be made. */
  readonly called: (call: PlacedCall) => void;
}

const RETRY_AFTER_SECONDS = 1;
const CALLS = /^\/2010-04-01\/Accounts\/(AC[0-9a-zA-Z]{32})\/Calls\.json$/;
const PATH = /^\/2010-04-01\/Accounts\/(AC[0-9a-zA-Z]{32})\/Messages(?:\/((?:SM|MM)[0-9a-f]{32}))?\.json$/;

/** A server with the shape of Twilio's REST API for messages, on this machine. */
export class SandboxTwilioServer {
  private readonly http: LocalHttpServer;

  constructor(
    private readonly account: { readonly sid: string; readonly authToken: string },
    private readonly tools: TwilioServerTools,
  ) {
    this.http = new LocalHttpServer(
      (request, body, response) => this.answer(request, body, response),
      (response, error) => refuse(response, 500, 20500, error.message),
    );
  }

  /** Listens on a free port of this machine; answers with the base URL. */
  start(port = 0): Promise<string> {
    return this.http.start(port);
  }

  stop(): Promise<void> {
    return this.http.stop();
  }

  private async answer(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const [, accountSid, messageSid] = PATH.exec(url.pathname) ?? CALLS.exec(url.pathname) ?? [];
    if (accountSid === undefined) return refuse(response, 404, 20404, 'The requested resource was not found');
    if (!this.isAuthorised(request, accountSid)) return refuse(response, 401, 20003, 'Authenticate');
    if (messageSid !== undefined) return this.fetchOne(messageSid, response);
    if (CALLS.test(url.pathname)) return this.call(new URLSearchParams(body), response);
    if (request.method === 'POST') return this.create(new URLSearchParams(body), response);
    return this.list(url.searchParams, response);
  }

  private isAuthorised(request: IncomingMessage, accountSid: string): boolean {
    const expected = `Basic ${Buffer.from(`${this.account.sid}:${this.account.authToken}`).toString('base64')}`;
    return accountSid === this.account.sid && request.headers.authorization === expected;
  }

  private async create(form: URLSearchParams, response: ServerResponse): Promise<void> {
    const to = form.get('To') ?? '';
    const body = form.get('Body') ?? '';
    const from = form.get('From') ?? form.get('MessagingServiceSid') ?? '';
    if (to === '') return refuse(response, 400, 21604, "A 'To' phone number is required.");
    if (from === '') return refuse(response, 400, 21603, "A 'From' phone number is required.");
    if (body === '') return refuse(response, 400, 21602, 'Message body is required.');
    const fate = this.tools.nextFate(to) ?? fateOfSms(to, body, await this.tools.imitatesTwilio());
    if (fate.kind === 'refuse') return refuse(response, fate.status, fate.code, fate.message);
    // The connection stays open, and nobody answers.
    if (fate.kind === 'silence') return;
    const message = {
      channel: 'sms',
      direction: 'to-customer',
      messageId: newSid(),
      fromAddress: from,
      toAddress: to,
      subject: null,
      body,
      html: null,
      headers: {},
      status: 'queued',
      errorCode: null,
      statusCallback: form.get('StatusCallback'),
      receivedAt: this.tools.clock.now(),
    } as const;
    await this.tools.arrivals.add(message);
    const reported = this.tools.taken(message, fate);
    if (fate.kind === 'receipts' && fate.come === 'early') await reported;
    if (fate.kind === 'slow') await delay(fate.ms, undefined, { ref: false });
    if (fate.kind === 'garbled') response.writeHead(201, { 'content-type': 'application/json' }).end('<html>taken');
    else if (fate.kind !== 'lose-answer') sendJson(response, 201, twilioMessage(message, this.account.sid));
    else if (fate.status === null) response.socket?.destroy();
    else refuse(response, fate.status, 20500, 'Internal server error');
  }

  private call(form: URLSearchParams, response: ServerResponse): void {
    const [to, from, url] = ['To', 'From', 'Url'].map((name) => form.get(name) ?? '');
    if (!to || !/^\+[1-9]\d{6,14}$/.test(to))
      return refuse(response, 400, 21211, `The number ${to ?? ''} is not valid.`);
    if (!from) return refuse(response, 400, 21213, "A 'From' phone number is required.");
    if (!url) return refuse(response, 400, 21205, "A 'Url' is required.");
    const sid = newSid('CA');
    sendJson(response, 201, twilioCall({ sid, to, from, at: this.tools.clock.now() }, this.account.sid));
    this.tools.called({ sid, to, from, url, statusCallback: form.get('StatusCallback') });
  }

  private async fetchOne(sid: string, response: ServerResponse): Promise<void> {
    const message = await this.tools.messages.get(sid);
    if (message === null) return refuse(response, 404, 20404, 'The requested resource was not found');
    sendJson(response, 200, twilioMessage(message, this.account.sid));
  }

  private async list(query: URLSearchParams, response: ServerResponse): Promise<void> {
    const since = query.get('DateSent>') ?? query.get('DateSent');
    const found = await this.tools.messages.list({
      channel: 'sms',
      to: query.get('To') ?? undefined,
      from: query.get('From') ?? undefined,
      since: since === null || Number.isNaN(Date.parse(since)) ? undefined : new Date(since),
      limit: Math.min(1_000, Number(query.get('PageSize') ?? '50') || 50),
    });
    sendJson(response, 200, twilioPage(found, this.account.sid));
  }
}

/** SM (or CA, for a call) and 32 hex digits. */
export function newSid(kind: 'SM' | 'CA' = 'SM'): string {
  return `${kind}${randomBytes(16).toString('hex')}`;
}

function refuse(response: ServerResponse, status: number, code: number, message: string): void {
  if (status === 429) response.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
  sendJson(response, status, { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status });
}
