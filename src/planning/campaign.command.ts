import type { Command } from 'commander';
import { CampaignService } from '../campaigns/campaign.service.js';
import { describe, type CommandOptions, type RunCommand, type Services } from '../kernel/command.js';
import { InputError } from '../kernel/faults.js';
import { readId } from '../kernel/read-id.js';
import { readJson } from '../kernel/read-json.adapter.js';
import { CampaignContactsReadModel } from './campaign-contacts.read-model.js';
import { CampaignRunService } from './campaign-run.service.js';
import { registerCampaignExplain, registerExplain } from './explain.command.js';
import { LedgerReadModel } from './ledger.read-model.js';
import { PlanService } from './plan.service.js';
import { tellFailed, tellVerification } from './tell-verification.js';
import { VerifyPlanService } from './verify-plan.service.js';

const ACTOR = 'cli';

/** `campaign …`, `plan`, `launch`, `pause`, `resume`, `cancel`, `explain …` and `verify plan`. */
export function registerCampaignCommands(program: Command, run: RunCommand): void {
  const campaign = program.command('campaign').description('campaigns: create, plan, launch, look');
  registerCreate(campaign, run);
  registerPlan(campaign, run);
  registerPlan(program, run);
  for (const parent of [campaign, program]) registerMoves(parent, run);
  registerStatus(campaign, run);
  registerContacts(campaign, run);
  registerShow(campaign, run);
  registerCampaignExplain(campaign, run);
  registerExplain(program, run);
  const verify = program.command('verify').description('check by independent code');
  verify
    .command('plan <id>')
    .description('the certificate and the books of a plan')
    .option('--json')
    .action((id: string, options: CommandOptions) =>
      run(options, async (services) => {
        const json = await services.get(VerifyPlanService).verify(campaignId(id));
        return { json, text: tellVerification(json), ...(json.ok ? {} : { failure: tellFailed(json) }) };
      }),
    );
}

function registerCreate(parent: Command, run: RunCommand): void {
  parent
    .command('create <file>')
    .description('a campaign from a JSON file')
    .option('--json')
    .action((file: string, options: CommandOptions) =>
      run(options, async (services) => {
        const made = await services.get(CampaignService).create(await readJson(file), ACTOR);
        const { name, state, surveyVersion, warnings } = made;
        const said = warnings.map((warning) => `Warning: ${describe(warning)}`);
        const text = [`Campaign ${made.id} "${name}" is a draft. Next: plan ${made.id}`, ...said].join('\n');
        return { json: { campaignId: made.id, name, state, surveyVersion, warnings }, text };
      }),
    );
}

function registerPlan(parent: Command, run: RunCommand): void {
  parent
    .command('plan <id>')
    .description('who is contacted by whom, when, and why; stores the plan')
    .option('--dry-run', 'say it without storing it')
    .option('--json')
    .action((id: string, options: CommandOptions & { dryRun?: boolean }) =>
      run(options, async (services) =>
        both(await services.get(PlanService).plan(campaignId(id), { dryRun: options.dryRun === true }, ACTOR)),
      ),
    );
}

const MOVES = {
  launch: 'make the plan run',
  pause: 'stop handing over',
  resume: 'go on after a pause',
  cancel: 'end the campaign; what has not left stays',
} as const;

function registerMoves(parent: Command, run: RunCommand): void {
  for (const [move, description] of Object.entries(MOVES) as [keyof typeof MOVES, string][]) {
    parent
      .command(`${move} <id>`)
      .description(description)
      .option('--json')
      .action((id: string, options: CommandOptions) =>
        run(options, async (services) => both(await services.get(CampaignRunService)[move](campaignId(id), ACTOR))),
      );
  }
}

function registerStatus(parent: Command, run: RunCommand): void {
  parent
    .command('status <id>')
    .description('the ledger')
    .option('--json')
    .action((id: string, options: CommandOptions) =>
      run(options, async (services) => both(await services.get(LedgerReadModel).status(campaignId(id)))),
    );
}

function registerShow(parent: Command, run: RunCommand): void {
  parent
    .command('show <id>')
    .description('its definition, and the hash of its audience')
    .option('--json')
    .action((id: string, options: CommandOptions) =>
      run(options, async (services) => both(await services.get(CampaignService).head(campaignId(id)))),
    );
}

function registerContacts(parent: Command, run: RunCommand): void {
  parent
    .command('contacts <id>')
    .description('every planned attempt, one a line')
    .requiredOption('--format <format>', 'ndjson')
    .action((id: string, options: { format: string }) =>
      run({}, async (services, print) => {
        if (options.format !== 'ndjson') {
          throw new InputError([{ field: 'format', code: 'unknown', message: 'the only format is ndjson' }]);
        }
        await printContacts(services, campaignId(id), print);
        return null;
      }),
    );
}

async function printContacts(services: Services, id: number, print: (line: string) => Promise<void>): Promise<void> {
  for await (const line of services.get(CampaignContactsReadModel).contacts(id)) await print(JSON.stringify(line));
}

function both(json: unknown) {
  return { json, text: describe(json) };
}

function campaignId(text: string): number {
  return readId(text, 'campaign');
}
