import { Injectable } from '@nestjs/common';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Database } from '../database/database.service.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import type { JobProgress } from '../jobs/job-queue.service.js';

/** The name of the job that plans a campaign in the background. */
export const PLAN_CAMPAIGN = 'plan-campaign';

/** Plans in the background, for audiences that nobody wants to wait for. */
@Injectable()
export class PlanQueue {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly jobs: JobQueue,
  ) {}

  /** Asks for a plan; who asks twice before it begins gets one. Throws NotFoundError. */
  async enqueue(campaignId: number, actor: string): Promise<void> {
    await this.campaigns.get(campaignId);
    await this.jobs.add(this.database, PLAN_CAMPAIGN, { campaignId, actor }, { key: keyOf(campaignId) });
  }

  /** How far the plan is that was asked for; null when none is being made. */
  progress(campaignId: number): Promise<JobProgress> {
    return this.jobs.progress(this.database, keyOf(campaignId));
  }
}

function keyOf(campaignId: number): string {
  return `${PLAN_CAMPAIGN}:${campaignId}`;
}
