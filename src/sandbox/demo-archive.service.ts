import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { AgentService } from '../archive/agent.service.js';
import { ImportService } from '../archive/import.service.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { Clock } from '../kernel/clock.js';
import { CampaignRunService } from '../planning/campaign-run.service.js';
import { PlanService } from '../planning/plan.service.js';
import { DemoArchiveFileService } from './demo-archive-file.service.js';
import { demoCampaigns } from './demo-campaigns.js';
import { DemoRules } from './demo-rules.service.js';

const ACTOR = 'demo';

/** Fills the archive of the demonstration through the same doors that everybody uses. */
@Injectable()
export class DemoArchive {
  constructor(
    private readonly files: DemoArchiveFileService,
    private readonly imports: ImportService,
    private readonly agents: AgentService,
    private readonly rules: DemoRules,
    private readonly campaigns: DemoCampaigns,
  ) {}

  async fill(todayOn: string): Promise<void> {
    const folder = await this.rules.folder();
    const agents = join(folder, 'agents.csv');
    const customers = join(folder, 'customers.csv');
    await this.files.writeAgents(agents, { todayOn });
    await this.files.writeCustomers(customers, { todayOn });
    await this.agents.importFile(agents, ACTOR);
    await this.imports.runFile(customers, {}, ACTOR);
    await this.campaigns.create();
  }
}

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
