import type { Command } from 'commander';
import type { CommandOptions, RunCommand } from '../kernel/command.js';
import { LevelRuleService } from './level-rule.service.js';
import type { LevelRule } from './level-rule.js';

const ACTOR = 'cli';

/** `level-rule …`. */
export function registerLevelRuleCommands(program: Command, run: RunCommand): void {
  const rule = program.command('level-rule').description('which team or skill serves a member level');
  rule
    .command('list')
    .option('--json')
    .action((options: CommandOptions) =>
      run(options, async (services) => {
        const rules = await services.get(LevelRuleService).list();
        return { json: { rules }, text: rules.map(sayRule).join('\n') || 'No level has a rule.' };
      }),
    );
  rule
    .command('set <level>')
    .description('customers of this level go to this team, or to agents with this skill, and to nobody else')
    .option('--team <team>')
    .option('--skill <skill>')
    .option('--json')
    .action((memberLevel: string, options: CommandOptions & { readonly team?: string; readonly skill?: string }) =>
      run(options, async (services) => {
        const wanted = { memberLevel, team: options.team ?? null, skill: options.skill ?? null };
        const saved = await services.get(LevelRuleService).save(wanted, ACTOR);
        return { json: saved, text: sayRule(saved) };
      }),
    );
  rule
    .command('remove <level>')
    .option('--json')
    .action((memberLevel: string, options: CommandOptions) =>
      run(options, async (services) => {
        await services.get(LevelRuleService).remove(memberLevel, ACTOR);
        return { json: { memberLevel }, text: `Anybody may serve ${memberLevel}.` };
      }),
    );
}

function sayRule({ memberLevel, team, skill }: LevelRule): string {
  const asked = [team === null ? '' : `team ${team}`, skill === null ? '' : `skill ${skill}`].filter(
    (one) => one !== '',
  );
  return `${memberLevel}: ${asked.join(', ')}`;
}
