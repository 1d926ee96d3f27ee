import { Command } from 'commander';
import type { CommandOutput, RunCommand, Services } from '../kernel/command.js';
import { registerCalendarCommands } from './calendar.command.js';
import type { AllowedQuestion } from './calendar.service.js';

/** Runs a command line on a calendar that only remembers what it was asked. */
async function run(...line: string[]) {
  const asked: unknown[] = [];
  const outputs: (CommandOutput | null)[] = [];
  const calendar = {
    allowed: (question: AllowedQuestion) => Promise.resolve(asked.push(question) && { allowed: false, next: null }),
  };
  const services: Services = { get: <T>() => calendar as T };
  const runner: RunCommand = async (_, work) => {
    outputs.push(await work(services, () => Promise.resolve()));
  };
  const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  registerCalendarCommands(program, runner);
  for (const command of program.commands) command.exitOverride();
  await program.parseAsync(line, { from: 'user' });
  return { asked, outputs };
}

const CALL = ['allowed', '--channel', 'call', '--policy', 'CN-default', '--at', '2026-11-23 08:59'];

describe('commands about rest hours', () => {
  it('ask about every zone that is named', async () => {
    const { asked, outputs } = await run(...CALL, '--zone', 'Asia/Shanghai', '--zone', 'Asia/Urumqi', '--json');
    expect(asked).toEqual([
      {
        channel: 'call',
        policy: 'CN-default',
        zones: ['Asia/Shanghai', 'Asia/Urumqi'],
        at: '2026-11-23 08:59',
        holidayCampaign: false,
      },
    ]);
    expect(outputs[0]?.json).toEqual({ allowed: false, next: null });
  });

  it('ask for a holiday campaign when told to', async () => {
    const { asked } = await run(...CALL, '--zone', 'Asia/Shanghai', '--holiday-campaign');
    expect(asked).toEqual([expect.objectContaining({ holidayCampaign: true })]);
  });

  it('are wrongly used without a zone, or with a channel that there is not', async () => {
    await expect(run(...CALL)).rejects.toMatchObject({ code: 'commander.missingMandatoryOptionValue' });
    await expect(run(...CALL, '--channel', 'fax', '--zone', 'Asia/Shanghai')).rejects.toMatchObject({
      code: 'commander.invalidArgument',
    });
  });
});
