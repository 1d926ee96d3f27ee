import type { Server } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { type NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { makeLog, PinoLogger } from './config/pino-logger.adapter.js';
import type { RunningSettings } from './config/settings.service.js';
import { configureHttp } from './console/http.adapter.js';
import { ClockSync } from './database/clock-sync.service.js';
import { openDatabase, type OpenDatabase } from './database/open-database.adapter.js';
import { migrateUp } from './database/schema.service.js';
import { DispatchWorker } from './dispatch/dispatch.worker.js';
import { SentWitness } from './dispatch/sent-witness.adapter.js';
import { installPackaged } from './install-packaged.js';
import { Clockwork } from './jobs/clockwork.worker.js';
import { JobRunner } from './jobs/job-runner.worker.js';
import { BounceListener } from './responses/bounce-listener.worker.js';
import { type DemoAccount, DemoService } from './sandbox/demo.service.js';
import { SandboxService } from './sandbox/sandbox.service.js';
import { SimulatedCrowd } from './sandbox/simulated-crowd.worker.js';

const STOP_WITHIN_MS = 10_000;
const CLOSE_SERVER_AFTER_MS = 8_000;
/** For requests that are being answered; streams never end by themselves. */
const END_REQUESTS_AFTER_MS = 2_000;

/** A start that is refused, in words: port taken, data in use, a setting that is missing. */
export class StartRefusedError extends Error {
  override readonly name = 'StartRefusedError';
}

/** Serves, schedules and works until a signal comes. Returns when everything is closed. */
export async function startService(options: { demo: boolean }): Promise<void> {
  const stopAsked = waitForSignal();
  const open = await openDatabase();
  let service: PreparedService | null = null;
  try {
    for (const notice of open.notices) say(notice);
    await refuseIfUnfit(open);
    service = await Promise.race([prepare(open, options.demo), stopAsked]);
    await service?.run();
    await stopAsked;
    say('Stopping.');
  } finally {
    await closeInTime(service, open);
  }
  // What was still being prepared is not waited for: the next start goes on with it.
  if (service === null) process.exit(0);
}

/** A stop is over in ten seconds, and leaves no database server behind. What could not be recorded is in doubt. */
async function closeInTime(service: PreparedService | null, open: OpenDatabase): Promise<void> {
  const impatience = setTimeout(() => void open.close().finally(() => process.exit(1)), CLOSE_SERVER_AFTER_MS);
  const lastResort = setTimeout(() => process.exit(1), STOP_WITHIN_MS);
  await service?.stop().catch((error: Error) => process.stderr.write(`While stopping: ${error.message}\n`));
  await open.close();
  clearTimeout(impatience);
  clearTimeout(lastResort);
}

/** All that takes its time is done; nothing is sent yet. */
interface PreparedService {
  /** Schedules and works until it is stopped. */
  run(): Promise<void>;
  stop(): Promise<void>;
}

async function refuseIfUnfit(open: OpenDatabase): Promise<void> {
  const hasProvider = open.settings.smsRoutes !== null || open.settings.smtp !== undefined;
  if (hasProvider && open.secretKeyIsGenerated) {
    throw new StartRefusedError(
      'SECRET_KEY is not set. It signs the links that customers hold, and must be kept when a real provider is configured: set it to 32 characters or more.',
    );
  }
  if (!(await open.claimStart())) {
    throw new StartRefusedError(
      `The data folder ${open.settings.dataDir} is in use by another "revisit start". Stop that one, or set REVISIT_DATA_DIR to another folder.`,
    );
  }
  if (open.settings.roles.includes('web')) await refuseTakenPort(open.settings);
}

/** Asked before anything is set up, so that the answer comes at once. */
function refuseTakenPort(settings: RunningSettings): Promise<void> {
  return new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(settings.port, settings.host, () => probe.close(() => resolve()));
  }).catch((error: NodeJS.ErrnoException) => refusePort(settings, error));
}

function refusePort({ port, host }: RunningSettings, error: NodeJS.ErrnoException): never {
  const why =
    error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.code ?? error.message})`;
  throw new StartRefusedError(`Port ${port} on ${host} ${why}. Set PORT (or HOST) to another one.`);
}

async function prepare(open: OpenDatabase, wantsDemo: boolean): Promise<PreparedService> {
  const { settings } = open;
  await migrateUp(open.database);
  const app = await NestFactory.create<NestExpressApplication>(AppModule.with(settings, open.database), {
    logger: new PinoLogger(makeLog(settings.logLevel)),
    abortOnError: false,
    bodyParser: false,
    rawBody: true,
  });
  try {
    const accounts = await prepareApplication(app, open, wantsDemo);
    return { run: () => runRoles(app, settings, accounts), stop: () => stopRoles(app) };
  } catch (error) {
    await stopRoles(app);
    throw error;
  }
}

/** Answers with the accounts of the demonstration, or null where there is none. */
async function prepareApplication(
  app: NestExpressApplication,
  open: OpenDatabase,
  wantsDemo: boolean,
): Promise<readonly DemoAccount[] | null> {
  const { settings } = open;
  await app.get(ClockSync).refresh();
  app.get(ClockSync).keep();
  await installPackaged(app);
  if (app.get(SandboxService).isNeeded()) await app.get(SandboxService).start();
  await listenForBounces(app, settings);
  if (settings.roles.includes('web')) {
    configureHttp(app, settings);
    await app.listen(settings.port, settings.host).catch((error: NodeJS.ErrnoException) => refusePort(settings, error));
  } else {
    await app.init();
  }
  return wantsDemo && open.isEmbedded ? app.get(DemoService).load(say) : null;
}

/** At the configured port, in one role, so that processes do not fight for it; the sandbox's mail comes back on a free one. */
async function listenForBounces(app: INestApplication, settings: RunningSettings): Promise<void> {
  const { bounce, smtp, roles } = settings;
  const place = bounce?.port === undefined ? null : { host: bounce.host, port: bounce.port };
  if (place !== null && roles.includes('web')) {
    const refuse = (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${error.code ?? error.message})`;
      throw new StartRefusedError(`Port ${place.port} on ${place.host} ${why}. Set BOUNCE_SMTP_PORT to another one.`);
    };
    await app.get(BounceListener).start(place).catch(refuse);
  } else if (smtp === undefined) await app.get(BounceListener).start({ host: '127.0.0.1', port: 0 });
}

async function runRoles(
  app: NestExpressApplication,
  settings: RunningSettings,
  accounts: readonly DemoAccount[] | null,
): Promise<void> {
  await startRoles(app, settings);
  if (accounts !== null) app.get(SimulatedCrowd).start();
  sayWelcome(settings, accounts ?? []);
}

async function startRoles(app: INestApplication, settings: RunningSettings): Promise<void> {
  if (settings.roles.includes('worker')) {
    // First the identity under which others would take over the jobs.
    app.get(SentWitness).keepIn(join(settings.dataDir, 'sent'));
    await app.get(DispatchWorker).start();
    await app.get(JobRunner).start();
  }
  if (settings.roles.includes('scheduler')) app.get(Clockwork).start();
}

/** Stop claiming first, then finish or release what is in hand, then close. */
async function stopRoles(app: NestExpressApplication): Promise<void> {
  await app.get(SimulatedCrowd).stop();
  await app.get(Clockwork).stop();
  await Promise.all([app.get(DispatchWorker).stop(), app.get(JobRunner).stop()]);
  await app.get(SandboxService).stop();
  await app.get(BounceListener).stop();
  const server: Server = app.getHttpServer();
  const impatience = setTimeout(() => server.closeAllConnections(), END_REQUESTS_AFTER_MS);
  await app.close();
  clearTimeout(impatience);
}

function sayWelcome(
  settings: RunningSettings,
  accounts: readonly { login: string; password: string; role: string }[],
): void {
  if (settings.roles.includes('web')) say(`Revisit is at http://${settings.host}:${settings.port}`);
  else say(`Revisit is running (${settings.roles.join(', ')}).`);
  for (const account of accounts) say(`  ${account.role.padEnd(10)} ${account.login}  password ${account.password}`);
}

/** The first signal asks for a stop; later ones, which npm passes on again, change nothing. */
function waitForSignal(): Promise<null> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(null));
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
