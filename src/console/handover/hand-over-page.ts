import { LEDGER_PARTS } from '../../kernel/words.js';
import type { Reason } from '../../kernel/reason.js';
import { MOST_VISITS } from './hand-over-limits.js';
import type { BlockedVisit, HandOverAgent, HandOverPlan } from './hand-over-plan.js';
import type { HandOverBatch, HandOverFilter } from './hand-over.read-model.js';

/** What somebody asks: which visits, and to whom (an agent's number, or `team:NAME`). */
export interface HandOverWish extends HandOverFilter {
  readonly to: string;
}

interface Option {
  readonly value: string;
  readonly label?: string;
  readonly labelKey?: string;
}

export interface HandOverPage {
  readonly options: Readonly<Record<'from' | 'to' | 'campaign' | 'part', readonly Option[]>>;
  readonly preview:
    | (HandOverPlan & {
        readonly shownBlocked: readonly BlockedVisit[];
        readonly moreBlocked: number;
        readonly isCut: boolean;
      })
    | null;
  readonly wish: HandOverWish;
  readonly toAgent: HandOverAgent | null;
  readonly batches: readonly HandOverBatch[];
  readonly refusal: Reason | null;
  /** The number that was confirmed is not the number any more. */
  readonly isStale: boolean;
}

const PARTS = LEDGER_PARTS.filter((part) => ['waiting', 'under_way', 'planned', 'held', 'in_doubt'].includes(part));
const SHOWN = 20;

/** Whether enough is said for a preview: from whom or which visits, and to whom. */
export function asksForPreview(wish: HandOverWish): boolean {
  return wish.to !== '' && (wish.from !== '' || wish.campaign !== null || wish.part !== '' || wish.due !== '');
}

/** The form's choices; agents with what they hold. */
export function listOptions(
  agents: readonly HandOverAgent[],
  campaigns: readonly { readonly id: number; readonly name: string }[],
  evenOver: (team: string) => string,
): HandOverPage['options'] {
  const labelled = (agent: HandOverAgent) => `${agent.agentNo} ${agent.name} · ${agent.held}`;
  const there = agents.filter((agent) => !agent.isAway);
  const teams = [...new Set(there.flatMap(({ team }) => (team === null ? [] : [team])))].sort();
  return {
    from: agents.map((agent) => ({ value: agent.agentNo, label: labelled(agent) })),
    to: [
      ...teams.map((team) => ({ value: `team:${team}`, label: evenOver(team) })),
      ...there.map((agent) => ({ value: agent.agentNo, label: labelled(agent) })),
    ],
    campaign: campaigns.map(({ id, name }) => ({ value: String(id), label: name })),
    part: PARTS.map((part) => ({ value: part, labelKey: `console.part.${part}` })),
  };
}

/** The plan as the page shows it: the first of what cannot move, and how many more. */
export function toPreview(plan: HandOverPlan, found: number): NonNullable<HandOverPage['preview']> {
  const shownBlocked = plan.blocked.slice(0, SHOWN);
  return { ...plan, shownBlocked, moreBlocked: plan.blocked.length - shownBlocked.length, isCut: found > MOST_VISITS };
}
