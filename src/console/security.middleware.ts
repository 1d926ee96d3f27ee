import { createHmac, randomBytes } from 'node:crypto';
import { ForbiddenException } from '@nestjs/common';
import { doubleCsrf } from 'csrf-csrf';
import { rateLimit } from 'express-rate-limit';
import session from 'express-session';
import helmet from 'helmet';
import type { RunningSettings } from '../config/settings.service.js';
import type { Database } from '../database/database.service.js';
import { SessionStore } from './session-store.adapter.js';
import type { Middleware, WebRequest, WebResponse } from './web-request.adapter.js';

const SESSION_HOURS = 12;
const WEBHOOK_LIMIT_BYTES = 64 * 1024;
/** A mail that came back may bring the whole message with it. */
const RAW_MAIL = /^\/webhooks\/email\/raw$/;
export const RAW_MAIL_LIMIT_BYTES = 1024 * 1024;

/** Paths that outsiders call without a session: customers' pages and webhooks. They carry a secret or a signature instead. */
export const SESSIONLESS = /^\/(s|u)\/|^\/webhooks\/|^\/(healthz|readyz|metrics)$|^\/api\/openapi\.json$/;
const API_DOCS = /^\/api\/docs(\/|$)/;

/** The nonce of this response: only scripts that carry it run. */
export function nonceOf(response: WebResponse): string {
  response.locals['nonce'] ??= randomBytes(16).toString('base64');
  return response.locals['nonce'] as string;
}

/** Security headers. Nothing inline runs (a survey's branching style carries the nonce); only the API's own documentation page may have inline style. */
export function securityHeaders(settings: RunningSettings): Middleware {
  const isHttps = settings.publicUrl.startsWith('https:');
  const nonce = (_: unknown, response: unknown) => `'nonce-${nonceOf(response as WebResponse)}'`;
  const headers = (scripts: Source[], styles: Source[]) =>
    helmet({
      contentSecurityPolicy: { useDefaults: false, directives: directives(scripts, styles, isHttps) },
      strictTransportSecurity: isHttps ? { maxAge: 31_536_000 } : false,
      referrerPolicy: { policy: 'same-origin' },
    });
  const pages = headers([nonce], ["'self'", nonce]);
  const docs = headers(["'self'"], ["'self'", "'unsafe-inline'"]);
  return (request, response, next) => (API_DOCS.test(request.path) ? docs : pages)(request, response, next);
}

type Source = string | ((request: unknown, response: unknown) => string);

function directives(scripts: Source[], styles: Source[], isHttps: boolean) {
  return {
    defaultSrc: ["'none'"],
    scriptSrc: scripts,
    styleSrc: styles,
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    fontSrc: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
    baseUri: ["'none'"],
    ...(isHttps ? { upgradeInsecureRequests: [] } : {}),
  };
}

/** Sessions of signed-in people, in PostgreSQL. Outsiders' paths and bearer tokens get none. */
export function sessions(settings: RunningSettings, database: Database): Middleware {
  const secure = settings.publicUrl.startsWith('https:');
  const handler = session({
    store: new SessionStore(database),
    name: secure ? '__Host-revisit' : 'revisit',
    secret: deriveKey(settings.secretKey, 'session'),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: SESSION_HOURS * 3_600_000 },
  });
  return (request, response, next) => (isSessionless(request) ? next() : handler(request, response, next));
}

/** A form whose token does not belong to the session: mostly an old page, sometimes an attack. */
class StaleFormError extends ForbiddenException {
  readonly code = 'bad-csrf-token';
}

/**
 * Forms that carry a file: their body is read by the handler only (a file is streamed to disk), which must ask for the token
 * with `confirmCsrf` before it keeps a byte (file-form.adapter.ts).
 */
const FILE_FORMS = /^\/imports\/new$/;

/** Refuses a change that does not carry its form's token. Stands after the body parsers and the session. */
export function csrf(settings: RunningSettings): Middleware {
  const secure = settings.publicUrl.startsWith('https:');
  const key = deriveKey(settings.secretKey, 'csrf');
  const { doubleCsrfProtection, generateCsrfToken, validateRequest } = doubleCsrf({
    getSecret: () => key,
    getSessionIdentifier: (request) => request.sessionID,
    cookieName: secure ? '__Host-revisit-csrf' : 'revisit-csrf',
    cookieOptions: { sameSite: 'lax', secure, path: '/', httpOnly: true },
    getCsrfTokenFromRequest: (request) => formToken(request.body) ?? request.headers['x-csrf-token'],
  });
  return (request, response, next) => {
    if (isSessionless(request)) return next();
    const giveToken = () => {
      request.csrfToken = () => {
        request.session.seen = true;
        return generateCsrfToken(request, response);
      };
    };
    if (FILE_FORMS.test(request.path) && request.is('multipart/form-data') === 'multipart/form-data') {
      giveToken();
      request.confirmCsrf = () => {
        if (!validateRequest(request)) throw new StaleFormError();
      };
      return next();
    }
    doubleCsrfProtection(request, response, (error?: unknown) => {
      giveToken();
      next(error === undefined ? undefined : new StaleFormError());
    });
  };
}

/** Limits by address: `perMinute` requests on paths that match. The answer is a problem document or page like any other. */
export function limit(paths: RegExp, methods: readonly string[], perMinute: number): Middleware {
  const handler = rateLimit({
    windowMs: 60_000,
    limit: perMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(Object.assign(new Error('Too many requests; wait a minute.'), { status: 429 })),
  });
  return (request, response, next) => {
    if (!paths.test(request.path) || !methods.includes(request.method)) return next();
    void handler(request, response, next);
  };
}

/** Refuses a large body on the paths of outsiders before anything reads it. */
export function smallBodiesFromOutside(): Middleware {
  return (request, _response, next) => {
    const length = Number(request.headers['content-length'] ?? 0);
    const isChunked = request.headers['transfer-encoding'] !== undefined;
    const most = RAW_MAIL.test(request.path) ? RAW_MAIL_LIMIT_BYTES : WEBHOOK_LIMIT_BYTES;
    if (!SESSIONLESS.test(request.path) || (length <= most && !isChunked)) return next();
    next(Object.assign(new Error('The body is too large.'), { status: 413 }));
  };
}

function isSessionless(request: WebRequest): boolean {
  return SESSIONLESS.test(request.path) || request.headers.authorization !== undefined;
}

function formToken(body: unknown): string | null {
  const token = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)['_csrf'] : undefined;
  return typeof token === 'string' ? token : null;
}

/** A key of its own for each use, so that one signature never stands for another. */
function deriveKey(secret: string, use: string): string {
  return createHmac('sha256', secret).update(`revisit ${use}`).digest('base64');
}
