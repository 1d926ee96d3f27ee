import { reason, type Reason } from '../kernel/reason.js';
import { contentHash } from '../kernel/stable-json.js';
import type { PlanAgent } from './plan-input.js';
import type { RebalanceCollection, RebalanceGroup } from './rebalance-collection.service.js';
import { type BoardChange, type BoardMoves, planMoves } from './rebalance-moves.js';
import {
  type RebalanceBlocked,
  type RebalanceMove,
  type RebalancePreview,
  sharesOf,
  type Stay,
} from './rebalance-preview.js';
import type { HeldVisit, HoldingAgent } from './rebalance-rows.read-model.js';
import { type RebalanceChoice, sortVisits, type SortedVisits } from './rebalance-visits.js';
import { weightUnits } from './solve-plan.js';

/** What somebody wants, besides the visits; `why` replaces the reasons of moves where a person gives one. */
export interface RebalanceAsk extends RebalanceChoice {
  readonly why: ((toAgentNo: string) => Reason) | null;
}

/** Works out what a rebalance would do. Campaigns whose calls take equally long are solved together. */
export function previewRebalance(
  collection: RebalanceCollection,
  holders: readonly HoldingAgent[],
  ask: RebalanceAsk,
  now: Date,
): RebalancePreview {
  const planner = new Planner(collection, ask, now);
  for (const group of collection.groups) planner.add(group);
  const { moves, retimed, blocked, stays } = planner;
  const told = [...moves, ...retimed].map(({ visitId, toAgentNo, at, version }) => [visitId, toAgentNo, at, version]);
  return {
    campaignIds: [...collection.campaigns.keys()],
    number: moves.length,
    ...{ moves, retimed, blocked, stays },
    agents: sharesOf(holders, moves),
    token: contentHash(told),
  };
}

class Planner {
  readonly moves: RebalanceMove[] = [];
  readonly retimed: RebalanceMove[] = [];
  readonly blocked: RebalanceBlocked[] = [];
  readonly stays: Record<Stay, number> = { appointment: 0, started: 0, owner: 0, 'in-hand': 0 };
  /** What earlier groups changed, by agent: load, and the moments of calls. */
  private readonly loads = new Map<number, number>();
  private readonly calls = new Map<number, readonly number[]>();

  constructor(
    private readonly collection: RebalanceCollection,
    private readonly ask: RebalanceAsk,
    private readonly now: Date,
  ) {}

  add(group: RebalanceGroup): void {
    const sorted = sortVisits(group, this.collection.campaigns, this.ask, this.now.getTime());
    for (const why of Object.keys(sorted.stays) as Stay[]) this.stays[why] += sorted.stays[why];
    const agents = this.withoutFree(group.agents, sorted);
    const answer = planMoves({
      ...{ visits: sorted.visits, agentSets: sorted.agentSets, profiles: sorted.profiles, agents },
      from: this.now.getTime(),
      minutesPerCall: group.minutesPerCall,
      dayOf: this.collection.dayOf,
      weights: Float64Array.from(agents, (agent) => weightUnits(agent.weight)),
    });
    const tell = (change: BoardChange): RebalanceMove => this.tell(change, sorted, agents);
    this.moves.push(...answer.moved.map(tell));
    this.retimed.push(...answer.retimed.map(tell));
    this.blocked.push(...answer.unplaced.map((index) => this.block(index, sorted)));
    this.remember(agents, sorted, answer);
  }

  /** The agents with only that load, and those calls, which do not take part. */
  private withoutFree(agents: readonly PlanAgent[], { visits }: SortedVisits): PlanAgent[] {
    return agents.map((agent, index) => {
      const mine = visits.filter(({ holder }) => holder === index);
      const heldAt = [...(this.calls.get(agent.id) ?? agent.heldAt)];
      for (const { call } of mine) {
        const place = call === null ? -1 : heldAt.indexOf(call.at);
        if (place >= 0) heldAt.splice(place, 1);
      }
      return { ...agent, heldAt, held: (this.loads.get(agent.id) ?? agent.held) - mine.length };
    });
  }

  private remember(agents: readonly PlanAgent[], { visits }: SortedVisits, answer: BoardMoves): void {
    const calls = agents.map(({ heldAt }) => [...heldAt]);
    const changes = new Map([...answer.moved, ...answer.retimed].map((change) => [change.visit, change]));
    visits.forEach(({ holder, call }, index) => {
      const change = changes.get(index);
      const who = change?.to ?? holder;
      if (call !== null && who >= 0) calls[who]!.push(change?.at ?? call.at);
    });
    agents.forEach(({ id }, index) => {
      this.loads.set(id, answer.load[index]!);
      this.calls.set(id, calls[index]!);
    });
  }

  private tell(change: BoardChange, { rows, visits }: SortedVisits, agents: readonly PlanAgent[]): RebalanceMove {
    const row = rows[change.visit]!;
    const to = agents[change.to]!;
    const isMove = visits[change.visit]!.holder !== change.to;
    return {
      visitId: row.id,
      campaignId: row.campaignId,
      customerNo: row.customerNo,
      customerName: row.customerName,
      fromAgentNo: row.agentNo,
      toAgentNo: to.agentNo,
      toAgentId: to.id,
      at: change.at === null ? null : new Date(change.at),
      attemptId: row.attemptId,
      version: row.version,
      reason: isMove ? this.whyMoved(row, to.agentNo, change) : reason('retimed-no-time', { agentNo: to.agentNo }),
    };
  }

  private whyMoved(row: HeldVisit, to: string, { isDisplaced }: BoardChange): Reason {
    if (this.ask.why !== null) return this.ask.why(to);
    if (row.agentNo === null) return reason('moved-to-first', { to });
    const told = { from: row.agentNo, to };
    if (!isDisplaced) return reason('moved-to-even', told);
    const why = this.collection.campaigns.get(row.campaignId)?.unavailable.get(row.agentNo);
    if (why === 'owner-left') return reason('moved-agent-left', told);
    if (why === 'owner-away') return reason('moved-agent-away', told);
    return row.channel === 'call'
      ? reason('moved-no-time', told)
      : reason('moved-not-fit', { ...told, demand: demandText(row) });
  }

  private block(index: number, { rows, visits, agentSets }: SortedVisits): RebalanceBlocked {
    const row = rows[index]!;
    const { id, customerNo, customerName, agentNo } = row;
    const why =
      agentSets[visits[index]!.set]!.length === 0
        ? reason('handover-not-fit', { demand: demandText(row) })
        : reason('handover-no-time', { agents: agentSets[visits[index]!.set]!.length });
    return { visitId: id, customerNo, customerName, agentNo, reason: why };
  }
}

/** What the customer asks of an agent: the team and skill of the member level, the own skill, language and region. */
function demandText({ level, skill, language, region }: HeldVisit): string {
  const asked = [level?.team, level?.skill, skill, language, region].filter((one) => one !== null && one !== undefined);
  return [...new Set(asked)].join(', ') || '—';
}
