import type { Command } from 'commander';
import { describe, type CommandOptions, type RunCommand } from '../kernel/command.js';
import { readId } from '../kernel/read-id.js';
import { RebalanceService } from './rebalance.service.js';

const ACTOR = 'cli';

/** `rebalance`: what would move (`--dry-run`), and the doing of it. */
export function registerRebalanceCommand(program: Command, run: RunCommand): void {
  program
    .command('rebalance')
    .description("even out live visits with the fewest moves, after an agent's leave, departure or arrival")
    .option('--agent <no>', 'what this agent’s leave, departure or arrival touches')
    .option('--campaign <id>', 'one campaign alone')
    .option('--dry-run', 'say it without doing it')
    .option('--token <token>', 'do it only if it is what the dry run with this token showed')
    .option('--json')
    .action((options: RebalanceOptions) =>
      run(options, async (services) => {
        const rebalancing = services.get(RebalanceService);
        const wish = {
          ...(options.agent === undefined ? {} : { agentNo: options.agent }),
          ...(options.campaign === undefined ? {} : { campaignId: readId(options.campaign, 'campaign') }),
          agentIds: null,
        };
        const preview = await rebalancing.preview(wish);
        const isDry = options.dryRun === true;
        const done = isDry ? null : await rebalancing.carryOut(wish, options.token ?? preview.token, ACTOR);
        const { number, moves, retimed, blocked, stays, agents, token } = preview;
        const told = moves.map(tell);
        const json = { dryRun: isDry, moved: done?.moved ?? 0, wouldMove: number, token, stays, agents, moves: told };
        const all = { ...json, retimed: retimed.map(tell), blocked };
        return { json: all, text: describe({ ...all, moves: told.length, retimed: retimed.length }) };
      }),
    );
}

interface RebalanceOptions extends CommandOptions {
  readonly agent?: string;
  readonly campaign?: string;
  readonly dryRun?: boolean;
  readonly token?: string;
}

function tell({ visitId, campaignId, customerNo, fromAgentNo, toAgentNo, at, reason }: Told): object {
  return { visitId, campaignId, customerNo, fromAgentNo, toAgentNo, at, reason };
}

type Told = Awaited<ReturnType<RebalanceService['preview']>>['moves'][number];
