import { Injectable } from '@nestjs/common';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Clock } from '../kernel/clock.js';
import { CampaignRunService } from '../planning/campaign-run.service.js';
import { PlanService } from '../planning/plan.service.js';
import { demoCampaigns } from './demo-campaigns.js';

const ACTOR = 'demo';

/** The campaigns of the demonstration. */
@Injectable()
export class DemoCampaigns {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly plans: PlanService,
    private readonly runs: CampaignRunService,
    private readonly clock: Clock,
  ) {}

  async create(): Promise<void> {
    for (const { definition, launches } of demoCampaigns(this.clock.now())) {
      const { id } = await this.campaigns.create(definition, ACTOR);
      if (!launches) continue;
      await this.plans.plan(id, {}, ACTOR);
      await this.runs.launch(id, ACTOR);
    }
  }
}
