import { Injectable } from '@nestjs/common';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { DaysOffApproval } from '../../campaigns/days-off-approval.service.js';
import type { DaysOffVerdict } from '../../campaigns/days-off-approval.service.js';
import { Database } from '../../database/database.service.js';
import { CampaignRunService } from '../../planning/campaign-run.service.js';
import { ReportService } from '../../reports/report.service.js';
import type { Move } from './campaign-page.js';
import { CampaignOutlook } from './campaign-outlook.service.js';
import type { Foreseen } from './campaign-outlook.service.js';

/** Runs the commands of a campaign's page, and says before what each would touch. */
@Injectable()
export class CampaignCommands {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly runs: CampaignRunService,
    private readonly outlook: CampaignOutlook,
    private readonly reports: ReportService,
    private readonly daysOff: DaysOffApproval,
  ) {}

  /** The numbers of a step before it is taken. */
  foresee(campaign: CampaignWithoutPlan, move: Move): Promise<Foreseen> {
    return this.outlook.foresee(campaign, move);
  }

  /** What the redirect says was done. Throws RefusedError. */
  async run(id: number, move: Move, actor: string): Promise<string> {
    if (move === 'close') {
      await this.reports.close(id, actor);
      return 'done=campaign-closed';
    }
    const number = (await this.outlook.foresee(await this.campaigns.get(id), move)).number;
    if (move === 'launch') {
      await this.runs.launch(id, actor);
      const launched = await this.outlook.planned(id);
      return `done=campaign-launched&n=${launched}`;
    }
    await this.runs[move](id, actor);
    return `done=campaign-${move}&n=${number}`;
  }

  /** Agrees or refuses as the second person. Throws NotFoundError where the wish is not (any more) this campaign's. */
  async decide(id: number, verdict: DaysOffVerdict, actor: string): Promise<void> {
    await this.daysOff.decide(this.database, await this.campaigns.get(id), verdict, actor);
  }
}
