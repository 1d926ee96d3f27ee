import type { Command } from 'commander';
import { CampaignService } from '../campaigns/campaign.service.js';
import { describe, type CommandOptions, type RunCommand } from '../kernel/command.js';
import { readId } from '../kernel/read-id.js';
import { PlanExplanationReadModel, type CustomerExplanation } from './plan-explanation.read-model.js';

/** `campaign explain` below `campaign`: what the plan says of one customer. */
export function registerCampaignExplain(campaign: Command, run: RunCommand): void {
  registerCustomer(campaign, 'explain', run);
}

/** `explain customer|visit|attempt`: why it is so, by whichever number is at hand. */
export function registerExplain(program: Command, run: RunCommand): void {
  const explain = program.command('explain').description('why included, why this agent, why this minute');
  registerCustomer(explain, 'customer', run);
  explain
    .command('visit <id>')
    .description('one visit of a plan')
    .option('--json')
    .action((id: string, options: CommandOptions) =>
      run(options, async (services) =>
        both(await services.get(PlanExplanationReadModel).explainVisit(readId(id, 'visit'))),
      ),
    );
  explain
    .command('attempt <id>')
    .description('one attempt, and the visit that it belongs to')
    .option('--json')
    .action((id: string, options: CommandOptions) =>
      run(options, async (services) =>
        both(await services.get(PlanExplanationReadModel).explainAttempt(readId(id, 'attempt'))),
      ),
    );
}

function registerCustomer(parent: Command, name: string, run: RunCommand): void {
  parent
    .command(`${name} <campaignId> <customerNo>`)
    .description('what the plan says of one customer, and why')
    .option('--json')
    .action((id: string, customerNo: string, options: CommandOptions) =>
      run(options, async (services) => {
        const { id: campaignId } = await services.get(CampaignService).head(readId(id, 'campaign'));
        return both(await services.get(PlanExplanationReadModel).explainCustomer(campaignId, customerNo));
      }),
    );
}

function both(json: CustomerExplanation) {
  return { json, text: describe(inWords(json)) };
}

/** The same with each reason as its sentence. */
function inWords(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inWords);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if ('texts' in value) return (value.texts as Record<string, string>)['en'];
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, inWords(part)]));
}
