/**
 * A URL as it may stand in a log: the secret of a survey or opt-out link or of a callback, and everything in the query (a phone number that
 * somebody searched for) is taken out, and the number of a customer.
 */
export function maskUrl(url: string): string {
  const [path = '', query] = url.split('?', 2);
  const masked = path
    .replace(/^\/(s|u|webhooks\/tencent)\/[^/]+/, '/$1/***')
    .replace(/^(\/api\/v1\/campaigns\/\d+\/customers)\/[^/]+/, '$1/***');
  return query === undefined || query === '' ? masked : `${masked}?***`;
}

/** A text as it may stand in a log: nothing in it that looks like a telephone number or an e-mail address. */
export function maskText(text: string): string {
  return text.replace(/[^\s@"'<>()=]+@[^\s@"'<>()=]+/g, '***@***').replace(/\+?\d[\d -]{6,}\d/g, '***');
}

/** A request id that came from a proxy, if it is a harmless one; null otherwise. */
export function acceptRequestId(header: string | string[] | undefined): string | null {
  return typeof header === 'string' && /^[\w-]{8,64}$/.test(header) ? header : null;
}
