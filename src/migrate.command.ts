import { NestFactory } from '@nestjs/core';
import { Argument, type Command } from 'commander';
import { AppModule } from './app.module.js';
import { openDatabase, type OpenDatabase } from './database/open-database.adapter.js';
import { migrateDown, migrateUp, migrationStatus } from './database/schema.service.js';
import { installPackaged } from './install-packaged.js';
import type { CommandOptions } from './kernel/command.js';
import { type CommandState, runOpened } from './run-command.js';

/** `migrate [up|down|status]`. */
export function registerMigrateCommand(program: Command, state: CommandState): void {
  program
    .command('migrate')
    .description('bring the database up to this program, one step back, or say where it stands')
    .addArgument(new Argument('[direction]').choices(['up', 'down', 'status']).default('up'))
    .option('--json')
    .action((direction: 'up' | 'down' | 'status', options: CommandOptions) =>
      runOpened(
        options,
        state,
        () => openDatabase([]),
        async (open) => {
          for (const notice of open.notices) process.stderr.write(`${notice}\n`);
          const answer = await migrate(open, direction);
          return { json: answer, text: describeAnswer(answer) };
        },
      ),
    );
}

interface Answer {
  readonly ran: readonly string[];
  readonly applied: readonly string[];
  readonly pending: readonly string[];
}

async function migrate(open: OpenDatabase, direction: 'up' | 'down' | 'status'): Promise<Answer> {
  let ran: string[] = [];
  if (direction === 'up') {
    ran = await migrateUp(open.database);
    await installOn(open);
  } else if (direction === 'down') {
    const undone = await migrateDown(open.database);
    ran = undone === null ? [] : [undone];
  }
  const { applied, pending } = await migrationStatus(open.database);
  return { ran, applied, pending };
}

async function installOn(open: OpenDatabase): Promise<void> {
  const app = await NestFactory.createApplicationContext(AppModule.with(open.settings, open.database), {
    logger: ['error'],
    abortOnError: false,
  });
  await installPackaged(app);
  await app.close();
}

function describeAnswer(answer: Answer): string {
  const lines = answer.ran.map((name) => `ran ${name}`);
  lines.push(
    `${answer.applied.length} applied, ${answer.pending.length} pending${answer.pending.map((name) => `\n  ${name}`).join('')}`,
  );
  return lines.join('\n');
}
