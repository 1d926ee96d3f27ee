import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/database.service.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import { reason } from '../kernel/reason.js';
import type { VisitState } from '../kernel/words.js';
import { CampaignVisitsReadModel } from './campaign-visits.read-model.js';
import type { OverdueVisit, VisitCursor } from './campaign-visits.read-model.js';
import { TransitionRepository } from './transition.repository.js';
import type { Author } from './transition.repository.js';
import { endVisit } from './visit-ending.js';
import { VisitRepository } from './visit.repository.js';

const BATCH = 1_000;

/** The name of the job that cancels the visits of a cancelled campaign. */
export const FINISH_CANCEL = 'finish-cancel';

/** What pausing, cancelling and the deadline do to the visits of a campaign. */
@Injectable()
export class VisitClosingService {
  constructor(
    private readonly visits: CampaignVisitsReadModel,
    private readonly locks: VisitRepository,
    private readonly transitions: TransitionRepository,
    private readonly queue: JobQueue,
  ) {}

  /** Gives back what is reserved, so that nothing of it is handed over; answers with the number. */
  async releaseClaimed(tx: Queryable, campaignId: number, author: Author): Promise<number> {
    const claimed = await this.visits.claimed(tx, campaignId);
    const moves = claimed.map(({ visitId, attemptId }) => ({
      visitId,
      reason: reason('campaign-paused'),
      attempt: { id: attemptId, from: ['claimed'] as const, to: 'scheduled' as const },
    }));
    return (await this.transitions.transition(tx, moves, author)).length;
  }

  /** Cancels the visits whose attempt is reserved, and has the rest cancelled by a job; answers with the number of the first. */
  async beginCancel(tx: Queryable, campaignId: number, author: Author): Promise<number> {
    const claimed = await this.visits.claimed(tx, campaignId);
    const { actor } = author;
    await this.queue.add(tx, FINISH_CANCEL, { campaignId, actor }, { key: `${FINISH_CANCEL}:${campaignId}` });
    return this.cancel(
      tx,
      claimed.map(({ visitId }) => visitId),
      author,
    );
  }

  /** Cancels the next visits behind the cursor; answers with where it came to, or null when none was left. */
  async cancelNext(tx: Queryable, campaignId: number, after: VisitCursor, author: Author): Promise<VisitCursor | null> {
    const page = await this.visits.live(tx, campaignId, after, BATCH);
    const last = page.at(-1);
    if (last === undefined) return null;
    await this.cancel(
      tx,
      page.map(({ visitId }) => visitId),
      author,
    );
    return last;
  }

  /**
   * Ends the next visits behind the cursor whose time is over: expired where something may have arrived, else
   * unreachable; a notification that arrived is done. Answers with where it came to, or null when none was left.
   */
  async endOverdue(tx: Queryable, campaignId: number, after: VisitCursor, author: Author): Promise<VisitCursor | null> {
    const page = await this.visits.overdue(tx, campaignId, author.at, after, BATCH);
    const last = page.at(-1);
    if (last === undefined) return null;
    const ids = page.map(({ visitId }) => visitId);
    const locked = await this.locks.lock(tx, ids);
    const still = new Map((await this.visits.stillOverdue(tx, ids, author.at)).map((visit) => [visit.visitId, visit]));
    const moves = locked.flatMap((visit) => {
      const overdue = still.get(visit.id);
      if (overdue === undefined) return [];
      const why = reason('deadline-passed', { deadlineAt: overdue.dueAt.toISOString() });
      const move = endVisit(visit, endOf(overdue), why);
      return move === null ? [] : [move];
    });
    await this.transitions.transition(tx, moves, author);
    return last;
  }

  /** Whether anything of a campaign is not over. */
  hasLiveVisits(tx: Queryable, campaignId: number): Promise<boolean> {
    return this.visits.hasLive(tx, campaignId);
  }

  private async cancel(tx: Queryable, visitIds: readonly number[], author: Author): Promise<number> {
    const why = reason('campaign-cancelled');
    const locked = await this.locks.lock(tx, visitIds);
    const moves = locked.map((visit) => endVisit(visit, 'cancelled', why)).filter((move) => move !== null);
    return (await this.transitions.transition(tx, moves, author)).length;
  }
}

function endOf({ arrived, onlyNotifies }: OverdueVisit): VisitState {
  if (!arrived) return 'unreachable';
  return onlyNotifies ? 'completed' : 'expired';
}
