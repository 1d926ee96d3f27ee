import { randomUUID } from 'node:crypto';
import { pinoHttp } from 'pino-http';
import type { Logger } from 'pino';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptRequestId, maskText, maskUrl } from './mask-url.js';
import type { Middleware, WebRequest } from './web-request.adapter.js';

const QUIET = /^\/((healthz|readyz|metrics)(\?|$)|assets\/|webhooks\/)/;

/** Gives every request its id, which stands in the log, in problem documents and on the error page. */
export function requestId(): Middleware {
  return (request, response, next) => {
    request.requestId = acceptRequestId(request.headers['x-request-id']) ?? randomUUID();
    response.setHeader('X-Request-Id', request.requestId);
    next();
  };
}

/**
 * One line for each request: who, what, how it went; what operators and providers call all day only where somebody looks
 * closely. No header, no body, no address, no link's secret.
 */
export function requestLog(logger: Logger): Middleware {
  const log = pinoHttp<IncomingMessage, ServerResponse>({
    logger,
    genReqId: (request) => (request as WebRequest).requestId,
    customLogLevel: (request, { statusCode }, error) => levelOf(pathOf(request), statusCode, error),
    customProps: (request) => ({ login: (request as WebRequest).account?.login }),
    serializers: {
      req: (request: { id: string; method: string; url: string }) => ({
        id: request.id,
        method: request.method,
        url: maskUrl(request.url),
      }),
      res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      err: (error: Error & { code?: unknown }) => ({
        type: error.name,
        code: error.code,
        message: maskText(error.message),
      }),
    },
  });
  return (request, response, next) => log(request, response, next as () => void);
}

function levelOf(url: string, status: number, error: Error | undefined): 'debug' | 'info' | 'error' {
  if (error || status >= 500) return 'error';
  return status < 400 && QUIET.test(url) ? 'debug' : 'info';
}

/** Who serves a folder sees its requests without the folder's name; the log sees them as they came. */
function pathOf(request: IncomingMessage): string {
  return (request as Partial<WebRequest>).originalUrl ?? request.url ?? '';
}
