import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { SettingsService } from '../../config/settings.service.js';
import { CallBridgeService } from '../../desk/call-bridge.service.js';
import { CALL_MARKS, type CallMark } from '../../desk/call-marks.js';
import { DeskService } from '../../desk/desk.service.js';
import { InputError, RefusedError } from '../../kernel/faults.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { toDeskUser } from '../desk-account.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { readCallFields } from './call-fields.js';
import { DeskView, type Trouble } from './desk-view.service.js';

type Posted = Readonly<Record<string, unknown>>;
const ID = { schema: idParam };
const MARK = { schema: z.enum(CALL_MARKS) };

/** Who asks about which call, and what was posted. */
interface Exchange {
  readonly attemptId: number;
  readonly account: Account;
  readonly request: WebRequest;
  readonly response: WebResponse;
  readonly body?: Posted;
}

/** What do I say, and what was said? One call: its line, its script, its record; every form keeps what was typed. */
@ApiExcludeController()
@Controller('desk/calls/:attemptId')
@Roles('desk.work')
export class CallPagesController {
  constructor(
    private readonly desk: DeskService,
    private readonly view: DeskView,
    private readonly settings: SettingsService,
    private readonly bridges: CallBridgeService,
  ) {}

  @Get()
  page(
    @Param('attemptId', ID) attemptId: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.show({ attemptId, account, request, response }, {});
  }

  @Post('open')
  open(
    @Param('attemptId', ID) attemptId: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.orSayWhy({ attemptId, account, request, response }, async () => {
      await this.desk.open(attemptId, account.agentId);
      return `/desk/calls/${attemptId}`;
    });
  }

  @Post('release')
  release(
    @Param('attemptId', ID) attemptId: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.orSayWhy({ attemptId, account, request, response }, async () => {
      await this.desk.release(attemptId, account.agentId);
      return '/desk?done=desk-released';
    });
  }

  /** Dialled, answered, hung up: the server's clock notes it, whatever else is typed. */
  @Post('marks/:mark')
  mark(
    @Param('attemptId', ID) attemptId: number,
    @Param('mark', MARK) mark: CallMark,
    @Body() body: Posted,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.orSayWhy({ attemptId, account, request, response, body }, async (typed) => {
      await this.desk.mark(attemptId, mark, toDeskUser(account));
      await this.desk.hand.save(attemptId, typed(), toDeskUser(account));
      return `/desk/calls/${attemptId}`;
    });
  }

  /** Puts the call through: the agent's own telephone rings, then the customer's. */
  @Post('bridge')
  bridge(
    @Param('attemptId', ID) attemptId: number,
    @Body() body: Posted,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.orSayWhy({ attemptId, account, request, response, body }, async (typed) => {
      await this.desk.hand.save(attemptId, typed(), toDeskUser(account));
      await this.bridges.start(attemptId, account.agentId);
      return `/desk/calls/${attemptId}`;
    });
  }

  /** Keeps what is typed: by itself while one types, and by Enter. */
  @Post('draft')
  draft(
    @Param('attemptId', ID) attemptId: number,
    @Body() body: Posted,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.orSayWhy({ attemptId, account, request, response, body }, async (typed) => {
      await this.desk.hand.save(attemptId, typed(), toDeskUser(account));
      return `/desk/calls/${attemptId}`;
    });
  }

  @Post('step')
  step(
    @Param('attemptId', ID) attemptId: number,
    @Body() body: Posted,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.orSayWhy({ attemptId, account, request, response, body }, async (typed) => {
      const step = typeof body['step'] === 'string' ? body['step'] : '';
      await this.desk.hand.step(attemptId, { typed: typed(), step }, toDeskUser(account));
      return `/desk/calls/${attemptId}`;
    });
  }

  /** Closes the record and goes straight to the next call; an incomplete one names what is missing. */
  @Post('record')
  record(
    @Param('attemptId', ID) attemptId: number,
    @Body() body: Posted,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const exchange = { attemptId, account, request, response, body };
    return this.orSayWhy(exchange, async (typed) => {
      const { state, visitId } = await this.desk.hand.record(attemptId, typed(), toDeskUser(account));
      if (state === 'complete') return this.afterwards(account, visitId);
      response.status(422);
      await this.show(exchange, { isIncomplete: true });
      return null;
    });
  }

  private async afterwards(account: Account, visitId: number): Promise<string> {
    const next = await this.desk.next(account.agentId).catch((error: unknown) => {
      if (error instanceof RefusedError) return null;
      throw error;
    });
    const place = next === null ? '/desk' : `/desk/calls/${next.attemptId}`;
    return `${place}?recorded=${visitId}`;
  }

  /** Goes where `work` says; a fault stands beside its field, a refusal above the form, and nothing typed is lost. */
  private async orSayWhy(
    exchange: Exchange,
    work: (typed: () => Record<string, unknown>) => Promise<string | null>,
  ): Promise<void> {
    const { body = {}, response } = exchange;
    const { timeZone } = await this.settings.organisation();
    const { typed, faults } = readCallFields(body, timeZone);
    try {
      const place = await work(() => {
        if (faults.length > 0) throw new InputError(faults);
        return typed;
      });
      if (place !== null) response.redirect(303, place);
    } catch (error) {
      if (error instanceof InputError) {
        response.status(422);
        return this.show(exchange, { typed: body, faults: error.faults });
      }
      if (!(error instanceof RefusedError)) throw error;
      response.status(409);
      return this.show(exchange, { typed: body, refusal: error.reason });
    }
  }

  /** The page of the call; the desk with the reason where the call is not (or no longer) in this agent's hand. */
  private async show({ attemptId, account, request, response }: Exchange, trouble: Trouble): Promise<void> {
    try {
      await this.view.call(attemptId, account, request, response, trouble);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      response.status(409);
      await this.view.home(account, request, response, trouble.refusal ?? error.reason);
    }
  }
}
