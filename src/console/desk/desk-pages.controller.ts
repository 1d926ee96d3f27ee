import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { DeskService } from '../../desk/desk.service.js';
import { RefusedError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { toDeskUser } from '../desk-account.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { DeskView } from './desk-view.service.js';

type Posted = Readonly<Record<string, unknown>>;

/** Whom do I call now? The agent's list and day, the next call, and the way back from the last outcome. */
@ApiExcludeController()
@Controller('desk')
@Roles('desk.work')
export class DeskPagesController {
  constructor(
    private readonly desk: DeskService,
    private readonly view: DeskView,
  ) {}

  @Get()
  home(@CurrentAccount() account: Account, @Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.view.home(account, request, response);
  }

  /** The call in hand, or the next one, opened at once. */
  @Post('next')
  next(@CurrentAccount() account: Account, @Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.orSayWhy(account, request, response, async () => {
      const call = await this.desk.next(account.agentId);
      if (call === null) return '/desk?done=desk-none-now';
      if (call.state !== 'handed_over') await this.desk.open(call.attemptId, account.agentId);
      return `/desk/calls/${call.attemptId}`;
    });
  }

  /** The last outcome of a visit is taken back: its call is in the hand again. */
  @Post('undo')
  undo(
    @Body() body: Posted,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.orSayWhy(account, request, response, async () => {
      const { attemptId } = await this.desk.undo(Number(body['visitId']), toDeskUser(account));
      return `/desk/calls/${attemptId}?done=desk-undone`;
    });
  }

  /** A visit that ended today without an answer is opened again, for one more call. */
  @Post('reopen')
  reopen(
    @Body() body: Posted,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.orSayWhy(account, request, response, async () => {
      const given = body['reason'];
      const why = typeof given === 'string' && given.trim() !== '' ? given.trim().slice(0, 500) : '—';
      await this.desk.reopen(Number(body['visitId']), why, toDeskUser(account));
      return '/desk?done=desk-reopened';
    });
  }

  /** Goes where `work` says, or shows the desk with the reason why it was refused. */
  private async orSayWhy(
    account: Account,
    request: WebRequest,
    response: WebResponse,
    work: () => Promise<string>,
  ): Promise<void> {
    try {
      response.redirect(303, await work());
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      response.status(409);
      await this.view.home(account, request, response, error.reason);
    }
  }
}
