import { createHmac, timingSafeEqual } from 'node:crypto';

/** What return addresses are made with: the domain that mail comes back to, and the service's secret. */
export interface BounceBase {
  readonly domain: string;
  readonly secretKey: string;
}

const PREFIX = 'bounce+';
const KEY = /^[a-z0-9-]{1,44}$/;
const ADDRESS = /^bounce\+([a-z0-9-]{1,44})\.([a-z2-7]{12})@([a-z0-9.-]{3,190})$/;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const MAC_CHARACTERS = 12;

/**
 * The envelope sender of one message (VERP): it names the attempt's key, so that whatever comes back says which message it
 * is about, with 60 bits that only we can make. All in lower case, because mail servers change it, and a local part of 64
 * characters at most. Null for a key that such an address cannot carry.
 */
export function bounceAddress(key: string, base: BounceBase): string | null {
  return KEY.test(key) ? `${PREFIX}${key}.${macOf(key, base.secretKey)}@${base.domain}` : null;
}

/** The key of the message that a return address belongs to; null for an address that we did not make. */
export function readBounceAddress(address: string, base: BounceBase): string | null {
  const [, key, mac, domain] = ADDRESS.exec(address.trim().toLowerCase()) ?? [];
  if (key === undefined || mac === undefined || domain !== base.domain) return null;
  return timingSafeEqual(Buffer.from(mac), Buffer.from(macOf(key, base.secretKey))) ? key : null;
}

function macOf(key: string, secretKey: string): string {
  const bytes = createHmac('sha256', secretKey).update(`revisit bounce address ${key}`).digest();
  return Array.from(bytes.subarray(0, MAC_CHARACTERS), (byte) => BASE32[byte & 31] ?? '').join('');
}
