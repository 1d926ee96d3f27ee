import { LEDGER_PARTS } from '../../kernel/words.js';
import type { Reason } from '../../kernel/reason.js';
import type { RebalanceBlocked, RebalanceMove, RebalancePreview } from '../../planning/rebalance-preview.js';
import type { HandOverAgent } from './hand-over-targets.js';
import type { HandOverBatch, HandOverFilter } from './hand-over.read-model.js';

/** What somebody asks: which visits, and to whom (an agent's number, or `team:NAME`). */
export interface HandOverWish extends HandOverFilter {
  readonly to: string;
  /** Appointments and begun visits go too; they keep their time. */
  readonly fixed: boolean;
}

interface Option {
  readonly value: string;
  readonly label?: string;
  readonly labelKey?: string;
}

/** What would move, as much of it as a page shows. */
export interface HandOverPreview extends Omit<RebalancePreview, 'moves' | 'retimed'> {
  readonly shownMoves: readonly RebalanceMove[];
  readonly moreMoves: number;
  readonly shownRetimed: readonly RebalanceMove[];
  readonly retimedNumber: number;
  readonly shownBlocked: readonly RebalanceBlocked[];
  readonly moreBlocked: number;
  readonly isCut: boolean;
}

export interface HandOverPage {
  readonly options: Readonly<Record<'from' | 'to' | 'campaign' | 'part', readonly Option[]>>;
  readonly preview: HandOverPreview | null;
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

/** The preview as the page shows it: the first of what moves and of what cannot, and how many more; agents concerned. */
export function toPreview(preview: RebalancePreview, isCut = false): HandOverPreview {
  const { moves, retimed, ...rest } = preview;
  const shownBlocked = preview.blocked.slice(0, SHOWN);
  const shownMoves = moves.slice(0, SHOWN);
  return {
    ...rest,
    agents: preview.agents.filter(({ comes, goes }) => comes + goes > 0),
    shownMoves,
    moreMoves: moves.length - shownMoves.length,
    shownRetimed: retimed.slice(0, SHOWN),
    retimedNumber: retimed.length,
    shownBlocked,
    moreBlocked: preview.blocked.length - shownBlocked.length,
    isCut,
  };
}
