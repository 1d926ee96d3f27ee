import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { StandardSchemaValidationPipeOptions } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { OpenAPIObject } from '@nestjs/swagger';
import compression from 'compression';
import cookieParser from 'cookie-parser';
import { makeLog } from '../config/pino-logger.adapter.js';
import type { RunningSettings } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { InputError } from '../kernel/faults.js';
import { AccountFinder } from './account-finder.service.js';
import { MetricsService } from './outside/metrics.service.js';
import { completeDocument } from './api/openapi.js';
import type { ApiDocument } from './api/openapi-document.js';
import { keepLanguage } from './language.middleware.js';
import { PageView } from './page.view.js';
import { ProblemFilter } from './problem.filter.js';
import { requestId, requestLog } from './request-log.middleware.js';
import type { Middleware } from './web-request.adapter.js';
import {
  csrf,
  limit,
  RAW_MAIL_LIMIT_BYTES,
  securityHeaders,
  sessions,
  smallBodiesFromOutside,
} from './security.middleware.js';

// Bulk upserts of customers carry up to some ten thousand rows; files are streamed and know no limit here.
const JSON_LIMIT = '16mb';
const FORM_LIMIT = '256kb';

/**
 * Everything between the socket and the controllers; this list is the architecture. The application must have been made with
 * `bodyParser: false, rawBody: true`. `sessionless` stands beside the assets: what needs nobody's session.
 */
export function configureHttp(app: NestExpressApplication, settings: RunningSettings, sessionless?: Middleware): void {
  const view = app.get(PageView, { strict: false });
  const metrics = app.get(MetricsService, { strict: false });
  app.disable('x-powered-by');
  app.set('trust proxy', 'loopback');
  app.set('query parser', 'simple');
  app.use(requestId());
  app.use(requestLog(makeLog(settings.logLevel)));
  app.use(metrics.middleware());
  app.use(securityHeaders(settings));
  app.use(
    compression({
      // A stream of events must leave at once; what a compressor holds back arrives too late.
      filter: (request, response) => request.path !== '/live' && compression.filter(request, response),
    }),
  );
  app.use('/assets', view.assetsMiddleware());
  if (sessionless) app.use(sessionless);
  app.use(limit(/^\/(s|u)\//, ['GET', 'POST'], 60));
  app.use(limit(/^\/sign-in$/, ['POST'], 20));
  app.use(smallBodiesFromOutside());
  app.useBodyParser('json', { limit: JSON_LIMIT });
  app.useBodyParser('urlencoded', { limit: FORM_LIMIT, extended: true });
  app.useBodyParser('raw', { limit: RAW_MAIL_LIMIT_BYTES, type: 'message/rfc822' });
  app.use(keepLanguage());
  app.use(cookieParser());
  app.use(sessions(settings, app.get(Database, { strict: false })));
  app.use(csrf(settings));
  app.useGlobalPipes(new StandardSchemaValidationPipe({ exceptionFactory: toInputError }));
  app.useGlobalFilters(new ProblemFilter(view, app.get(AccountFinder, { strict: false })));
  publishDocumentation(app);
}

type Issues = Parameters<NonNullable<StandardSchemaValidationPipeOptions['exceptionFactory']>>[0];

/** The faults of a body, query or parameter, in the shape of every other input fault. */
function toInputError(issues: Issues): InputError {
  return new InputError(
    issues.map((issue) => ({
      field: (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      code: (issue as { code?: string }).code?.replaceAll('_', '-') ?? 'invalid',
      message: issue.message,
    })),
  );
}

function publishDocumentation(app: NestExpressApplication): void {
  const about = new DocumentBuilder()
    .setTitle('Revisit')
    .setDescription(
      'Customers, campaigns, plans, visits and reports. Errors are RFC 9457 problem documents with `code` and, for input, `errors`.',
    )
    .setVersion('1')
    .addBearerAuth()
    .addSecurityRequirements('bearer')
    .setOpenAPIVersion('3.1.0')
    .build();
  SwaggerModule.setup('api/docs', app, () => describeApi(app, about), {
    jsonDocumentUrl: 'api/openapi.json',
    raw: ['json'],
    customSiteTitle: 'Revisit API',
  });
}

function describeApi(app: NestExpressApplication, about: Omit<OpenAPIObject, 'paths'>): OpenAPIObject {
  const found: unknown = SwaggerModule.createDocument(app, about);
  return completeDocument(found as ApiDocument) as ApiDocument & OpenAPIObject;
}
