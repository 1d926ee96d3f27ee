import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { ImportService } from '../../archive/import.service.js';
import { SourceService } from '../../archive/source.service.js';
import { Clock } from '../../kernel/clock.js';
import { InputError, type Fault } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { KEY_OPTIONS } from './draft-form.js';
import { readSourceForm, SOURCE_FIELDS, SOURCE_KINDS, sourceFault, sourceValues } from './source-form.js';
import { sourceLine, sourceRun } from './source-page.js';

const RUNS = 20;
const FRESH = {
  kind: 'folder',
  dailyAt: '06:30',
  enabled: 'yes',
  endings: '.csv .xlsx',
  key: 'customer_no',
  consent: [],
};

/** The company's own archives that are pulled each day. */
@ApiExcludeController()
@Controller('imports/sources')
@Roles('imports.run')
export class SourcePagesController {
  constructor(
    private readonly sources: SourceService,
    private readonly imports: ImportService,
    private readonly clock: Clock,
    private readonly view: PageView,
  ) {}

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const now = this.clock.now();
    const lines = [];
    for (const source of await this.sources.list()) {
      const [last = null] = await this.imports.list({ sourceId: source.id, limit: 1 });
      lines.push(sourceLine(source, last, now));
    }
    const page = { sources: lines, mayWrite: canDo(account.role, 'sources.write') };
    await this.view.send(request, response, 'imports-sources', 'console.sources.title', { page });
  }

  @Get('new')
  @Roles('sources.write')
  async showNew(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    await this.sendForm(request, response, FRESH, []);
  }

  @Post()
  @Roles('sources.write')
  async save(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const body = request.body as Record<string, unknown>;
    try {
      const { id } = await this.sources.save(readSourceForm(body), actorOf(account));
      response.redirect(303, `/imports/sources/${id}?done=source-saved`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      await this.sendForm(request, response, body, error.faults.map(sourceFault));
    }
  }

  @Get(':id')
  async show(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const source = await this.sources.get(id);
    const runs = await this.imports.list({ sourceId: id, limit: RUNS });
    const now = this.clock.now();
    const page = {
      source: sourceLine(source, runs[0] ?? null, now),
      runs: runs.map((run) => sourceRun(run, now)),
      mayWrite: canDo(account.role, 'sources.write'),
      ...CHOICES,
    };
    const form = formState(SOURCE_FIELDS, sourceValues(source));
    const heading = source.definition.name;
    await this.view.send(request, response, 'imports-source', 'console.sources.title', { page, form, heading });
  }

  @Post(':id/pull')
  async pull(@Param('id', { schema: idParam }) id: number, @Res() response: WebResponse): Promise<void> {
    await this.sources.pullNow(id);
    response.redirect(303, `/imports/sources/${id}?done=source-pulled`);
  }

  private sendForm(
    request: WebRequest,
    response: WebResponse,
    typed: Readonly<Record<string, unknown>>,
    faults: readonly Fault[],
  ): Promise<void> {
    const form = formState(SOURCE_FIELDS, { ...typed, consent: [typed['consent'] ?? []].flat() }, faults);
    return this.view.send(request, response, 'imports-source-form', 'console.sources.new', { form, page: CHOICES });
  }
}

const CHOICES = { kinds: SOURCE_KINDS, keys: KEY_OPTIONS };
