import { Option } from 'commander';
import type { Command } from 'commander';
import { describe } from '../kernel/command.js';
import type { RunCommand } from '../kernel/command.js';
import { CHANNELS } from '../kernel/words.js';
import { CalendarService } from './calendar.service.js';

interface AllowedOptions {
  readonly channel: string;
  readonly policy: string;
  readonly zone: readonly string[];
  readonly at: string;
  readonly holidayCampaign?: boolean;
  readonly json?: boolean;
}

/** `allowed`. */
export function registerCalendarCommands(program: Command, run: RunCommand): void {
  program
    .command('allowed')
    .description('may a customer be contacted then; if not, why and when next')
    .addOption(new Option('--channel <channel>').choices(CHANNELS).makeOptionMandatory())
    .requiredOption('--policy <id>', 'the contact policy')
    .requiredOption('--zone <zone>', 'a time zone of the customer; may be repeated', collect)
    .requiredOption('--at <time>', 'an instant, or a wall-clock time in the first zone')
    .option('--holiday-campaign', 'a campaign with holiday windows')
    .option('--json')
    .action((options: AllowedOptions) =>
      run(options, async (services) => {
        const { channel, policy, zone: zones, at, holidayCampaign = false } = options;
        const answer = await services.get(CalendarService).allowed({ channel, policy, zones, at, holidayCampaign });
        return { json: answer, text: describe(answer) };
      }),
    );
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
