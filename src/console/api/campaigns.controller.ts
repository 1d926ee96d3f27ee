import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { CampaignContactsReadModel } from '../../planning/campaign-contacts.read-model.js';
import { CampaignRunService } from '../../planning/campaign-run.service.js';
import { LedgerReadModel } from '../../planning/ledger.read-model.js';
import { DIFFERENCE_KINDS, withinReach } from '../../planning/plan-difference.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject, pageQuery } from '../api-shapes.js';
import type { JsonObject, PageQuery } from '../api-shapes.js';
import { CustomerAccess } from '../customer-access.service.js';
import { sendLines } from './ndjson.adapter.js';
import type { WebResponse } from '../web-request.adapter.js';

/** A campaign's life: made, launched, paused, resumed, cancelled; where it stands, and whom it contacts. */
@ApiTags('campaigns')
@Controller('api/v1/campaigns')
@Roles('campaigns.read')
export class CampaignsController {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly runs: CampaignRunService,
    private readonly ledger: LedgerReadModel,
    private readonly contactLines: CampaignContactsReadModel,
    private readonly access: CustomerAccess,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Campaigns, newest first' })
  list(@Query({ schema: pageQuery }) { after, limit }: PageQuery) {
    return this.campaigns.list(after ?? null, limit);
  }

  @Post()
  @Roles('campaigns.write')
  @ApiOperation({ summary: 'Make a draft from its definition; every fault in it is named' })
  async create(@Body({ schema: jsonObject }) definition: JsonObject, @CurrentAccount() account: Account) {
    const campaign = await this.campaigns.create(definition, actorOf(account));
    return { campaignId: campaign.id, ...campaign };
  }

  @Get(':id')
  @ApiOperation({ summary: 'One campaign' })
  get(@Param('id', { schema: idParam }) id: number) {
    return this.campaigns.get(id);
  }

  @Post(':id/launch')
  @HttpCode(200)
  @Roles('campaigns.write')
  @ApiOperation({ summary: 'Let the campaign run; plans again what changed, and names who differs from the preview' })
  async launch(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    const launched = await this.runs.launch(id, actorOf(account));
    const named = DIFFERENCE_KINDS.flatMap((kind) => launched.difference[kind].first.map((row) => row.customerId));
    const reached = new Set(await this.access.reach(account, named));
    return { ...launched, difference: withinReach(launched.difference, reached) };
  }

  @Post(':id/pause')
  @HttpCode(200)
  @Roles('campaigns.write')
  @ApiOperation({ summary: 'Hand over nothing more until it is resumed' })
  pause(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    return this.runs.pause(id, actorOf(account));
  }

  @Post(':id/resume')
  @HttpCode(200)
  @Roles('campaigns.write')
  @ApiOperation({ summary: 'Go on' })
  resume(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    return this.runs.resume(id, actorOf(account));
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @Roles('campaigns.write')
  @ApiOperation({ summary: 'End the campaign; what was handed over before stays' })
  cancel(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    return this.runs.cancel(id, actorOf(account));
  }

  @Get(':id/status')
  @ApiOperation({ summary: 'The ledger: where the whole audience stands' })
  status(@Param('id', { schema: idParam }) id: number) {
    return this.ledger.status(id);
  }

  @Get(':id/contacts')
  @ApiProduces('application/x-ndjson')
  @ApiOperation({ summary: 'Every attempt that has a time, one JSON document a line' })
  async contacts(@Param('id', { schema: idParam }) id: number, @Res() response: WebResponse): Promise<void> {
    await this.campaigns.get(id);
    await sendLines(response, this.contactLines.contacts(id));
  }
}
