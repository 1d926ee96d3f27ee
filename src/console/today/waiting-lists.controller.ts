import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo, rowScope } from '../../access/permissions.js';
import { Clock } from '../../kernel/clock.js';
import { ASSUME_SENT_AFTER_MINUTES } from '../../dispatch/doubt-times.js';
import { NotFoundError, RefusedError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { SETTLED_OUTCOMES } from '../../planning/settle-doubt.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { DoubtSettlement } from '../doubt-settlement.service.js';
import { PageView } from '../page.view.js';
import { RowsReadModel } from '../rows.read-model.js';
import { toTableView } from '../table.js';
import { readTableQuery } from '../table-query.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { toDoubtItems, waitingTable } from './waiting-lists.js';
import type { WaitingKind } from './waiting-lists.js';
import { WaitingRows } from './waiting-rows.read-model.js';

const settleForm = z.looseObject({ attemptId: idParam, outcome: z.enum(SETTLED_OUTCOMES) });

/** The rows behind the tiles of Today. */
@ApiExcludeController()
@Controller('today')
@Roles('visits.handover')
export class WaitingListsController {
  constructor(
    private readonly rows: WaitingRows,
    private readonly visits: RowsReadModel,
    private readonly doubts: DoubtSettlement,
    private readonly view: PageView,
    private readonly clock: Clock,
  ) {}

  @Get('at-risk')
  atRisk(@CurrentAccount() account: Account, @Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.show('at-risk', account, request, response);
  }

  @Get('held')
  held(@CurrentAccount() account: Account, @Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.show('held', account, request, response);
  }

  @Get('in-doubt')
  inDoubt(@CurrentAccount() account: Account, @Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.show('in-doubt', account, request, response);
  }

  @Post('in-doubt/:visitId/settle')
  @Roles('visits.settle')
  async settle(
    @Param('visitId', { schema: idParam }) visitId: number,
    @Body({ schema: settleForm }) { attemptId, outcome }: z.infer<typeof settleForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const [foreign] = await this.visits.outside([visitId], rowScope(account));
    if (foreign !== undefined) throw new NotFoundError('visit', visitId);
    try {
      await this.doubts.settle(visitId, { attemptId, outcome }, actorOf(account));
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      response.status(409);
      return this.show('in-doubt', account, request, response, error.reason);
    }
    response.redirect(303, `/today/in-doubt?done=doubt-${outcome}`);
  }

  private async show(
    kind: WaitingKind,
    account: Account,
    request: WebRequest,
    response: WebResponse,
    refusal: Reason | null = null,
  ): Promise<void> {
    const now = this.clock.now();
    const definition = waitingTable(kind, now);
    const query = readTableQuery(definition, request.query);
    const rows = await this.rows.page(kind, query, rowScope(account), now);
    const table = toTableView(definition, query, rows);
    const maySettle = canDo(account.role, 'visits.settle');
    const page = {
      kind,
      titleKey: definition.captionKey,
      items: toDoubtItems(rows.items, ASSUME_SENT_AFTER_MINUTES),
      assumedAfter: ASSUME_SENT_AFTER_MINUTES,
      outcomes: SETTLED_OUTCOMES,
      maySettle,
      refusal,
    };
    const template = kind === 'in-doubt' ? 'today-in-doubt' : 'today-rows';
    await this.view.send(request, response, template, page.titleKey, { page, table });
  }
}
