import type { Agent } from '../../archive/agent.js';
import { mayServeLevel } from '../../archive/level-rule.js';
import type { LevelDemand, LevelRule } from '../../archive/level-rule.js';
import type { RowCount } from '../row-count.read-model.js';

/** The fields of the form, as they also stand in the URL of a level that is looked at. */
export const LEVEL_FIELDS = ['memberLevel', 'team', 'skill'] as const;
export type LevelFields = Readonly<Partial<Record<(typeof LEVEL_FIELDS)[number], string | undefined>>>;

/** What is known of a member level besides its rule. */
export interface LevelUse {
  readonly memberLevel: string;
  readonly customers: RowCount;
}

/** A line of the list: who serves the level, and how many agents and customers that is. */
export interface LevelLine extends LevelRule {
  readonly customers: RowCount;
  readonly agents: number;
  readonly isRule: boolean;
  readonly href: string;
}

/** Who serves which member level: every level that a customer or a rule has, those with a rule first. */
export function toLevelLines(
  uses: readonly LevelUse[],
  rules: readonly LevelRule[],
  agents: readonly Agent[],
): LevelLine[] {
  const asked = new Map(rules.map((rule) => [rule.memberLevel, rule]));
  const lines = uses.map(({ memberLevel, customers }) => {
    const { team, skill } = asked.get(memberLevel) ?? { team: null, skill: null };
    return {
      ...{ memberLevel, team, skill, customers },
      agents: countAgents(agents, { team, skill }),
      isRule: asked.has(memberLevel),
      href: `/rules/levels?${new URLSearchParams({ memberLevel }).toString()}#level-form`,
    };
  });
  return lines.sort((a, b) => Number(b.isRule) - Number(a.isRule));
}

/** How many of these agents may serve a level of which this is asked. */
export function countAgents(agents: readonly Agent[], demand: LevelDemand): number {
  return agents.filter((agent) => mayServeLevel(agent, demand)).length;
}

/** What can be asked: the teams and the skills that an active agent has, by name. */
export function levelChoices(agents: readonly Agent[]) {
  const options = (texts: readonly (string | null)[]) =>
    [...new Set(texts.filter((text) => text !== null && text !== ''))].sort().map((value) => ({ value, label: value }));
  return { teams: options(agents.map(({ team }) => team)), skills: options(agents.flatMap(({ skills }) => skills)) };
}

/** The form as it opens: the rule of the level that is asked for, overlaid by what the URL says besides. */
export function openedFields(fields: LevelFields, rules: readonly LevelRule[]): LevelFields {
  const rule = rules.find(({ memberLevel }) => memberLevel === fields.memberLevel);
  const isBare = fields.team === undefined && fields.skill === undefined;
  return rule && isBare ? { ...fields, team: rule.team ?? '', skill: rule.skill ?? '' } : fields;
}

/** What the form asks for; null as long as it names no level, or asks for nothing. */
export function demandOf({ memberLevel = '', team = '', skill = '' }: LevelFields): LevelRule | null {
  if (memberLevel.trim() === '' || (team === '' && skill === '')) return null;
  return { memberLevel: memberLevel.normalize('NFC').trim(), team: team || null, skill: skill || null };
}
