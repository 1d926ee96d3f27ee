import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command, CommanderError } from 'commander';
import { registerAccountCommands } from './access/account.command.js';
import { AppModule } from './app.module.js';
import { registerArchiveCommands } from './archive/archive.command.js';
import { registerBenchCommand } from './bench/bench.command.js';
import { registerCalendarCommands } from './calendar/calendar.command.js';
import { makeLog, PinoLogger } from './config/pino-logger.adapter.js';
import type { SettingsPart } from './config/settings.js';
import { registerDoctorCommand } from './console/doctor.command.js';
import { ClockSync } from './database/clock-sync.service.js';
import { openDatabase, type OpenDatabase } from './database/open-database.adapter.js';
import { DatabaseUnfitError, migrateUp, migrationStatus } from './database/schema.service.js';
import type { CommandOptions, RunCommand } from './kernel/command.js';
import { installPackaged } from './install-packaged.js';
import { startService } from './main.js';
import { registerMigrateCommand } from './migrate.command.js';
import { registerCampaignCommands } from './planning/campaign.command.js';
import { registerReportCommand } from './reports/report.command.js';
import { openScratch } from './open-scratch.js';
import { sayFailure } from './say-failure.js';

const DONE = 0;
const REFUSED = 1;
const WRONG_USAGE = 2;

/** Runs one command line and answers with the exit status (0 done, 1 refused, 2 wrong usage). */
export async function main(argv: readonly string[]): Promise<number> {
  const state = { status: DONE };
  const program = buildProgram(state);
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return state.status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_USAGE;
    process.stderr.write(`${sayFailure(error).text}\n`);
    return REFUSED;
  }
}

function buildProgram(state: { status: number }): Command {
  const program = new Command('revisit')
    .description('Outbound follow-up and satisfaction-survey campaigns')
    .exitOverride();
  program.configureHelp({ showGlobalOptions: false });
  program
    .command('start')
    .description('migrate, serve console and API, schedule, work')
    .action(() => startService({ demo: false }));
  program
    .command('demo')
    .description('start with a sample archive, when the database is embedded and empty')
    .action(() => startService({ demo: true }));
  registerMigrateCommand(program);
  const run = (parts: readonly SettingsPart[]): RunCommand => makeRunner(parts, state);
  registerAccountCommands(program, run([]));
  registerArchiveCommands(program, run([]));
  registerCalendarCommands(program, run([]));
  registerCampaignCommands(program, run(['providers']));
  registerReportCommand(program, run([]));
  registerBenchCommand(program, run(['http', 'providers']), openScratch);
  registerDoctorCommand(program, run(['http', 'providers']));
  for (const command of program.commands) command.exitOverride();
  return program;
}

/** Opens the product for one command and closes it again, also when a signal ends it. */
function makeRunner(parts: readonly SettingsPart[], state: { status: number }): RunCommand {
  return async (options, work) => {
    let services: OpenServices | null = null;
    try {
      services = await openServices(parts);
      const output = await work(services.app, writeLine);
      if (output !== null) await writeLine(options.json ? JSON.stringify(output.json, null, 2) : output.text);
    } catch (error) {
      state.status = REFUSED;
      await report(error, options);
    } finally {
      await services?.close();
    }
  };
}

interface OpenServices {
  readonly app: INestApplicationContext;
  close(): Promise<void>;
}

async function openServices(parts: readonly SettingsPart[]): Promise<OpenServices> {
  const open = await openDatabase(parts);
  for (const notice of open.notices) process.stderr.write(`${notice}\n`);
  let app: INestApplicationContext | null = null;
  const close = once(async () => {
    await app?.close();
    await open.close();
  });
  const onSignal = () => void close().then(() => process.exit(130));
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    const isNew = await prepareSchema(open);
    app = await NestFactory.createApplicationContext(AppModule.with(open.settings, open.database), {
      logger: new PinoLogger(makeLog(open.settings.logLevel === 'info' ? 'warn' : open.settings.logLevel)),
      abortOnError: false,
    });
    await app.get(ClockSync).refresh();
    if (isNew) await installPackaged(app);
    return { app, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An empty embedded database is migrated on the way; one with data waits for its operator. True when it was empty. */
async function prepareSchema(open: OpenDatabase): Promise<boolean> {
  const status = await migrationStatus(open.database);
  const isEmpty = status.applied.length === 0;
  if (isEmpty && open.isEmbedded) {
    await migrateUp(open.database);
    return true;
  }
  if (status.pending.length > 0) {
    throw new DatabaseUnfitError(
      `The database lacks migrations (${status.pending.join(', ')}). Run "revisit migrate up" first.`,
    );
  }
  if (status.unknown.length > 0) await migrateUp(open.database); // refuses, and says what to do
  return false;
}

async function report(error: unknown, options: CommandOptions): Promise<void> {
  const failure = sayFailure(error);
  process.stderr.write(`${failure.text}\n`);
  if (options.json) await writeLine(JSON.stringify({ error: failure.json }, null, 2));
}

function writeLine(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => (error ? reject(error) : resolve()));
  });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => (running ??= work());
}
