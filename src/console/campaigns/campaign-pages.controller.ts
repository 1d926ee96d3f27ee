import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { rowScope } from '../../access/permissions.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CampaignFigures } from './campaign-figures.read-model.js';
import { CampaignHeads } from './campaign-head.service.js';
import { CampaignOverviews } from './campaign-overviews.service.js';
import { toAgents, toMeasures } from './campaign-page.js';
import { CampaignTabs } from './campaign-tabs.service.js';
import { StoredPlans } from './stored-plans.service.js';
import { windowLines } from './window-lines.js';

const BY_ID = { schema: idParam };

/** One campaign: where it stands, by day, by agent, and how that was computed. */
@ApiExcludeController()
@Controller('campaigns')
@Roles('campaigns.read')
export class CampaignPagesController {
  constructor(
    private readonly heads: CampaignHeads,
    private readonly tabs: CampaignTabs,
    private readonly plans: StoredPlans,
    private readonly figures: CampaignFigures,
    private readonly overviews: CampaignOverviews,
    private readonly view: PageView,
  ) {}

  @Get(':id')
  async showOverview(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, '');
    const page = await this.overviews.load({ campaign, head }, account, await this.view.locale(request));
    await this.send(request, response, 'campaigns-overview', campaign.name, page);
  }

  @Get(':id/agents')
  async showAgents(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, 'agents');
    const scope = rowScope(account);
    const figures = await this.figures.agents(id, scope);
    const agents = toAgents(figures, await this.plans.of(campaign), await this.figures.agentNumbers(scope));
    await this.send(request, response, 'campaigns-agents', campaign.name, { head, agents });
  }

  @Get(':id/exclusions')
  async showExclusions(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, 'exclusions');
    const page = { head, excluded: await this.tabs.exclusions(campaign, await this.plans.of(campaign)) };
    await this.send(request, response, 'campaigns-exclusions', campaign.name, page);
  }

  /** Checking a plan reads all its rows: only when somebody asks. */
  @Get(':id/how')
  async showHow(
    @Param('id', BY_ID) id: number,
    @Query('verify') verify: string | undefined,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, 'how');
    const plan = await this.plans.of(campaign);
    const measures = plan === null ? null : toMeasures(plan);
    const windows = plan === null ? [] : windowLines(plan);
    const verification = plan !== null && verify === '1' ? await this.tabs.verify(id) : null;
    await this.send(request, response, 'campaigns-how', campaign.name, { head, plan, measures, windows, verification });
  }

  /** The plan that is being made; when it is done, the page is read again. */
  @Get(':id/progress')
  async showProgress(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { head } = await this.heads.load(id, account, null);
    if (head.progress === null) response.setHeader('HX-Refresh', 'true');
    const html = await this.view.fragment('campaigns-progress', await this.view.locale(request), { head });
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(html);
  }

  private send(
    request: WebRequest,
    response: WebResponse,
    template: string,
    heading: string,
    page: object,
  ): Promise<void> {
    return this.view.send(request, response, template, 'console.campaigns.title', { page, heading });
  }
}
