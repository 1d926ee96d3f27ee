import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { SegmentService } from '../../archive/segment.service.js';
import { InputError, RefusedError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { applyStep, draftOf, EMPTY_CONDITION, readDraft } from './segment-draft.js';
import { filterOf } from './segment-terms.js';
import { SegmentUse } from './segment-use.service.js';
import { SegmentView } from './segment.view.js';

type Body = Readonly<Record<string, unknown>>;

/** Who is meant: conditions under a name, with their count and a sample. */
@ApiExcludeController()
@Controller('segments')
@Roles('segments.read')
export class SegmentPagesController {
  constructor(
    private readonly segments: SegmentService,
    private readonly use: SegmentUse,
    private readonly pages: SegmentView,
    private readonly view: PageView,
  ) {}

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const items = await this.pages.lines(request, await this.segments.list());
    const page = { items, mayWrite: canDo(account.role, 'segments.write') };
    await this.view.send(request, response, 'segments-list', 'console.segments.title', { page });
  }

  @Get('new')
  @Roles('segments.write')
  async showNew(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const draft = { match: 'all' as const, nodes: [EMPTY_CONDITION] };
    await this.pages.send(request, response, { id: null, name: '', draft });
  }

  /** The builder after a step, and what it stands for now; nothing is kept. */
  @Post('build')
  async build(@Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    const body = request.body as Body;
    const draft = applyStep(readDraft(body), textOf(body['do']));
    response.status(200);
    await this.pages.send(request, response, { id: readId(body), name: textOf(body['name']), draft });
  }

  @Post('save')
  @Roles('segments.write')
  async save(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const body = request.body as Body;
    const [id, name, draft] = [readId(body), textOf(body['name']), readDraft(body)];
    try {
      const saved = await this.segments.write(id, name, filterOf(draft, false).filter, actorOf(account));
      response.redirect(303, `/segments/${saved.id}?done=segment-saved`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      response.status(422);
      await this.pages.send(request, response, { id, name, draft, faults: error.faults });
    }
  }

  @Get(':id')
  async show(
    @Param('id', { schema: idParam }) id: number,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { name, filter } = await this.segments.get(id);
    await this.pages.send(request, response, { id, name, draft: draftOf(filter) });
  }

  /** The number alone, for lists that fetch it when it is looked at. */
  @Get(':id/count')
  async count(
    @Param('id', { schema: idParam }) id: number,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const count = await this.use.count((await this.segments.get(id)).filter);
    const html = await this.view.fragment('segments-count', await this.view.locale(request), { count });
    response.type('html').send(html);
  }

  @Post(':id/delete')
  @Roles('segments.write')
  async remove(
    @Param('id', { schema: idParam }) id: number,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const saved = await this.segments.get(id);
    try {
      await this.use.remove(saved);
      response.redirect(303, '/segments?done=segment-deleted');
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      response.status(409);
      const page = { id, name: saved.name, draft: draftOf(saved.filter), refused: error.reason };
      await this.pages.send(request, response, page);
    }
  }
}

function readId(body: Body): number | null {
  const id = textOf(body['id']);
  return /^\d{1,15}$/.test(id) ? Number(id) : null;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
