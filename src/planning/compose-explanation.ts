import type { Reason } from '../kernel/reason.js';
import { whyUnavailable } from './agent-availability.js';
import { compareAgents, type ComparedAgent, type ComparedAgents } from './compare-agents.js';
import { explainInclusion } from './explain-inclusion.js';
import type { WindowOfDay } from './explain-minute.js';
import { decidingPolicy, rolledWeek, type DecidingPolicy, type HoursFrame } from './explanation-question.js';
import type { AgentRow, AttemptRow, ExclusionRow, VisitRow } from './explanation-rows.read-model.js';
import { listRejectedRungs } from './rejected-rungs.js';
import { tellReason, type Teller, type ToldReason } from './tell-reason.js';

/** Everything that the rows of one customer are explained by. */
export interface ExplanationFrame extends HoursFrame {
  readonly campaignId: number;
  readonly agents: readonly AgentRow[];
  readonly organisationZone: string;
  readonly teller: Teller;
}

/** What a visit and an exclusion have in common: the occasion, why it was looked at, and by which rules. */
interface Explained {
  readonly occasion: string;
  readonly planVersion: number;
  readonly policy: DecidingPolicy | null;
  /** Why the customer belongs to the audience. */
  readonly included: readonly ToldReason[];
  /** Channels of the campaign that this customer cannot be reached on. */
  readonly rejectedRungs: readonly { readonly channel: string; readonly reasons: readonly ToldReason[] }[];
  /** Who might have made the visit, and why it was this one or not; null where no agent was looked for. */
  readonly candidates: ExplainedCandidates | null;
}

/** As ComparedAgents, with the words of each reason. */
export interface ExplainedCandidates extends Omit<ComparedAgents, 'shown'> {
  readonly shown: readonly (Omit<ComparedAgent, 'reason'> & { readonly reason: ToldReason })[];
}

/** A planned visit of a customer: who, when, and why. */
export interface ExplainedVisit extends Explained {
  readonly visitId: number;
  readonly state: string;
  readonly agentNo: string | null;
  readonly ladder: readonly string[];
  readonly dueAt: Date;
  readonly rolledDueAt: Date;
  readonly weekDueAt: Date | null;
  /** Null where the one-week clock does not run. */
  readonly weekRolledDueAt: Date | null;
  readonly zones: readonly string[];
  readonly reasons: readonly ToldReason[];
  readonly attempts: readonly ExplainedAttempt[];
}

export interface ExplainedAttempt {
  readonly attemptId: number;
  readonly channel: string;
  readonly state: string;
  readonly scheduledAt: string | null;
  readonly reasons: readonly ToldReason[];
  /** Null for an attempt without a time. */
  readonly minute: ExplainedMinute | null;
}

/** Why this minute of its day. */
export interface ExplainedMinute {
  readonly windows: readonly WindowOfDay[];
  /** The neighbours in the campaign's channel, of a call in the agent's day; null where there is none, or it is over. */
  readonly before: string | null;
  readonly after: string | null;
  readonly reasons: readonly ToldReason[];
}

/** Why a customer is left out: the decisive reason, and what else would have kept them out. */
export interface ExplainedExclusion extends Explained {
  readonly reason: ToldReason;
  readonly also: readonly ToldReason[];
}

export function explainVisit(
  row: VisitRow,
  attempts: readonly ExplainedAttempt[],
  frame: ExplanationFrame,
): ExplainedVisit {
  const { visitId, state, agentNo, ladder, dueAt, rolledDueAt, weekDueAt, zones, reasons } = row;
  return {
    ...{ visitId, state, agentNo, ladder, dueAt, rolledDueAt, weekDueAt, zones },
    ...common(row, ladder, reasons, frame),
    weekRolledDueAt: rolledWeek(row, frame),
    reasons: tell(reasons, frame),
    candidates: candidatesOf(row, reasons, dueAt, frame),
    attempts,
  };
}

export function explainAttempt(
  { attemptId, channel, state, scheduledAt, reasons }: AttemptRow,
  minute: ExplainedMinute | null,
  teller: Teller,
): ExplainedAttempt {
  return { attemptId, channel, state, scheduledAt, reasons: reasons.map((why) => tellReason(why, teller)), minute };
}

export function explainExclusion(row: ExclusionRow, frame: ExplanationFrame): ExplainedExclusion {
  const { reason: decisive, also } = row;
  const isOfAgents = decisive.code === 'unplaced-no-agent' || decisive.code === 'unplaced-capacity';
  return {
    ...common(row, [], [decisive, ...also], frame),
    reason: tellReason(decisive, frame.teller),
    also: tell(also, frame),
    candidates: isOfAgents ? candidatesOf(row, [], null, frame) : null,
  };
}

function common(
  row: VisitRow | ExclusionRow,
  ladder: readonly string[],
  reasons: readonly Reason[],
  frame: ExplanationFrame,
): Omit<Explained, 'candidates'> {
  const { campaign, customer } = frame;
  const { occasion, planVersion, service, closedAt } = row;
  const { segment, standing } = campaign;
  const facts = { segment, standing, occasion, service, closedAt, intervalDays: customer.intervalDays };
  const onLadder = campaign.ladder.map(({ channel }) => channel);
  const rejected = listRejectedRungs(onLadder, ladder, reasons).filter((rung) => rung.reasons.length > 0);
  return {
    occasion,
    planVersion,
    policy: decidingPolicy(row, frame),
    included: tell(explainInclusion(facts), frame),
    rejectedRungs: rejected.map((rung) => ({ channel: rung.channel, reasons: tell(rung.reasons, frame) })),
  };
}

/** `until`: up to when an agent on leave is away; null: the plan's beginning alone. */
function candidatesOf(
  { planVersion, plannedAt }: VisitRow | ExclusionRow,
  reasons: readonly Reason[],
  until: Date | null,
  frame: ExplanationFrame,
): ExplainedCandidates {
  const { campaign, customer, agents, organisationZone: zone } = frame;
  const planned = reasons.find(({ code }) => code.startsWith('agent-'));
  const chosen = planned?.params['agentNo'];
  const isKept = campaign.sharesOf === planVersion && campaign.shares !== null;
  const start = campaign.startAt > plannedAt ? campaign.startAt : plannedAt;
  const span = { wanted: { start, end: new Date(Math.max(until?.getTime() ?? 0, start.getTime() + 1)) }, zone };
  const compared = compareAgents({
    agents: agents.map((agent) => ({ ...agent, unavailable: whyUnavailable(agent, span) })),
    loads: isKept ? new Map((campaign.shares ?? []).map((share) => [share.agentNo, share])) : null,
    demand: {
      skill: customer.requiredSkill,
      language: customer.language,
      region: customer.province,
      notServedBy: campaign.options.noSelfSurvey === true ? customer.lastServedBy : null,
    },
    chosen: typeof chosen === 'string' ? chosen : null,
    isOwners: planned?.code === 'agent-owner',
  });
  const shown = compared.shown.map((agent) => ({ ...agent, reason: tellReason(agent.reason, frame.teller) }));
  return { ...compared, shown };
}

function tell(reasons: readonly Reason[], { teller }: ExplanationFrame): ToldReason[] {
  return reasons.map((why) => tellReason(why, teller));
}
