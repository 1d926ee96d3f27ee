import type { Command } from 'commander';
import { CampaignService } from '../campaigns/campaign.service.js';
import { describe, type CommandOptions, type RunCommand } from '../kernel/command.js';
import { readId } from '../kernel/read-id.js';
import { RehearsalService } from './rehearsal.service.js';
import { SampleService } from './sample.service.js';
import { sayRehearsal } from './say-rehearsal.js';

/** `campaign rehearse`: the campaign run ahead, and one real sample of each message in the sandbox. */
export function registerRehearsalCommand(program: Command, run: RunCommand): void {
  const campaign = program.commands.find((command) => command.name() === 'campaign') ?? program.command('campaign');
  campaign
    .command('rehearse <id>')
    .description('run it ahead in memory: timeline, load per agent and day, expected responses; nothing is written')
    .option('--samples', 'instead, put one real sample of each message into the sandbox')
    .option('--json')
    .action((text: string, options: CommandOptions & { samples?: boolean }) =>
      run(options, async (services) => {
        const found = await services.get(CampaignService).get(readId(text, 'campaign'));
        if (options.samples === true) {
          const json = { campaignId: found.id, samples: await services.get(SampleService).send(found) };
          return { json, text: describe(json) };
        }
        const rehearsal = await services.get(RehearsalService).rehearse(found);
        return { json: { campaignId: found.id, ...rehearsal }, text: sayRehearsal(rehearsal) };
      }),
    );
}
