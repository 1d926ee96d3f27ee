import { createHmac, timingSafeEqual } from 'node:crypto';

/** Twilio's signature: HMAC-SHA1 over the URL and the sorted parameters, each name followed by its value, in base64. */
export function signTwilio(url: string, params: Readonly<Record<string, string>>, authToken: string): string {
  const text = Object.keys(params)
    .sort()
    .reduce((sum, name) => `${sum}${name}${params[name] ?? ''}`, url);
  return createHmac('sha1', authToken).update(text, 'utf8').digest('base64');
}

/** True where the signature is Twilio's own for this request, as the public address has it; compared in constant time. */
export function isSignedByTwilio(
  request: {
    readonly url: string;
    readonly params: Readonly<Record<string, string>>;
    readonly signature: string | undefined;
  },
  authToken: string,
): boolean {
  if (request.signature === undefined || request.signature === '') return false;
  const expected = Buffer.from(signTwilio(request.url, request.params, authToken));
  const given = Buffer.from(request.signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
