import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { rowScope } from '../../access/permissions.js';
import { Clock } from '../../kernel/clock.js';
import { NotFoundError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { toCampaignCard } from '../campaign-card.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { idParam, toPage } from '../api-shapes.js';
import { BAR_PARTS } from '../ledger-bar.js';
import { PageView } from '../page.view.js';
import { RowsReadModel } from '../rows.read-model.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';

const ROWS_PER_PAGE = 50;
const listQuery = z.looseObject({ after: z.coerce.number().int().min(0).optional() });
const rowsQuery = z.looseObject({ part: z.enum(BAR_PARTS), after: z.coerce.number().int().min(0).default(0) });

/** Campaigns with their bars, and the rows behind each segment of a bar. */
@ApiExcludeController()
@Controller('campaigns')
@Roles('campaigns.read')
export class CampaignPagesController {
  constructor(
    private readonly campaigns: CampaignCards,
    private readonly rows: RowsReadModel,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(
    @Query({ schema: listQuery }) { after }: z.infer<typeof listQuery>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const now = this.clock.now();
    const found = await this.campaigns.all(after ?? null, ROWS_PER_PAGE + 1);
    const { items, next } = toPage(found, ROWS_PER_PAGE);
    const page = { campaigns: items.map((campaign) => toCampaignCard(campaign, now)), next, after };
    await this.view.send(request, response, 'campaigns', 'console.campaigns.title', { page });
  }

  @Get(':id/rows')
  async showRows(
    @Param('id', { schema: idParam }) id: number,
    @Query({ schema: rowsQuery }) { part, after }: z.infer<typeof rowsQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const campaign = await this.campaigns.one(id);
    if (!campaign) throw new NotFoundError('campaign', id);
    const filter = { campaignId: id, part, after, limit: ROWS_PER_PAGE + 1 };
    const { items, next } = toPage(await this.rows.list(filter, rowScope(account)), ROWS_PER_PAGE);
    const card = toCampaignCard(campaign, this.clock.now());
    const path = `/campaigns/${id}/rows?part=${part}&`;
    const page = {
      hasVisits: part !== 'excluded',
      campaign: card,
      partKey: `console.part.${part}`,
      items,
      next,
      after,
      path,
    };
    await this.view.send(request, response, 'rows', `console.part.${part}`, { page });
  }
}
