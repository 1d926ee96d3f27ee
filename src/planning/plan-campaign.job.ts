import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { JobHandler } from '../jobs/job-handler.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { PLAN_CAMPAIGN } from './plan-queue.service.js';
import { PlanService } from './plan.service.js';

const payloadSchema = z.object({ campaignId: z.number().int().positive(), actor: z.string().min(1) });

/** Plans a campaign that somebody asked for; planning again without a change changes nothing. */
@Injectable()
export class PlanCampaignJob extends JobHandler {
  override readonly job = PLAN_CAMPAIGN;
  private readonly log = new Logger(PLAN_CAMPAIGN);

  constructor(private readonly plans: PlanService) {
    super();
  }

  override async run(payload: unknown): Promise<void> {
    const { campaignId, actor } = payloadSchema.parse(payload);
    try {
      await this.plans.plan(campaignId, {}, actor);
    } catch (error) {
      // Launched, cancelled or gone meanwhile: trying again would not make it better.
      if (!(error instanceof RefusedError || error instanceof NotFoundError)) throw error;
      this.log.warn(`Campaign ${campaignId} was not planned: ${error.message}`);
    }
  }
}
