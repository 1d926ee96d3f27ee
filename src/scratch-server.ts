import { randomBytes } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { STATIC_PAGE } from './bench/scratch.js';
import { readSettings } from './config/environment.adapter.js';
import { makeLog, PinoLogger } from './config/pino-logger.adapter.js';
import { configureHttp } from './console/http.adapter.js';
import type { Middleware } from './console/web-request.adapter.js';
import { ClockSync } from './database/clock-sync.service.js';
import { connectDatabase } from './database/schema.service.js';
import type { ServeAnswer, ServeQuestion } from './serve-scratch.js';

// The web part of `revisit start` as a child process of a benchmark; it ends when its parent lets go of it.
let page = '';

const staticPage: Middleware = (request, response, next) => {
  if (request.path !== STATIC_PAGE) return next();
  response.setHeader('Cache-Control', 'no-store');
  response.type('html').send(page);
};

async function serve(databaseUrl: string): Promise<string> {
  const settings = { ...readSettings(), secretKey: randomBytes(32).toString('hex'), port: 0 };
  const database = await connectDatabase(databaseUrl);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings, database), {
    logger: new PinoLogger(makeLog('warn')),
    abortOnError: false,
    bodyParser: false,
    rawBody: true,
  });
  await app.get(ClockSync).refresh();
  configureHttp(app, settings, staticPage);
  await app.listen(0, '127.0.0.1');
  process.on('disconnect', () => process.exit(0));
  return app.getUrl();
}

async function answer(question: ServeQuestion): Promise<ServeAnswer> {
  if (question === 'memory') return { peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) };
  if ('database' in question) return { url: await serve(question.database) };
  page = question.page;
  return { shown: true };
}

process.on('message', (question: ServeQuestion) => {
  answer(question).then(
    (found) => process.send?.(found),
    (error: Error) => {
      process.stderr.write(`${error.stack ?? error.message}\n`);
      process.exit(1);
    },
  );
});
