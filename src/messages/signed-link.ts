import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { CHANNELS, type Channel } from '../kernel/words.js';

/** What an opt-out link stands for: one address on one channel, and the visit that brought it. */
export interface OptOutLink {
  readonly address: string;
  readonly channel: Channel;
  readonly visitId: number | null;
}

const MAC_BYTES = 16;
const ID_BYTES = 8;
const NONCE_BYTES = 12;

/** The unguessable token of a visit's survey page (128-bit MAC). The same visit always has the same token. */
export function surveyToken(visitId: number, secret: string): string {
  const id = Buffer.alloc(ID_BYTES);
  id.writeBigUInt64BE(BigInt(visitId));
  return Buffer.concat([id, surveyMac(id, secret)]).toString('base64url');
}

/** The visit of a token; null when it was not made with this secret. */
export function readSurveyToken(token: string, secret: string): number | null {
  const bytes = decode(token);
  if (bytes?.length !== ID_BYTES + MAC_BYTES) return null;
  const id = bytes.subarray(0, ID_BYTES);
  if (!timingSafeEqual(bytes.subarray(ID_BYTES), surveyMac(id, secret))) return null;
  return Number(id.readBigUInt64BE());
}

/**
 * The token of an opt-out link. It works without a row of its own and for ever, and is encrypted, so that no address
 * stands in a URL or its logs.
 */
export function optOutToken(link: OptOutLink, secret: string): string {
  const plain = Buffer.from(JSON.stringify([link.address, link.channel, link.visitId]), 'utf8');
  // The nonce comes from the text itself: equal links have equal tokens, and no nonce serves two texts.
  const nonce = createHmac('sha256', keyFor('opt-out-nonce', secret)).update(plain).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor('opt-out', secret), nonce);
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** What an opt-out token stands for; null when it was not made with this secret. */
export function readOptOutToken(token: string, secret: string): OptOutLink | null {
  const bytes = decode(token);
  if (bytes === null || bytes.length <= NONCE_BYTES + MAC_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', keyFor('opt-out', secret), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + MAC_BYTES));
  try {
    const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + MAC_BYTES)), decipher.final()]);
    const [address, channel, visitId] = JSON.parse(plain.toString('utf8')) as [string, Channel, number | null];
    return CHANNELS.includes(channel) ? { address, channel, visitId } : null;
  } catch {
    return null;
  }
}

function surveyMac(id: Buffer, secret: string): Buffer {
  return createHmac('sha256', keyFor('survey', secret)).update(id).digest().subarray(0, MAC_BYTES);
}

const keys = new Map<string, Buffer>();

/** A key of its own for each use of the one secret; made once, for deriving it costs more than using it. */
function keyFor(use: string, secret: string): Buffer {
  const known = keys.get(`${use} ${secret}`);
  if (known !== undefined) return known;
  const key = createHmac('sha256', secret).update(`revisit link ${use}`).digest();
  keys.set(`${use} ${secret}`, key);
  return key;
}

function decode(token: string): Buffer | null {
  return /^[A-Za-z0-9_-]{1,600}$/.test(token) ? Buffer.from(token, 'base64url') : null;
}
