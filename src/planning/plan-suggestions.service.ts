import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import { Database, type Tx } from '../database/database.service.js';
import type { Solved, Suggestion } from './feasibility.js';
import { bestFirst, listIdeas, solveWith, weighIdea } from './find-suggestions.js';
import { changeCampaign, isMemoryChange } from './plan-change.js';
import { PlanCollection } from './plan-collection.service.js';
import { PlanRepository } from './plan.repository.js';
import { solvePlan } from './solve-plan.js';

/** How far is looked for what would help. */
export interface SuggestionLimits {
  /** Causes of which something is tried, the largest first. */
  readonly causes: number;
  readonly suggestions: number;
  /** An audience up to this size is read again for a channel more and for an earlier start. */
  readonly readAgain: number;
}

/** The campaign for which is looked, and the moment of its plan. */
interface Planned {
  readonly campaign: Campaign;
  readonly now: Date;
}

/** Looks for what would reach more customers; each suggestion was planned again, whole, and says what it gave. */
@Injectable()
export class PlanSuggestions {
  constructor(
    private readonly database: Database,
    private readonly collection: PlanCollection,
    private readonly plans: PlanRepository,
  ) {}

  /** Call it where the campaign's own plan is cleared. The best come first. */
  async find(tx: Tx, planned: Planned, solved: Solved, limits: SuggestionLimits): Promise<Suggestion[]> {
    return this.search(planned, solved, limits, (changed) => this.collectIn(tx, changed, planned.now));
  }

  /** The same beside a stored plan, which is left alone: an audience is read again as if the plan were not there. */
  async findBeside(planned: Planned, solved: Solved, limits: SuggestionLimits): Promise<Suggestion[]> {
    return this.search(planned, solved, limits, (changed) => this.collectBeside(changed, planned.now));
  }

  private async search(
    { campaign, now }: Planned,
    solved: Solved,
    limits: SuggestionLimits,
    collect: (changed: Campaign) => Promise<Solved | null>,
  ): Promise<Suggestion[]> {
    const mayRead = solved.collected.columns.length + solved.collected.exclusions.length <= limits.readAgain;
    const found: Suggestion[] = [];
    for (const idea of listIdeas(solved, limits.causes, campaign, now)) {
      await breathe();
      const { change } = idea;
      const changed = isMemoryChange(change) ? null : changeCampaign(campaign, change);
      const read = changed === null || !mayRead ? null : await collect(changed);
      const after = isMemoryChange(change) ? solveWith(solved, change) : read;
      const suggestion = after === null ? null : weighIdea(solved, after, idea);
      if (suggestion !== null) found.push(suggestion);
    }
    return bestFirst(found).slice(0, limits.suggestions);
  }

  private async collectIn(tx: Tx, changed: Campaign, now: Date): Promise<Solved> {
    const { collected, frame } = await this.collection.collect(tx, changed, now);
    return { collected, frame, plan: solvePlan(collected.columns, frame) };
  }

  /** Null where the campaign runs: its audience is frozen, and nothing of it is cleared even for a look. */
  private async collectBeside(changed: Campaign, now: Date): Promise<Solved | null> {
    const look = async (tx: Tx): Promise<never> => {
      await this.plans.clear(tx, changed.id);
      throw new OnlyLooked(await this.collectIn(tx, changed, now));
    };
    if (changed.state !== 'draft' && changed.state !== 'planned') return null;
    try {
      return await this.database.transaction(look, 'REPEATABLE READ');
    } catch (error) {
      if (error instanceof OnlyLooked) return error.solved;
      throw error;
    }
  }
}

/** Carries what was read out of a transaction that must leave no trace. */
class OnlyLooked extends Error {
  constructor(readonly solved: Solved) {
    super('rolled back on purpose');
  }
}
