import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import type { Campaign } from '../../campaigns/campaign.js';
import { InputError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { formState } from '../form.js';
import type { FormState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CAMPAIGN_FIELDS } from './campaign-form.js';
import { CampaignForms } from './campaign-form.service.js';
import type { LookAhead } from './campaign-form.service.js';
import { CampaignPlanning } from './campaign-planning.service.js';

type FormBody = Readonly<Record<string, unknown>>;

/** Can this be done in time, fairly? Five steps on one page, and the consequence beside them. */
@ApiExcludeController()
@Controller('campaigns')
@Roles('campaigns.write')
export class CampaignFormController {
  constructor(
    private readonly forms: CampaignForms,
    private readonly planning: CampaignPlanning,
    private readonly view: PageView,
  ) {}

  @Get('new')
  async showNew(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    await this.send(request, response, null, await this.forms.fill(null));
  }

  @Post()
  async create(
    @Body() body: FormBody,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.save(request, response, null, body, account);
  }

  /** The right side alone for htmx; the whole page, with what was typed, for a browser without it. */
  @Post('consequence')
  @HttpCode(200)
  async showConsequence(
    @Body() body: FormBody,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const id = idParam.safeParse(body['campaignId']);
    const kept = await this.forms.kept(id.success ? id.data : null);
    const look = await this.forms.lookAhead(kept, body, actorOf(account));
    if (request.headers['hx-request'] !== 'true') {
      return this.send(request, response, kept, formState(CAMPAIGN_FIELDS, body, look.faults), look);
    }
    const html = await this.view.fragment('campaigns-consequence', await this.view.locale(request), { look });
    response.setHeader('Cache-Control', 'no-store');
    response.type('html').send(html);
  }

  @Get(':id/edit')
  async showEdit(
    @Param('id', { schema: idParam }) id: number,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const kept = await this.forms.kept(id);
    await this.send(request, response, kept, await this.forms.fill(kept));
  }

  @Post(':id/edit')
  async change(
    @Param('id', { schema: idParam }) id: number,
    @Body() body: FormBody,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.save(request, response, await this.forms.kept(id), body, account);
  }

  private async save(
    request: WebRequest,
    response: WebResponse,
    kept: Campaign | null,
    body: FormBody,
    account: Account,
  ): Promise<void> {
    const actor = actorOf(account);
    try {
      const { id } = await this.forms.save(kept, body, actor);
      const done = body['action'] === 'plan' ? await this.planning.plan(id, actor) : 'done=campaign-saved';
      response.redirect(303, `/campaigns/${id}?${done}`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      const look = await this.forms.lookAhead(kept, body, actor);
      await this.send(request, response, kept, formState(CAMPAIGN_FIELDS, body, error.faults), look);
    }
  }

  private async send(
    request: WebRequest,
    response: WebResponse,
    kept: Campaign | null,
    form: FormState,
    look: LookAhead | null = null,
  ): Promise<void> {
    const page = await this.forms.page(kept, look);
    const title = kept === null ? 'console.campaigns.new' : 'console.campaigns.edit';
    await this.view.send(request, response, 'campaigns-form', title, { page, form, look });
  }
}
