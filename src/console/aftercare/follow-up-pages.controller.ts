import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo, rowScope } from '../../access/permissions.js';
import { FollowUpService } from '../../aftercare/follow-up.service.js';
import { Clock } from '../../kernel/clock.js';
import { InputError, RefusedError } from '../../kernel/faults.js';
import type { Fault } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import { toTableView } from '../table.js';
import { readTableQuery } from '../table-query.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { FollowUpBook } from './follow-up-book.service.js';
import { FollowUpList } from './follow-up-list.read-model.js';
import { followUpTable } from './follow-up-list.js';

/** Who is unhappy, is it mended? */
@ApiExcludeController()
@Controller('follow-ups')
@Roles('follow-ups.read')
export class FollowUpPagesController {
  constructor(
    private readonly followUps: FollowUpService,
    private readonly rows: FollowUpList,
    private readonly book: FollowUpBook,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const now = this.clock.now();
    const definition = followUpTable(now);
    const query = readTableQuery(definition, request.query);
    const table = toTableView(definition, query, await this.rows.page(query, rowScope(account), now));
    await this.view.send(request, response, 'aftercare-follow-ups', 'console.room.follow-ups', { table });
  }

  @Get(':id')
  async one(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.show(request, response, account, id, { note: '', faults: [], refusal: null });
  }

  @Post(':id/close')
  @HttpCode(200)
  @Roles('follow-ups.close')
  async close(
    @Param('id', { schema: idParam }) id: number,
    @Body() body: JsonObject,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const note = typeof body['note'] === 'string' ? body['note'] : '';
    try {
      await this.followUps.close(id, note, actorOf(account), rowScope(account));
    } catch (error) {
      if (error instanceof InputError) {
        response.status(422);
        return this.show(request, response, account, id, { note, faults: error.faults, refusal: null });
      }
      if (error instanceof RefusedError) {
        response.status(409);
        return this.show(request, response, account, id, { note, faults: [], refusal: error.reason });
      }
      throw error;
    }
    response.redirect(303, `/follow-ups/${id}?done=follow-up-closed`);
  }

  private async show(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    id: number,
    { note, faults, refusal }: { note: string; faults: readonly Fault[]; refusal: Reason | null },
  ): Promise<void> {
    const followUp = await this.followUps.get(id, rowScope(account));
    const rights = { mayClose: canDo(account.role, 'follow-ups.close') };
    const page = { ...(await this.book.open(followUp, rights, await this.view.locale(request))), refusal };
    const heading = followUp.customerName;
    const form = formState(['note'], { note }, faults);
    await this.view.send(request, response, 'aftercare-follow-up', 'console.room.follow-ups', { page, form, heading });
  }
}
