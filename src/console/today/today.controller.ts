import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import { CurrentAccount, SignedIn } from '../access.guard.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { PageView } from '../page.view.js';
import { buildTodayPage } from './today-page.js';
import type { TodayPage } from './today-page.js';
import { TodayReadModel } from './today.read-model.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

/** What needs me now? The board inside the page is fetched again and again, the frame once. */
@ApiExcludeController()
@Controller()
@SignedIn()
export class TodayController {
  constructor(
    private readonly today: TodayReadModel,
    private readonly campaigns: CampaignCards,
    private readonly view: PageView,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  @Get()
  async page(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.view.send(request, response, 'today', 'console.today.title', { page: await this.build(account) });
  }

  @Get('today/board')
  async board(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.view.send(request, response, 'today-board', 'console.today.title', { page: await this.build(account) });
  }

  private async build(account: Account): Promise<TodayPage> {
    const now = this.clock.now();
    const { role, agentId } = account;
    if (role === 'agent') {
      const calls = agentId === null ? [] : await this.today.calls(agentId);
      return buildTodayPage({ role, now, calls, campaigns: [], waiting: null, weeks: null });
    }
    const { timeZone } = await this.settings.organisation();
    const [campaigns, waiting, weeks] = await Promise.all([
      this.campaigns.current(now),
      role === 'manager' ? null : this.today.waiting(now),
      role === 'supervisor' ? null : this.today.weeks(now, timeZone),
    ]);
    return buildTodayPage({ role, now, campaigns, waiting, weeks, calls: [] });
  }
}
