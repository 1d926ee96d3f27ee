import { Injectable } from '@nestjs/common';
import { SegmentService } from '../../archive/segment.service.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { CampaignDrafts } from '../../planning/campaign-drafts.service.js';
import type { Change } from '../../planning/plan-change.js';
import { MOST_PLANNED_AT_ONCE } from '../../planning/plan-preview.service.js';
import { PlanQueue } from '../../planning/plan-queue.service.js';
import { PlanService } from '../../planning/plan.service.js';

/** Plans for somebody who waits at a page: at once where that is quick, else in the background. */
@Injectable()
export class CampaignPlanning {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly segments: SegmentService,
    private readonly plans: PlanService,
    private readonly queue: PlanQueue,
    private readonly drafts: CampaignDrafts,
  ) {}

  /** Changes the draft as a suggestion says, and plans it again. Refused once it was launched. */
  async take(id: number, change: Change, actor: string): Promise<string> {
    await this.drafts.take(id, change, actor);
    return this.plan(id, actor);
  }

  /** What the redirect says was done: planned, and how many, or that it has begun. */
  async plan(id: number, actor: string): Promise<string> {
    const { segment } = await this.campaigns.get(id);
    if ((await this.segments.count(segment)) > MOST_PLANNED_AT_ONCE) {
      await this.queue.enqueue(id, actor);
      return 'done=plan-queued';
    }
    const { planned } = await this.plans.plan(id, {}, actor);
    return `done=campaign-planned&n=${planned}`;
  }
}
