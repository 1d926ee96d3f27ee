import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { SettleRestore } from '../../dispatch/settle-restore.service.js';
import { InputError, RefusedError } from '../../kernel/faults.js';
import { LateStarts } from '../../planning/late-starts.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { formState, type FormState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { WorkStateReadModel } from '../work-state.read-model.js';
import { buildWorkPage } from './sending-page.js';

const confirmForm = z.looseObject({ until: z.string().default('') });
const FIELDS = ['until'];

/** What the sending does now, and what an operator decides after an outage or a restored backup. */
@ApiExcludeController()
@Controller('sending')
@Roles('work.read')
export class WorkPagesController {
  constructor(
    private readonly state: WorkStateReadModel,
    private readonly late: LateStarts,
    private readonly restores: SettleRestore,
    private readonly view: PageView,
  ) {}

  @Get()
  page(@CurrentAccount() account: Account, @Req() request: WebRequest, @Res() response: WebResponse): Promise<void> {
    return this.show(account, request, response, {});
  }

  @Post('late/:id/seen')
  async see(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.late.see(id, actorOf(account));
    response.redirect(303, '/sending?done=late-seen');
  }

  @Post('late/try-again')
  async tryAgain(@CurrentAccount() account: Account, @Res() response: WebResponse): Promise<void> {
    const n = await this.late.tryAgain(actorOf(account));
    response.redirect(303, `/sending?done=late-again&n=${n}`);
  }

  @Post('hold')
  @Roles('sending.hold')
  async hold(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.change(account, request, response, { done: 'sending-held', typed: {} }, () =>
      this.restores.hold(actorOf(account)),
    );
  }

  @Post('confirm')
  @Roles('sending.hold')
  async confirm(
    @Body({ schema: confirmForm }) typed: z.infer<typeof confirmForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.change(account, request, response, { done: 'sending-confirmed', typed }, () =>
      this.restores.confirm(actorOf(account), readUntil(typed.until)),
    );
  }

  private async change(
    account: Account,
    request: WebRequest,
    response: WebResponse,
    { done, typed }: { readonly done: string; readonly typed: Record<string, unknown> },
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof InputError) {
        response.status(422);
        return this.show(account, request, response, { form: formState(FIELDS, typed, error.faults) });
      }
      if (!(error instanceof RefusedError)) throw error;
      response.status(409);
      return this.show(account, request, response, { refusal: error.reason });
    }
    response.redirect(303, `/sending?done=${done}`);
  }

  private async show(
    account: Account,
    request: WebRequest,
    response: WebResponse,
    extra: { readonly form?: FormState; readonly refusal?: RefusedError['reason'] },
  ): Promise<void> {
    const [state, late, { open, past }] = await Promise.all([
      this.state.read(),
      this.late.latest(),
      this.restores.status(),
    ]);
    const page = {
      ...buildWorkPage(state, late, open === null ? past : [open, ...past]),
      mayHold: canDo(account.role, 'sending.hold'),
      refusal: extra.refusal ?? null,
    };
    const form = extra.form ?? formState(FIELDS, {}, []);
    await this.view.send(request, response, 'work', 'console.work.title', { page, form });
  }
}

/** An instant with its zone; empty means now. Throws InputError. */
function readUntil(text: string): Date | null {
  const typed = text.trim();
  if (typed === '') return null;
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(typed);
  const at = new Date(typed);
  if (isInstant && !Number.isNaN(at.getTime())) return at;
  throw new InputError([
    { field: 'until', code: 'not-an-instant', message: 'must be an instant such as 2026-11-24T01:00:00Z' },
  ]);
}
