import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import type { Tx } from '../database/database.service.js';
import type { Solved, Suggestion } from './feasibility.js';
import { bestFirst, listIdeas, solveWith, weighIdea } from './find-suggestions.js';
import { changeCampaign, isMemoryChange, type Change } from './plan-change.js';
import { PlanCollection } from './plan-collection.service.js';
import { solvePlan } from './solve-plan.js';

/** How far is looked for what would help. */
export interface SuggestionLimits {
  /** Causes of which something is tried, the largest first. */
  readonly causes: number;
  readonly suggestions: number;
  /** An audience up to this size is read again for a channel more and for an earlier start. */
  readonly readAgain: number;
}

/** Looks for what would reach more customers; each suggestion was planned again, whole, and says what it gave. */
@Injectable()
export class PlanSuggestions {
  constructor(private readonly collection: PlanCollection) {}

  /** Call it where the campaign's own plan is cleared. The best come first. */
  async find(
    tx: Tx,
    { campaign, now }: { readonly campaign: Campaign; readonly now: Date },
    solved: Solved,
    limits: SuggestionLimits,
  ): Promise<Suggestion[]> {
    const mayRead = solved.collected.columns.length + solved.collected.exclusions.length <= limits.readAgain;
    const found: Suggestion[] = [];
    for (const idea of listIdeas(solved, limits.causes, campaign, now)) {
      const after = await this.solveAgain(tx, { campaign, now }, solved, idea.change, mayRead);
      const suggestion = after === null ? null : weighIdea(solved, after, idea);
      if (suggestion !== null) found.push(suggestion);
    }
    return bestFirst(found).slice(0, limits.suggestions);
  }

  private async solveAgain(
    tx: Tx,
    { campaign, now }: { readonly campaign: Campaign; readonly now: Date },
    solved: Solved,
    change: Change,
    mayRead: boolean,
  ): Promise<Solved | null> {
    if (isMemoryChange(change)) return solveWith(solved, change);
    const changed = changeCampaign(campaign, change);
    if (changed === null || !mayRead) return null;
    const { collected, frame } = await this.collection.collect(tx, changed, now);
    return { collected, frame, plan: solvePlan(collected.columns, frame) };
  }
}
