import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { NotFoundError, RefusedError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { ReportService } from '../../reports/report.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

/** Freezing a report: what that means is said first, and done on a page of its own. */
@ApiExcludeController()
@Controller('campaigns/:id/report/close')
@Roles('reports.close')
export class ReportCloseController {
  constructor(
    private readonly reports: ReportService,
    private readonly campaigns: CampaignCards,
    private readonly view: PageView,
  ) {}

  @Get()
  async ask(
    @Param('id', { schema: idParam }) id: number,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.send(id, null, request, response);
  }

  @Post()
  async close(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    try {
      await this.reports.close(id, actorOf(account));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      response.status(409);
      return this.send(id, error.reason, request, response);
    }
    response.redirect(303, `/campaigns/${id}/report?done=report-frozen`);
  }

  private async send(id: number, refused: Reason | null, request: WebRequest, response: WebResponse): Promise<void> {
    const campaign = await this.campaigns.one(id);
    if (!campaign) throw new NotFoundError('campaign', id);
    const page = { campaign, refused, isAgain: campaign.state === 'archived' };
    await this.view.send(request, response, 'reports-close', 'console.reports.close', { page });
  }
}
