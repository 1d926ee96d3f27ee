import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason, type Reason } from '../kernel/reason.js';
import type { Move } from './move.js';
import { RebalanceCollecting } from './rebalance-collection.service.js';
import { previewRebalance, type RebalanceAsk } from './rebalance-planner.js';
import type { RebalanceMove, RebalancePreview } from './rebalance-preview.js';
import { RebalanceRows, type RebalanceScope } from './rebalance-rows.read-model.js';
import { TransitionRepository } from './transition.repository.js';
import { VisitService } from './visit.service.js';

/**
 * What is to be made even: one campaign; or what an agent's leave, departure or arrival touches (who is there shares in
 * all live campaigns, who has left only in those with visits of theirs); or everything. Or a list that somebody picked.
 */
export interface RebalanceWish {
  readonly campaignId?: number;
  readonly agentNo?: string;
  readonly list?: RebalanceList;
  /** Agents whose visits may be touched and who may get some; null = all. */
  readonly agentIds: readonly number[] | null;
}

/** Visits that somebody hands over to these agents; with appointments and begun visits only where that is said. */
export interface RebalanceList {
  readonly visitIds: readonly number[];
  readonly toAgentIds: readonly number[];
  readonly withFixed: boolean;
  readonly why: (toAgentNo: string) => Reason;
}

/** What was carried out. */
export interface RebalanceDone {
  readonly moved: number;
  readonly retimed: number;
}

/** Makes the split of live visits even again with the fewest moves. A person sees it first. */
@Injectable()
export class RebalanceService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collecting: RebalanceCollecting,
    private readonly rows: RebalanceRows,
    private readonly visits: VisitService,
    private readonly transitions: TransitionRepository,
  ) {}

  /** What would be done now. Throws NotFoundError for an agent or a campaign that is not there. */
  preview(wish: RebalanceWish): Promise<RebalancePreview> {
    return this.database.transaction((tx) => this.work(tx, wish), 'REPEATABLE READ');
  }

  /**
   * Does what a preview with this token showed, all of it or nothing. Throws RefusedError where it would be something
   * else by now.
   */
  carryOut(wish: RebalanceWish, token: string, actor: string): Promise<RebalanceDone> {
    return this.database.transaction(async (tx) => {
      const preview = await this.work(tx, wish);
      const { moves, retimed } = preview;
      const touched = [...moves, ...retimed];
      const unchanged = preview.token === token ? await this.rows.lockUnchanged(tx, touched) : -1;
      if (unchanged !== touched.length) {
        throw new RefusedError(reason('rebalance-changed'), 'Something has changed since the preview: look again.');
      }
      const author = { actor, at: this.clock.now() };
      let moved = 0;
      for (const list of byTargetAndReason(moves)) {
        const ids = list.map(({ visitId }) => visitId);
        moved += await this.visits.handOver(tx, ids, list[0]!.toAgentId, { ...author, reason: list[0]!.reason });
      }
      const changed = await this.transitions.transition(tx, touched.flatMap(newTime), author);
      if (moved !== moves.length || changed.length !== touched.flatMap(newTime).length) {
        throw new RefusedError(reason('rebalance-changed'), 'Something has changed since the preview: look again.');
      }
      return { moved, retimed: retimed.length };
    });
  }

  private async work(tx: Tx, wish: RebalanceWish): Promise<RebalancePreview> {
    const now = this.clock.now();
    const holders = await this.rows.agents(tx, wish.agentIds);
    const collection = await this.collecting.collect(tx, await this.scopeOf(tx, wish), now);
    return previewRebalance(collection, holders, askOf(wish), now);
  }

  private async scopeOf(
    db: Queryable,
    { campaignId, agentNo, list, agentIds }: RebalanceWish,
  ): Promise<RebalanceScope> {
    if (list !== undefined) return { campaignIds: null, visitIds: list.visitIds, agentIds };
    if (campaignId !== undefined) return { campaignIds: [campaignId], visitIds: null, agentIds };
    const agent = agentNo === undefined ? null : await this.rows.agentByNo(db, agentNo);
    if (agentNo !== undefined && agent === null) throw new NotFoundError('agent', agentNo);
    const takesVisits = agent === null || (agent.active && agent.weight > 0);
    const campaignIds = await this.rows.campaignIds(db, takesVisits ? null : (agentNo ?? null));
    return { campaignIds, visitIds: null, agentIds };
  }
}

function askOf({ list, agentIds }: RebalanceWish): RebalanceAsk {
  const everybody = agentIds === null ? null : new Set(agentIds);
  if (list === undefined) return { takers: everybody, withOwners: false, withFixed: false, why: null };
  const takers = new Set(list.toAgentIds.filter((id) => everybody === null || everybody.has(id)));
  return { takers, withOwners: true, withFixed: list.withFixed, why: list.why };
}

function byTargetAndReason(moves: readonly RebalanceMove[]): RebalanceMove[][] {
  const lists = new Map<string, RebalanceMove[]>();
  for (const move of moves) {
    const key = `${move.toAgentId} ${JSON.stringify(move.reason)}`;
    lists.set(key, [...(lists.get(key) ?? []), move]);
  }
  return [...lists.values()];
}

/** The call's new moment, by the one transition; its reason is noted on the attempt. */
function newTime({ visitId, attemptId, at, reason: why }: RebalanceMove): Move[] {
  if (at === null || attemptId === null) return [];
  const attempt = { id: attemptId, from: ['scheduled'], to: 'scheduled', scheduledAt: at, note: true } as const;
  return [{ visitId, reason: why, attempt }];
}
