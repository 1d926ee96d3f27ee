import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { Clock } from '../../kernel/clock.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { toCampaignCard } from '../campaign-card.js';
import { PageView } from '../page.view.js';
import { readTableQuery } from '../table-query.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CAMPAIGN_LIST, toCampaignListPage } from './campaign-list.js';
import { CampaignListReadModel } from './campaign-list.read-model.js';

/** What runs, is it on time? */
@ApiExcludeController()
@Controller('campaigns')
@Roles('campaigns.read')
export class CampaignListController {
  constructor(
    private readonly list: CampaignListReadModel,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  @Get()
  async show(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const query = readTableQuery(CAMPAIGN_LIST, request.query);
    const { campaigns, next, count } = await this.list.find(query);
    const cards = campaigns.map((campaign) => toCampaignCard(campaign, this.clock.now()));
    const page = toCampaignListPage(query, { cards, next, count }, canDo(account.role, 'campaigns.write'));
    await this.view.send(request, response, 'campaigns-list', 'console.campaigns.title', { page });
  }
}
