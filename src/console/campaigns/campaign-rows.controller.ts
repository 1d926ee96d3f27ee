import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { canDo, rowScope } from '../../access/permissions.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import { toTableView } from '../table.js';
import type { TableView } from '../table.js';
import { TableExportView } from '../table-export.view.js';
import type { ReadPage } from '../table-export.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CampaignHeads } from './campaign-head.service.js';
import { CampaignLists } from './campaign-lists.service.js';
import type { CampaignListing } from './campaign-lists.service.js';

const BY_ID = { schema: idParam };
const ROWS_PER_PAGE = 50;
const ROWS_PER_READ = 1_000;

/** The rows behind a campaign's numbers: its customers by part, and its contacts; as pages and as files. */
@ApiExcludeController()
@Controller('campaigns')
@Roles('campaigns.read')
export class CampaignRowsController {
  constructor(
    private readonly heads: CampaignHeads,
    private readonly lists: CampaignLists,
    private readonly exports: TableExportView,
    private readonly view: PageView,
  ) {}

  @Get(':id/rows')
  async showRows(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, 'rows');
    const listing = await this.lists.audience(id, request.query, rowScope(account));
    const table = await this.layOut(listing, account);
    const model = { page: { head }, table, heading: campaign.name };
    await this.view.send(request, response, 'campaigns-table', 'console.campaigns.title', model);
  }

  @Post(':id/rows/export')
  @HttpCode(200)
  @Roles('lists.export')
  async exportRows(
    @Param('id', BY_ID) id: number,
    @Body() body: Readonly<Record<string, unknown>>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.heads.load(id, account, null);
    const listing = await this.lists.audience(id, request.query, rowScope(account));
    await this.export(request, response, account, listing, body);
  }

  @Get(':id/attempts')
  async showAttempts(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, 'attempts');
    const table = await this.layOut(this.lists.attempts(id, request.query, rowScope(account)), account);
    const model = { page: { head }, table, heading: campaign.name };
    await this.view.send(request, response, 'campaigns-table', 'console.campaigns.title', model);
  }

  @Post(':id/attempts/export')
  @HttpCode(200)
  @Roles('lists.export')
  async exportAttempts(
    @Param('id', BY_ID) id: number,
    @Body() body: Readonly<Record<string, unknown>>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.heads.load(id, account, null);
    const listing = this.lists.attempts(id, request.query, rowScope(account));
    await this.export(request, response, account, listing, body);
  }

  private async layOut<Row>(listing: CampaignListing<Row>, { role }: Account): Promise<TableView> {
    const { definition, query, read, count } = listing;
    const page = await read(query.after, ROWS_PER_PAGE, true);
    const rights = { mayExport: canDo(role, 'lists.export'), mayUnmask: canDo(role, 'lists.unmask') };
    const mayUnmask = rights.mayUnmask && listing.hasAddresses;
    return toTableView(definition, query, { ...page, count: await count() }, { ...rights, mayUnmask });
  }

  private export<Row>(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    listing: CampaignListing<Row>,
    body: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const { definition, query, read } = listing;
    const reason = typeof body['reason'] === 'string' ? body['reason'].trim() : '';
    const readPage: ReadPage<Row> = (after, masked) => read(after, ROWS_PER_READ, masked);
    return this.exports.send(request, response, { account, definition, query, reason, readPage });
  }
}
