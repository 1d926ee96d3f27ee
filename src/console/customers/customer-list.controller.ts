import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import { RowCounts } from '../row-count.read-model.js';
import { TableExportView } from '../table-export.view.js';
import { readTableQuery } from '../table-query.js';
import { toTableView } from '../table.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { archiveTabs } from './archive-lists.js';
import { ArchiveLists } from './archive-lists.read-model.js';
import { customerTable, maskLine } from './customer-list.js';
import { CustomerList } from './customer-list.read-model.js';

const ROWS_PER_PAGE = 50;
const ROWS_PER_EXPORT_PAGE = 1000;

/** The archive as a list that narrows while one types. */
@ApiExcludeController()
@Controller('customers')
@Roles('customers.read')
export class CustomerListController {
  constructor(
    private readonly customers: CustomerList,
    private readonly lists: ArchiveLists,
    private readonly counts: RowCounts,
    private readonly exports: TableExportView,
    private readonly view: PageView,
  ) {}

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const definition = customerTable(await this.customers.choices());
    const query = readTableQuery(definition, request.query);
    const condition = await this.customers.condition(account, query);
    const { items, next } = await this.customers.page(definition, query, condition, ROWS_PER_PAGE);
    const count = await this.counts.count(`customers c WHERE ${condition.sql}`, condition.params);
    const rights = { mayExport: canDo(account.role, 'lists.export'), mayUnmask: canDo(account.role, 'lists.unmask') };
    const table = toTableView(definition, query, { items: items.map(maskLine), next, count }, rights);
    const tabs = archiveTabs('all', await this.lists.counts(account));
    const may = { write: canDo(account.role, 'customers.write'), merge: canDo(account.role, 'customers.merge') };
    await this.view.send(request, response, 'customers-list', 'console.customers.title', {
      page: { may, tabs },
      table,
    });
  }

  @Post('export')
  @Roles('lists.export')
  async export(
    @Body({ schema: jsonObject }) body: JsonObject,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const definition = customerTable(await this.customers.choices());
    const query = readTableQuery(definition, request.query);
    const condition = await this.customers.condition(account, query);
    const reason = typeof body['reason'] === 'string' ? body['reason'].trim() : '';
    await this.exports.send(request, response, {
      account,
      definition,
      query,
      reason,
      readPage: async (after, masked) => {
        const page = await this.customers.page(definition, { ...query, after }, condition, ROWS_PER_EXPORT_PAGE);
        return { items: masked ? page.items.map(maskLine) : page.items, next: page.next };
      },
    });
  }
}
