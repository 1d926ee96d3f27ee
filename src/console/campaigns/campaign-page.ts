import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import type { Approval } from '../../access/approval.service.js';
import { canDo } from '../../access/permissions.js';
import { localInstant } from '../../archive/local-instant.js';
import type { Campaign, CampaignWithoutPlan } from '../../campaigns/campaign.js';
import type { Rung } from '../../campaigns/campaign-definition.js';
import type { JobProgress } from '../../jobs/job-queue.service.js';
import type { PlanSummary } from '../../planning/plan-summary.js';
import type { CampaignCard } from '../campaign-card.js';
import type { AgentFigures, DayFigures } from './campaign-figures.read-model.js';
import { share } from './consequence.js';

/** The tabs of a campaign: its name in the address, '' for the first. */
export const TABS = ['', 'agents', 'exclusions', 'attempts', 'rows', 'how'] as const;
export type Tab = (typeof TABS)[number];

/** A command of a campaign's life. */
export type Move = 'launch' | 'pause' | 'resume' | 'cancel' | 'close';

/** A wish for a second person's agreement, and whether the reader may decide it. */
export interface ApprovalView {
  readonly id: number;
  readonly state: 'waiting' | 'approved' | 'refused';
  readonly textKey: string;
  readonly askedBy: string;
  readonly askedAt: Date;
  readonly decidedBy: string;
  readonly note: string | null;
  readonly mayDecide: boolean;
}

/** What stands above every tab of a campaign. */
export interface CampaignHead {
  readonly id: number;
  readonly card: CampaignCard;
  readonly purposeKey: string;
  readonly survey: string | null;
  readonly policyId: string;
  readonly assignmentKey: string;
  readonly ladder: readonly (Rung & { readonly channelKey: string })[];
  readonly holidayWindows: boolean;
  readonly startAt: Date;
  readonly deadlineAt: Date;
  readonly createdBy: string;
  readonly approval: ApprovalView | null;
  readonly progress: JobProgress;
  /** What may be done now by who looks; the first is the next step. */
  readonly moves: readonly { readonly move: Move; readonly labelKey: string; readonly href: string }[];
  readonly mayPlan: boolean;
  readonly planKey: string;
  readonly mayEdit: boolean;
  readonly tabs: readonly { readonly href: string; readonly labelKey: string; readonly current: boolean }[];
  /** A reason code behind it leads to the rows that it holds. */
  readonly excludedHref: string;
  readonly deferredHref: string;
  /** Rows are those of the reader's teams only. */
  readonly isScoped: boolean;
}

const MOVES: Readonly<Record<Campaign['state'], readonly Move[]>> = {
  draft: ['cancel'],
  planned: ['launch', 'cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  completed: ['close'],
  cancelled: ['close'],
  archived: [],
};

/** The head of a campaign's page for an account. */
export function toHead(
  found: {
    readonly campaign: CampaignWithoutPlan;
    readonly card: CampaignCard;
    readonly approval: Approval | null;
    readonly progress: JobProgress;
  },
  account: Account,
  tab: Tab | null,
): CampaignHead {
  const { campaign, card, approval, progress } = found;
  const mayWrite = canDo(account.role, 'campaigns.write');
  const isBefore = campaign.state === 'draft' || campaign.state === 'planned';
  return {
    id: campaign.id,
    card,
    purposeKey: `console.campaigns.purpose.${campaign.purpose}`,
    survey: campaign.surveyId === null ? null : `${campaign.surveyId} v${campaign.surveyVersion ?? ''}`,
    policyId: campaign.policyId,
    assignmentKey: `campaign.assignment.${campaign.assignment}`,
    ladder: campaign.ladder.map((rung) => ({ ...rung, channelKey: `console.channel.${rung.channel}` })),
    holidayWindows: campaign.holidayWindows,
    startAt: campaign.startAt,
    deadlineAt: campaign.deadlineAt,
    createdBy: nameOf(campaign.createdBy),
    approval: isBefore && approval ? toApproval(approval, account) : null,
    progress,
    moves: movesOf(campaign, account),
    mayPlan: mayWrite && isBefore,
    planKey: campaign.state === 'draft' ? 'console.campaigns.do.plan' : 'console.campaigns.do.plan-again',
    mayEdit: mayWrite && isBefore,
    tabs: TABS.map((name) => ({
      href: name === '' ? `/campaigns/${campaign.id}` : `/campaigns/${campaign.id}/${name}`,
      labelKey: `console.campaigns.tab.${name === '' ? 'overview' : name}`,
      current: name === tab,
    })),
    excludedHref: `/campaigns/${campaign.id}/rows?part=excluded&reason=`,
    deferredHref: `/campaigns/${campaign.id}/attempts?deferred=`,
    isScoped: account.role === 'supervisor' && (account.teamAgentIds ?? null) !== null,
  };
}

function movesOf({ id, state }: CampaignWithoutPlan, { role }: Account): CampaignHead['moves'] {
  return MOVES[state]
    .filter((move) => canDo(role, move === 'close' ? 'reports.close' : 'campaigns.write'))
    .map((move) => ({ move, labelKey: `console.campaigns.do.${move}`, href: `/campaigns/${id}/do/${move}` }));
}

function toApproval(approval: Approval, account: Account): ApprovalView {
  const state = approval.decision ?? 'waiting';
  return {
    id: approval.id,
    state,
    textKey: `console.campaigns.approval.${state}`,
    askedBy: nameOf(approval.askedBy),
    askedAt: approval.askedAt,
    decidedBy: nameOf(approval.decidedBy ?? ''),
    note: approval.note,
    mayDecide: state === 'waiting' && canDo(account.role, 'approvals.decide') && approval.askedBy !== actorOf(account),
  };
}

/** Who acted, without the word before the name. */
export function nameOf(actor: string): string {
  return actor.replace(/^user:/, '');
}

/** A day of the timeline: three bars on one scale, from zero. */
export interface DayLine {
  readonly at: Date;
  readonly planned: number;
  readonly sent: number;
  readonly answered: number;
  readonly plannedWidth: number;
  readonly sentWidth: number;
  readonly answeredWidth: number;
}

/** The days of a campaign as bars. */
export function toDays(days: readonly DayFigures[], zone: string): DayLine[] {
  const longest = Math.max(0, ...days.flatMap(({ planned, sent, answered }) => [planned, sent, answered]));
  return days.map(({ date, planned, sent, answered }) => ({
    at: localInstant(date, 0, zone, 'start'),
    planned,
    sent,
    answered,
    plannedWidth: share(planned, longest),
    sentWidth: share(sent, longest),
    answeredWidth: share(answered, longest),
  }));
}

/** An agent's line: what was held before, what the plan gave, what is done and what remains. */
export interface AgentLine extends AgentFigures {
  /** Null where the last plan does not name the agent. */
  readonly held: number | null;
  readonly quota: number | null;
  readonly remaining: number;
  readonly doneWidth: number;
  readonly remainingWidth: number;
}

/** The agents who have visits now beside those of the plan; `numbers` are the reader's, null all. */
export function toAgents(
  figures: readonly AgentFigures[],
  plan: PlanSummary | null,
  numbers: ReadonlySet<string> | null,
): AgentLine[] {
  const planned = new Map((plan?.assignment.agents ?? []).map((agent) => [agent.agentNo, agent]));
  const without = [...planned.values()]
    .filter(({ agentNo }) => !figures.some((one) => one.agentNo === agentNo) && (numbers?.has(agentNo) ?? true))
    .map(({ agentNo, name }) => ({ agentNo, name, visits: 0, answered: 0, ended: 0 }));
  const all = [...figures, ...without].sort((a, b) => (a.agentNo < b.agentNo ? -1 : 1));
  const longest = Math.max(0, ...all.map(({ visits }) => visits));
  return all.map((agent) => ({
    ...agent,
    held: planned.get(agent.agentNo)?.held ?? null,
    quota: planned.get(agent.agentNo)?.quota ?? null,
    remaining: agent.visits - agent.ended,
    doneWidth: share(agent.ended, longest),
    remainingWidth: share(agent.visits - agent.ended, longest),
  }));
}

/** The measures of a split, short enough to be read. */
export function toMeasures({ assignment }: PlanSummary) {
  const { spread, spreadReason = null, gini, jain, certificate } = assignment;
  const { placed, unplaced, fixed, exchanges } = certificate;
  const cost = Math.round(certificate.cost);
  const measured = { spread, spreadReason, gini: gini.toFixed(3), jain: jain.toFixed(3) };
  return { ...measured, cost, placed, unplaced, fixed, exchanges };
}
