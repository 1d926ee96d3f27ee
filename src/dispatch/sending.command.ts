import type { Command } from 'commander';
import { type CommandOptions, type RunCommand } from '../kernel/command.js';
import { InputError } from '../kernel/faults.js';
import type { SendingHold } from '../planning/sending-hold.repository.js';
import { SettleRestore } from './settle-restore.service.js';

const ACTOR = 'command';

/** `sending status|hold|confirm`: whether anything is sent, before and after a database is restored. */
export function registerSendingCommand(program: Command, run: RunCommand): void {
  const sending = program
    .command('sending')
    .description('hold all sending around a restored database, and let it go on');
  sending
    .command('status')
    .description('whether all sending is held, and why')
    .option('--json')
    .action((options: CommandOptions) =>
      run(options, async (services) => {
        const { open, past } = await services.get(SettleRestore).status();
        return { json: { held: open !== null, open, past }, text: open === null ? 'Sending goes on.' : tell(open) };
      }),
    );
  sending
    .command('hold')
    .description('hold all sending until it is confirmed')
    .option('--json')
    .action((options: CommandOptions) =>
      run(options, async (services) => {
        await services.get(SettleRestore).hold(ACTOR);
        return { json: { held: true }, text: 'All sending is held. "revisit sending confirm" lets it go on.' };
      }),
    );
  sending
    .command('confirm')
    .description('this database is the one to go on with: what may have been sent comes in doubt, all else is sent')
    .option('--until <instant>', 'until when the lost database may have sent something; now, unless said')
    .option('--json')
    .action((options: CommandOptions & { readonly until?: string }) =>
      run(options, async (services) => {
        const until = options.until === undefined ? null : readInstant(options.until);
        await services.get(SettleRestore).confirm(ACTOR, until);
        const text = 'Confirmed. A running worker puts in doubt what may have been sent, and then goes on.';
        return { json: { confirmed: true, until }, text };
      }),
    );
}

function readInstant(text: string): Date {
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text) ? new Date(text) : null;
  if (at !== null && !Number.isNaN(at.getTime())) return at;
  throw new InputError([
    { field: 'until', code: 'not-an-instant', message: 'must be an instant such as 2026-11-24T01:00:00Z' },
  ]);
}

function tell({ cause, noticedAt, knownUntil, detail, confirmedAt }: SendingHold): string {
  const known =
    knownUntil === null
      ? 'It knows of nothing that was sent.'
      : `The newest thing it knows is of ${knownUntil.toISOString()}.`;
  const sent = detail['sentAt'] === undefined ? '' : ` A machine remembers a message sent at ${detail['sentAt']}.`;
  const next =
    confirmedAt === null ? ' "revisit sending confirm" lets it go on.' : ' It is confirmed: a worker settles it.';
  return `All sending is held since ${noticedAt.toISOString()} (${cause}). ${known}${sent}${next}`;
}
