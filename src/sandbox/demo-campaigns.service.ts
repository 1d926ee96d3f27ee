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

  /** Those that are there already, because an earlier start was cut short, are gone on with. */
  async create(): Promise<void> {
    const there = await this.campaigns.inStates(['draft', 'planned', 'running']);
    for (const { definition, launches } of demoCampaigns(this.clock.now())) {
      const known = there.find(({ name }) => name === definition['name']);
      const { id, state } = known ?? (await this.campaigns.create(definition, ACTOR));
      if (!launches || state === 'running') continue;
      await this.plans.plan(id, {}, ACTOR);
      await this.runs.launch(id, ACTOR);
    }
  }
}
