import type { AgentDemand } from './eligible-agents.js';
import { isEligible } from './eligible-agents.js';
import { Interned } from './plan-columns.js';
import type { PlanAgent, TimeProfile } from './plan-input.js';
import type { FreeVisit } from './rebalance-board.js';
import type { RebalanceCampaign, RebalanceGroup } from './rebalance-collection.service.js';
import type { Stay } from './rebalance-preview.js';
import type { HeldVisit } from './rebalance-rows.read-model.js';

/** Whom a rebalance asks. */
export interface RebalanceChoice {
  /** Who may take visits; null = everybody. */
  readonly takers: ReadonlySet<number> | null;
  /** Owners' visits, appointments and begun visits go too: somebody picked exactly these. Their times stay. */
  readonly withOwners: boolean;
  readonly withFixed: boolean;
}

/** The visits of a group that may change hands, as the solver takes them, and why the others stay. */
export interface SortedVisits {
  readonly rows: readonly HeldVisit[];
  readonly visits: readonly FreeVisit[];
  readonly agentSets: readonly Int32Array[];
  readonly profiles: readonly TimeProfile[];
  readonly stays: Readonly<Record<Stay, number>>;
}

/** Why a visit stays whatever is planned, or null. What has begun belongs to whoever began it. */
export function whyItStays(visit: HeldVisit, choice: RebalanceChoice): Stay | null {
  if (isOnThePhone(visit)) return 'in-hand';
  if (choice.withFixed) return null;
  if (visit.appointmentAt !== null || visit.fixedTime) return 'appointment';
  const waits = visit.attemptState === 'scheduled' || visit.attemptState === 'held';
  if (visit.state !== 'planned' || !waits) return 'started';
  return null;
}

/** Sorts a group's visits: which may move, between whom, and when they could be called. */
export function sortVisits(
  group: RebalanceGroup,
  campaigns: ReadonlyMap<number, RebalanceCampaign>,
  choice: RebalanceChoice,
  now: number,
): SortedVisits {
  const sets = new Interned<Int32Array>();
  const profiles = new Interned<TimeProfile>();
  const indexOf = new Map(group.agents.map((agent, index) => [agent.id, index]));
  const stays: Record<Stay, number> = { appointment: 0, started: 0, owner: 0, 'in-hand': 0 };
  const kept: HeldVisit[] = [];
  const demands = new Map<string, number>();
  const setOf = (visit: HeldVisit): number => {
    const demand = demandOf(visit, campaigns.get(visit.campaignId)!);
    const key = `${visit.campaignId} ${JSON.stringify(demand)}`;
    const known = demands.get(key);
    if (known !== undefined) return known;
    const may = listTakers(group.agents, demand, campaigns.get(visit.campaignId)!, choice);
    const number = sets.of(may.join(), () => Int32Array.from(may));
    demands.set(key, number);
    return number;
  };
  const visits = group.visits.flatMap((visit): FreeVisit[] => {
    const campaign = campaigns.get(visit.campaignId)!;
    const set = setOf(visit);
    const holder = visit.agentId === null ? -1 : (indexOf.get(visit.agentId) ?? -1);
    const isThere = holder >= 0 && sets.items[set]!.includes(holder);
    const why = whyItStays(visit, choice) ?? whyWithAgent(visit, campaign, isThere && !choice.withOwners);
    if (why !== null) {
      stays[why] += 1;
      return [];
    }
    kept.push(visit);
    return [{ id: visit.id, holder, set, call: callOf(visit, campaign, profiles, now) }];
  });
  return { rows: kept, visits, agentSets: sets.items, profiles: profiles.items, stays };
}

/** With its owner, who is there; or with an agent of weight 0, who keeps what they have and takes nothing new. */
function whyWithAgent(visit: HeldVisit, { unavailable }: RebalanceCampaign, keepsOwner: boolean): Stay | null {
  if (visit.isOwners && keepsOwner) return 'owner';
  return unavailable.get(visit.agentNo ?? '') === 'owner-without-weight' ? 'in-hand' : null;
}

function isOnThePhone({ channel, attemptState }: HeldVisit): boolean {
  return channel === 'call' && (attemptState === 'handed_over' || attemptState === 'claimed');
}

function demandOf(visit: HeldVisit, { campaign }: RebalanceCampaign): AgentDemand {
  const { skill, language, region, lastServedBy, level } = visit;
  return { skill, language, region, level, notServedBy: campaign.options.noSelfSurvey ? lastServedBy : null };
}

function listTakers(
  agents: readonly PlanAgent[],
  demand: AgentDemand,
  { unavailable }: RebalanceCampaign,
  { takers }: RebalanceChoice,
): number[] {
  return agents.flatMap((agent, index) => {
    const mayTake = !unavailable.has(agent.agentNo) && (takers === null || takers.has(agent.id));
    return mayTake && isEligible(agent, demand) ? [index] : [];
  });
}

/** Only a call that is planned takes minutes. What is held gets its time when the hold ends; what is overdue is due now. */
function callOf(
  visit: HeldVisit,
  { times, campaign }: RebalanceCampaign,
  profiles: Interned<TimeProfile>,
  now: number,
): FreeVisit['call'] {
  const isPlain = visit.state === 'planned' && visit.appointmentAt === null && !visit.fixedTime;
  if (visit.rolledDueAt.getTime() <= now) return null;
  if (visit.channel !== 'call' || visit.attemptState !== 'scheduled' || visit.scheduledAt === null || !isPlain) {
    return null;
  }
  const { zones, preferredTime, explicitTimeConsent } = visit;
  const number = times.profileOf({ channel: 'call', zones, preferredTime, explicitTimeConsent });
  const profile = profiles.of(`${campaign.id} ${number}`, () => times.profiles[number]!);
  return { at: visit.scheduledAt.getTime(), profile, due: visit.rolledDueAt.getTime() };
}
