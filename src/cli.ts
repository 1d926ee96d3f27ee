import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Command, CommanderError } from 'commander';
import { registerAccountCommands } from './access/account.command.js';
import { AppModule } from './app.module.js';
import { registerArchiveCommands } from './archive/archive.command.js';
import { registerBenchCommand } from './bench/bench.command.js';
import { registerLevelRuleCommands } from './archive/level-rule.command.js';
import { registerCalendarCommands } from './calendar/calendar.command.js';
import { makeLog, PinoLogger } from './config/pino-logger.adapter.js';
import type { SettingsPart } from './config/settings.js';
import { registerDoctorCommand } from './console/doctor.command.js';
import { ClockSync } from './database/clock-sync.service.js';
import { openDatabase, type OpenDatabase } from './database/open-database.adapter.js';
import { migrateIfEmpty, refuseOtherSchema } from './database/schema.service.js';
import type { RunCommand } from './kernel/command.js';
import { registerSendingCommand } from './dispatch/sending.command.js';
import { installPackagedOnce } from './install-packaged.js';
import { startService } from './main.js';
import { registerMigrateCommand } from './migrate.command.js';
import { registerCalendarImport } from './planning/calendar-import.command.js';
import { registerCampaignCommands } from './planning/campaign.command.js';
import { registerRebalanceCommand } from './planning/rebalance.command.js';
import { registerBounceCommand } from './responses/bounce.command.js';
import { registerReportCommand } from './reports/report.command.js';
import { registerRehearsalCommand } from './sandbox/rehearsal.command.js';
import { openScratch } from './open-scratch.js';
import { sendFromScratch } from './send-from-scratch.js';
import { serveScratch } from './serve-scratch.js';
import { type CommandState, DONE, REFUSED, reportFailure, runOpened, WRONG_USAGE, writeLine } from './run-command.js';

/** Runs one command line and answers with the exit status (0 done, 1 refused, 2 wrong usage). */
export async function main(argv: readonly string[]): Promise<number> {
  const state = { status: DONE };
  const program = buildProgram(state);
  const options = { json: argv.includes('--json') };
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return state.status;
  } catch (error) {
    if (error instanceof CommanderError) return answerUsage(error, options.json);
    await reportFailure(error, options);
    return REFUSED;
  }
}

/** Commander has said on standard error what is wrong. */
async function answerUsage(error: CommanderError, asJson: boolean): Promise<number> {
  if (error.exitCode === 0) return DONE;
  const message = error.message.replace(/^error: /, '');
  if (asJson) await writeLine(JSON.stringify({ error: { code: 'wrong-usage', message } }, null, 2));
  return WRONG_USAGE;
}

function buildProgram(state: CommandState): Command {
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
  registerMigrateCommand(program, state);
  const run = (parts: readonly SettingsPart[]): RunCommand => makeRunner(parts, state);
  registerAccountCommands(program, run([]));
  registerArchiveCommands(program, run([]));
  registerLevelRuleCommands(program, run([]));
  registerCalendarCommands(program, run([]));
  registerCalendarImport(program, run([]));
  registerCampaignCommands(program, run(['providers']));
  registerRebalanceCommand(program, run([]));
  registerRehearsalCommand(program, run(['providers']));
  registerSendingCommand(program, run([]));
  registerBounceCommand(program, run(['providers']));
  registerReportCommand(program, run([]));
  registerBenchCommand(program, run(['http', 'providers']), { openScratch, serveScratch, sendFromScratch });
  registerDoctorCommand(program, run(['http', 'providers']));
  return program;
}

/** Each command opens only what it uses. */
function makeRunner(parts: readonly SettingsPart[], state: CommandState): RunCommand {
  return (options, work) =>
    runOpened(
      options,
      state,
      () => openServices(parts),
      ({ app }) => work(app, writeLine),
    );
}

interface OpenServices {
  readonly app: INestApplicationContext;
  close(): Promise<void>;
}

async function openServices(parts: readonly SettingsPart[]): Promise<OpenServices> {
  const open = await openDatabase(parts);
  for (const notice of open.notices) process.stderr.write(`${notice}\n`);
  try {
    if (open.isEmbedded) await migrateIfEmpty(open.database);
    else await refuseOtherSchema(open.database);
    const app = await NestFactory.createApplicationContext(AppModule.with(open.settings, open.database), {
      logger: new PinoLogger(makeLog(open.settings.logLevel === 'info' ? 'warn' : open.settings.logLevel)),
      abortOnError: false,
    });
    await app.get(ClockSync).refresh();
    if (open.isEmbedded) await installPackagedOnce(app);
    return { app, close: closeBoth(app, open) };
  } catch (error) {
    await open.close();
    throw error;
  }
}

function closeBoth(app: INestApplicationContext, open: OpenDatabase): () => Promise<void> {
  let closing: Promise<void> | null = null;
  return () => (closing ??= app.close().finally(() => open.close()));
}
