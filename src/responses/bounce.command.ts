import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { type CommandOptions, describe, type RunCommand } from '../kernel/command.js';
import { InputError } from '../kernel/faults.js';
import { LARGEST_MAIL, MailReportService } from './mail-report.service.js';

/** `bounce FILE|-`: for a mail server that pipes returned mail into a program. */
export function registerBounceCommand(program: Command, run: RunCommand): void {
  program
    .command('bounce <file>')
    .description('take a mail that came back, from a file or (with -) from standard input')
    .option('--to <address>', 'the address that it came to, where its headers do not say so')
    .option('--json')
    .action((file: string, options: CommandOptions & { readonly to?: string }) =>
      run(options, async (services) => {
        const raw = file === '-' ? await readStandardInput() : await readFile(file);
        if (raw.length === 0 || raw.length > LARGEST_MAIL) {
          const code = raw.length === 0 ? 'empty' : 'too-large';
          const message = `A returned mail has between one byte and ${LARGEST_MAIL}`;
          throw new InputError([{ field: 'file', code, message }]);
        }
        const envelopeTo = options.to ?? null;
        const result = await services.get(MailReportService).receive({ raw, envelopeTo, via: 'command' });
        return { json: result, text: describe(result) };
      }),
    );
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= LARGEST_MAIL + 1) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
