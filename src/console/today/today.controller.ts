import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { rowScope } from '../../access/permissions.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import { CurrentAccount, SignedIn } from '../access.guard.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { buildTodayPage } from './today-page.js';
import type { TodayPage } from './today-page.js';
import { TodayReadModel } from './today.read-model.js';
import { WaitingLive } from './waiting-live.service.js';

/** What needs me now? */
@ApiExcludeController()
@Controller()
@SignedIn()
export class TodayController {
  constructor(
    private readonly today: TodayReadModel,
    private readonly waiting: WaitingLive,
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

  private async build(account: Account): Promise<TodayPage> {
    const now = this.clock.now();
    const { role } = account;
    const { timeZone } = await this.settings.organisation();
    const [campaigns, work, weeks] = await Promise.all([
      role === 'agent' ? [] : this.campaigns.current(now),
      role === 'manager' ? null : this.waiting.work(rowScope(account)),
      role === 'manager' || role === 'admin' ? this.today.weeks(now, timeZone) : null,
    ]);
    return buildTodayPage({ role, now, campaigns, work, weeks });
  }
}
