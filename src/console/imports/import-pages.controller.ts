import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { FieldConflictService } from '../../archive/field-conflict.service.js';
import { ImportDraftService } from '../../archive/import-draft.service.js';
import { ImportService } from '../../archive/import.service.js';
import { Clock } from '../../kernel/clock.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import { toTableView } from '../table.js';
import { readTableQuery } from '../table-query.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { FINDING_KINDS } from './finding-list.js';
import { IMPORT_LIST } from './import-list.js';
import { ImportListReadModel } from './import-list.read-model.js';
import { chooseKind, FINDINGS_PER_PAGE, findingsView, importPage } from './import-page.js';

const findingsQuery = z.looseObject({
  kind: z.enum(FINDING_KINDS).optional().catch(undefined),
  after: z.coerce.number().int().min(0).optional().catch(undefined),
});
const conflictForm = z.looseObject({
  do: z.enum(['keep', 'take']),
  conflict: z.coerce.number().int().positive().optional(),
});

/** Imports, and what each did. */
@ApiExcludeController()
@Controller('imports')
@Roles('imports.run')
export class ImportPagesController {
  constructor(
    private readonly imports: ImportService,
    private readonly drafts: ImportDraftService,
    private readonly conflicts: FieldConflictService,
    private readonly rows: ImportListReadModel,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const query = readTableQuery(IMPORT_LIST, request.query);
    const table = toTableView(IMPORT_LIST, query, await this.rows.read(query));
    const page = { drafts: await this.drafts.listOpen() };
    await this.view.send(request, response, 'imports-list', 'console.imports.title', { table, page });
  }

  @Get(':id')
  async show(
    @Param('id', { schema: idParam }) id: number,
    @Query({ schema: findingsQuery }) { kind: wish, after }: z.infer<typeof findingsQuery>,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const account = await this.imports.get(id);
    const draft = (await this.drafts.ofImports([id])).get(id) ?? null;
    const kind = chooseKind(account, wish);
    const page = { kind, limit: FINDINGS_PER_PAGE + 1, ...(after === undefined ? {} : { afterId: after }) };
    const hasOpen = kind === 'conflict' && !account.dryRun;
    const open = hasOpen ? await this.conflicts.list({ ...page, importId: id, limit: FINDINGS_PER_PAGE }) : null;
    const found = hasOpen ? [] : await this.imports.findings(id, page);
    const conflicts = account.dryRun
      ? await this.imports.countFindings(id, 'conflict')
      : await this.conflicts.countOpen(id);
    const at = { path: `/imports/${id}`, kind, after: after ?? null, conflicts };
    const parts = { findings: findingsView(account, found, at), conflicts: open, draftId: draft?.id ?? null };
    await this.view.send(request, response, 'imports-one', 'console.imports.title', {
      page: importPage(account, { ...parts, now: this.clock.now() }),
      heading: account.file,
    });
  }

  @Post(':id/conflicts')
  async settle(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const form = conflictForm.parse(request.body);
    const meant =
      form.conflict === undefined ? await this.conflicts.ofImport(id) : [await this.conflicts.one(id, form.conflict)];
    const { settled, left } = await this.conflicts[form.do](meant, actorOf(account));
    const done = left > 0 ? 'conflicts-left' : `conflicts-${form.do}`;
    response.redirect(303, `/imports/${id}?kind=conflict&done=${done}&n=${left > 0 ? left : settled}`);
  }
}
