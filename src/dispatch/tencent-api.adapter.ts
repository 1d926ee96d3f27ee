import { Pool } from 'undici';
import { signTc3, TC3_CONTENT_TYPE, type Tc3Credentials } from './tc3-signature.js';

export interface TencentApiSettings extends Tc3Credentials {
  readonly region: string;
  /** Another base URL: the sandbox, a proxy. */
  readonly apiBaseUrl?: string;
}

/** An answer of the API: its content, or the error that stands in its place. */
export type TencentAnswer<T> = { readonly content: T } | { readonly error: { readonly code: string } };

const API = 'https://sms.tencentcloudapi.com';
const VERSION = '2021-01-11';
const SERVICE = 'sms';
const TIMEOUT_MS = 25_000;

/** Tencent Cloud's API 3.0 for SMS: signed POSTs of JSON over connections that stay open. */
export class TencentApi {
  readonly host: string;
  private readonly base: URL;
  private readonly pool: Pool;

  constructor(
    private readonly settings: TencentApiSettings,
    connections: number,
    /** Real seconds since 1970: the provider compares them with its own clock. */
    private readonly seconds: () => number,
  ) {
    this.base = new URL(settings.apiBaseUrl ?? API);
    this.host = this.base.hostname;
    this.pool = new Pool(this.base.origin, { connections, pipelining: 1 });
  }

  /** Calls an action. Throws what the wire threw; an answer that is no JSON of the API is an error `HTTP-<status>`. */
  async call<T>(action: string, parameters: object, signal: AbortSignal): Promise<TencentAnswer<T>> {
    const payload = JSON.stringify(parameters);
    const timestamp = this.seconds();
    const { host } = this.base;
    const answer = await this.pool.request({
      path: '/',
      method: 'POST',
      headers: {
        authorization: signTc3({ host, service: SERVICE, action, payload, timestamp }, this.settings),
        'content-type': TC3_CONTENT_TYPE,
        host,
        'x-tc-action': action,
        'x-tc-version': VERSION,
        'x-tc-timestamp': String(timestamp),
        'x-tc-region': this.settings.region,
      },
      body: payload,
      signal,
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
    });
    return read<T>(answer.statusCode, await answer.body.text());
  }

  close(): Promise<void> {
    return this.pool.close();
  }
}

function read<T>(status: number, body: string): TencentAnswer<T> {
  const wrapped = parse(body) as { Response?: T & { Error?: { Code?: unknown } } } | null;
  const content = wrapped?.Response;
  if (typeof content !== 'object') return { error: { code: `HTTP-${status}` } };
  const code = content.Error?.Code;
  if (typeof code === 'string') return { error: { code } };
  return status < 300 ? { content } : { error: { code: `HTTP-${status}` } };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return null;
  }
}
