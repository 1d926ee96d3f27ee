import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { RefusedError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CampaignHeads } from './campaign-head.service.js';
import { CampaignRehearsals } from './campaign-rehearsals.service.js';

const BY_ID = { schema: idParam };

/** A campaign run ahead: when, how much, for whom, and what it will probably bring. Nothing is stored. */
@ApiExcludeController()
@Controller('campaigns/:id/rehearsal')
@Roles('campaigns.write')
export class CampaignRehearsalController {
  constructor(
    private readonly heads: CampaignHeads,
    private readonly rehearsals: CampaignRehearsals,
    private readonly view: PageView,
  ) {}

  @Get()
  async show(
    @Param('id', BY_ID) id: number,
    @Query('sampled') sampled: string | undefined,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, null);
    const found = await this.rehearsals.look(campaign);
    const page = { head, ...found, sampled: /^\d{1,3}$/.test(sampled ?? '') ? Number(sampled) : null };
    const title = { page, heading: campaign.name };
    await this.view.send(request, response, 'campaigns-rehearsal', 'console.rehearsal.title', title);
  }

  /** The progress alone; when the rehearsal is there, the page is read again. */
  @Get('progress')
  async showProgress(
    @Param('id', BY_ID) id: number,
    @Query('shown') shown: string | undefined,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { head } = await this.heads.load(id, account, null);
    const progress = await this.rehearsals.progress(id, shown === '1');
    if (progress === null) response.setHeader('HX-Refresh', 'true');
    const model = { head, progress };
    const html = await this.view.fragment('campaigns-rehearsal-progress', await this.view.locale(request), model);
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(html);
  }

  @Post('again')
  again(@Param('id', BY_ID) id: number, @Res() response: WebResponse): void {
    this.rehearsals.again(id);
    response.redirect(303, `/campaigns/${id}/rehearsal`);
  }

  @Post('samples')
  async samples(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    try {
      const sent = (await this.rehearsals.send(id)).filter(({ messageId }) => messageId !== null);
      response.redirect(303, `/campaigns/${id}/rehearsal?sampled=${sent.length}#samples`);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const { campaign, head } = await this.heads.load(id, account, null);
      response.status(409);
      const model = { page: { head, refusal: error.reason }, heading: campaign.name };
      await this.view.send(request, response, 'campaigns-refused', 'console.campaigns.title', model);
    }
  }
}
