import { createHash, createHmac } from 'node:crypto';

/** A POST with a JSON body, as TC3-HMAC-SHA256 signs it. */
export interface Tc3Request {
  readonly host: string;
  /** The product, such as `sms`: the first part of its host. */
  readonly service: string;
  readonly action: string;
  /** The body, byte for byte as it is sent. */
  readonly payload: string;
  /** Seconds since 1970; the provider takes five minutes more or less. */
  readonly timestamp: number;
}

export interface Tc3Credentials {
  readonly secretId: string;
  readonly secretKey: string;
}

export const TC3_CONTENT_TYPE = 'application/json; charset=utf-8';
const ALGORITHM = 'TC3-HMAC-SHA256';
const SIGNED_HEADERS = 'content-type;host;x-tc-action';

/** The Authorization header of a request: a key of the UTC day, the service and the secret signs the canonical request. */
export function signTc3(request: Tc3Request, { secretId, secretKey }: Tc3Credentials): string {
  const { host, service, action, payload, timestamp } = request;
  const date = new Date(timestamp * 1_000).toISOString().slice(0, 10);
  const headers = `content-type:${TC3_CONTENT_TYPE}\nhost:${host}\nx-tc-action:${action.toLowerCase()}\n`;
  const canonical = ['POST', '/', '', headers, SIGNED_HEADERS, sha256(payload)].join('\n');
  const scope = `${date}/${service}/tc3_request`;
  const toSign = [ALGORITHM, String(timestamp), scope, sha256(canonical)].join('\n');
  const dayKey = hmac(`TC3${secretKey}`, date);
  const signature = hmac(hmac(hmac(dayKey, service), 'tc3_request'), toSign).toString('hex');
  return `${ALGORITHM} Credential=${secretId}/${scope}, SignedHeaders=${SIGNED_HEADERS}, Signature=${signature}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
