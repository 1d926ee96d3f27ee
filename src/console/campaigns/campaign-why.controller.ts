import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { withLanguage } from '../page-frame.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CampaignHeads } from './campaign-head.service.js';
import { CampaignWhy } from './campaign-why.service.js';

const BY_ID = { schema: idParam };

/** Why a customer, a visit or an attempt is where it is. */
@ApiExcludeController()
@Controller()
@Roles('campaigns.read')
export class CampaignWhyController {
  constructor(
    private readonly heads: CampaignHeads,
    private readonly why: CampaignWhy,
    private readonly view: PageView,
  ) {}

  /** What the plan says of one customer, and why; who is out of reach is not there. */
  @Get('campaigns/:id/customer')
  async showCustomer(
    @Param('id', BY_ID) id: number,
    @Query('no') typed: string | undefined,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, null);
    const no = String(typed ?? '').trim();
    const explanation = await this.why.explain(campaign, no, account, await this.view.locale(request));
    if (explanation === null && no !== '') response.status(404);
    const model = { page: { head, no, explanation }, heading: campaign.name };
    await this.view.send(request, response, 'campaigns-customer', 'console.campaigns.title', model);
  }

  /** To the place where a visit is explained. */
  @Get('why/visits/:id')
  async showVisit(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.lead(request, response, await this.why.placeOf('visit', id, account));
  }

  /** To the place where an attempt is explained. */
  @Get('why/attempts/:id')
  async showAttempt(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.lead(request, response, await this.why.placeOf('attempt', id, account));
  }

  /** A language that the address asked for goes along. */
  private async lead(request: WebRequest, response: WebResponse, place: string): Promise<void> {
    const asksLanguage = new URL(request.originalUrl, 'http://localhost').searchParams.has('lang');
    response.redirect(303, asksLanguage ? withLanguage(place, await this.view.locale(request)) : place);
  }
}
