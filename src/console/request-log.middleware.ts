import { randomUUID } from 'node:crypto';
import { pinoHttp } from 'pino-http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptRequestId, maskUrl } from './mask-url.js';
import type { Middleware, WebRequest } from './web-request.adapter.js';

const QUIET = /^\/(healthz|readyz|metrics|assets\/)/;

/** Gives every request its id, which stands in the log, in problem documents and on the error page. */
export function requestId(): Middleware {
  return (request, response, next) => {
    request.requestId = acceptRequestId(request.headers['x-request-id']) ?? randomUUID();
    response.setHeader('X-Request-Id', request.requestId);
    next();
  };
}

/** One line for each request: who, what, how it went. No header, no body, no address, no link's secret. */
export function requestLog(level: string): Middleware {
  const log = pinoHttp<IncomingMessage, ServerResponse>({
    level,
    genReqId: (request) => (request as WebRequest).requestId,
    autoLogging: { ignore: (request) => QUIET.test(request.url ?? '') },
    customLogLevel: (_, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
    customProps: (request) => ({ login: (request as WebRequest).account?.login }),
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        url: maskUrl(request.url),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
    },
  });
  return (request, response, next) => log(request, response, next as () => void);
}
