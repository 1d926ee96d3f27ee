import { Body, Controller, Get, HttpStatus, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { AgentService } from '../../archive/agent.service.js';
import { OwnerRuleService } from '../../archive/owner-rule.service.js';
import { InputError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import type { FormState } from '../form.js';
import { PageView } from '../page.view.js';
import { readTableQuery } from '../table-query.js';
import { toTableView } from '../table.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { ARCHIVE_LISTS, archiveTable, archiveTabs } from './archive-lists.js';
import type { ArchiveListName } from './archive-lists.js';
import { ArchiveLists } from './archive-lists.read-model.js';
import { maskLine } from './customer-list.js';

const ROWS_PER_PAGE = 50;
const FIELDS = ['category', 'agentNo'];
const listParam = z.enum(ARCHIVE_LISTS);
const ruleForm = z.looseObject({ category: z.string().default(''), agentNo: z.string().default('') });
const removeForm = z.looseObject({ category: z.string() });

/** Customers without a category, without an owner, or left behind; and who looks after which category. */
@ApiExcludeController()
@Controller('customers')
@Roles('customers.read')
export class ArchiveListsController {
  constructor(
    private readonly lists: ArchiveLists,
    private readonly rules: OwnerRuleService,
    private readonly agents: AgentService,
    private readonly view: PageView,
  ) {}

  @Get('lists/:list')
  show(
    @Param('list', { schema: listParam }) list: ArchiveListName,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.send(account, list, request, response);
  }

  @Post('owner-rules')
  @Roles('agents.write')
  async saveRule(
    @Body({ schema: ruleForm }) form: z.infer<typeof ruleForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    try {
      await this.rules.save(form.category, form.agentNo, actorOf(account));
      response.redirect(303, '/customers/lists/without-owner?done=owner-rule-saved');
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(HttpStatus.UNPROCESSABLE_ENTITY);
      await this.send(account, 'without-owner', request, response, formState(FIELDS, form, error.faults));
    }
  }

  @Post('owner-rules/remove')
  @Roles('agents.write')
  async removeRule(
    @Body({ schema: removeForm }) { category }: z.infer<typeof removeForm>,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.rules.remove(category, actorOf(account));
    response.redirect(303, '/customers/lists/without-owner?done=owner-rule-removed');
  }

  @Post('owner-rules/apply')
  @Roles('agents.write')
  async apply(@CurrentAccount() account: Account, @Res() response: WebResponse): Promise<void> {
    const assigned = await this.rules.apply(actorOf(account));
    response.redirect(303, `/customers/lists/without-owner?done=owners-assigned&n=${assigned}`);
  }

  private async send(
    account: Account,
    list: ArchiveListName,
    request: WebRequest,
    response: WebResponse,
    form: FormState = formState(FIELDS, {}),
  ): Promise<void> {
    const definition = archiveTable(list);
    const query = readTableQuery(definition, request.query);
    const { items, next } = await this.lists.page(account, list, definition, query, ROWS_PER_PAGE);
    const count = await this.lists.count(account, list);
    const lines = items.map((line) => ({ ...line, ...maskLine(line) }));
    const table = toTableView(definition, query, { items: lines, next, count });
    const tabs = archiveTabs(list, await this.lists.counts(account));
    const mayRule = list === 'without-owner' && canDo(account.role, 'agents.write');
    const page = { tabs, isStale: list === 'stale', rules: mayRule ? await this.ruleBook() : null };
    await this.view.send(request, response, 'customers-lists', 'console.customers.title', { page, table, form });
  }

  private async ruleBook() {
    const rules = await this.rules.list();
    const agents = await this.agents.list({ active: true });
    const waiting = rules.reduce((sum, rule) => sum + (rule.isActive ? rule.waiting : 0), 0);
    return {
      rules,
      waiting,
      agents: agents.map(({ agentNo, name }) => ({ value: agentNo, label: `${agentNo} ${name}` })),
    };
  }
}
