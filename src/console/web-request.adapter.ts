import type session from 'express-session';
import type { Account } from '../access/account.js';
import type { Locale } from '../kernel/words.js';

declare module 'express-session' {
  interface SessionData {
    userId: number;
    locale: Locale;
    /** An anonymous session keeps something, or its id (and with it the CSRF token) would change at every request. */
    seen: boolean;
  }
}

type Handler = ReturnType<typeof session>;

/** A request as the console's code sees it: the session, the account that the guard found, the request's id. */
export type WebRequest = Parameters<Handler>[0] & {
  account?: Account;
  requestId: string;
  rawBody?: Buffer;
  /** The token that a form of this page must carry. */
  csrfToken?: () => string;
  /** Throws unless the body that was read by now carries the token; only a form with a file needs to ask. */
  confirmCsrf?: () => void;
};
export type WebResponse = Parameters<Handler>[1];
export type Next = Parameters<Handler>[2];
export type Middleware = (request: WebRequest, response: WebResponse, next: Next) => void;

/**
 * Writes the session now. To be awaited before a redirect that the next page needs it for: the session is otherwise written
 * while the answer's head is on its way, and a quick browser asks for the next page before it is there.
 */
export function saveSession({ session }: WebRequest): Promise<void> {
  return new Promise((resolve, reject) => session.save((error) => (error ? reject(error as Error) : resolve())));
}
