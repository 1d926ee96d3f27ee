import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { AgentService } from '../archive/agent.service.js';
import { ImportService } from '../archive/import.service.js';
import { DemoArchiveFileService } from './demo-archive-file.service.js';
import { DemoCampaigns } from './demo-campaigns.service.js';
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
