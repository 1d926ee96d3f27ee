import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { CHANNELS } from '../../kernel/words.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CampaignHeads } from './campaign-head.service.js';
import { CampaignTrials } from './campaign-trials.service.js';
import { whatIfQuery } from './what-if.js';

/** What would be if: agents, hours, days, rates and the first channel are tried, and nothing is stored. */
@ApiExcludeController()
@Controller('campaigns')
@Roles('campaigns.write')
export class CampaignWhatIfController {
  constructor(
    private readonly heads: CampaignHeads,
    private readonly trials: CampaignTrials,
    private readonly view: PageView,
  ) {}

  /** The numbers alone for htmx; the whole page for a browser without it. */
  @Get(':id/what-if')
  async show(
    @Param('id', { schema: idParam }) id: number,
    @Query() query: Readonly<Record<string, unknown>>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, null);
    const typed = whatIfQuery.parse(query);
    const locale = await this.view.locale(request);
    const { agents, ...looked } = await this.trials.look(campaign, typed, locale);
    if (request.headers['hx-request'] === 'true') {
      const html = await this.view.fragment('campaigns-what-if-answer', locale, looked);
      response.setHeader('Cache-Control', 'no-store');
      response.type('html').send(html);
      return;
    }
    const channels = CHANNELS.map((value) => ({ value, labelKey: `console.channel.${value}` }));
    const page = { head, typed, agents, channels, ...looked };
    await this.view.send(request, response, 'campaigns-what-if', 'console.campaigns.what-if', {
      page,
      heading: campaign.name,
    });
  }
}
