import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { DeskService } from '../../desk/desk.service.js';
import type { Reason } from '../../kernel/reason.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { formState } from '../form.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { HandOverPlanning } from './hand-over-planning.service.js';
import type { HandOverWish } from './hand-over-page.js';
import { HandOverRows } from './hand-over.read-model.js';
import { orRefused } from './or-refused.js';

const text = z.string().trim().max(200).catch('');
const wishShape = {
  from: text,
  to: text,
  part: text,
  due: z.iso.date().catch(''),
  campaign: z.coerce.number().int().positive().nullable().catch(null),
  fixed: z
    .literal('1')
    .transform(() => true)
    .catch(() => false),
};
const wishQuery = z.looseObject(wishShape);
const moveForm = z.looseObject({
  ...wishShape,
  n: z.coerce.number().int().min(0).catch(-1),
  token: text,
  reason: z.string().trim().max(500).catch(''),
});
const backForm = z.looseObject({ at: z.iso.datetime() });
const FIELDS = ['from', 'to', 'campaign', 'part', 'due', 'fixed', 'reason'];

/** A list of visits changes hands: chosen, looked at, confirmed by its number, and back again where that is wanted. */
@ApiExcludeController()
@Controller('handover')
@Roles('visits.handover')
export class HandOverController {
  constructor(
    private readonly planning: HandOverPlanning,
    private readonly rows: HandOverRows,
    private readonly desk: DeskService,
    private readonly view: PageView,
  ) {}

  @Get()
  async page(
    @Query({ schema: wishQuery }) query: z.infer<typeof wishQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.show(request, response, account, query);
  }

  @Post()
  async move(
    @Body({ schema: moveForm }) form: z.infer<typeof moveForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const { preview } = await this.planning.page(account, form, await this.view.locale(request));
    const isSame = preview?.number === form.n && (form.token === '' || form.token === preview.token);
    if (!isSame || form.n === 0) {
      response.status(409);
      return this.show(request, response, account, form, { isStale: true });
    }
    const move = async () => {
      const said = { token: preview.token, why: form.reason };
      const { moved } = await this.planning.carryOut(account, form, said);
      response.redirect(303, `/handover?done=handed-over&n=${moved}`);
    };
    await orRefused(move, (refusal) => this.show(request, response.status(409), account, form, { refusal }));
  }

  @Post('back')
  async back(
    @Body({ schema: backForm }) { at }: z.infer<typeof backForm>,
    @CurrentAccount() account: Account,
    @Res() response: WebResponse,
  ): Promise<void> {
    const actor = actorOf(account);
    const moves = await this.rows.wayBack(actor, new Date(at));
    const { moved } = moves.length === 0 ? { moved: 0 } : await this.desk.handOverAll(moves, actor, { back: true });
    response.redirect(303, `/handover?done=handed-back&n=${moved}`);
  }

  private async show(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    asked: HandOverWish & { readonly reason?: unknown },
    wrong: { readonly isStale?: boolean; readonly refusal?: Reason } = {},
  ): Promise<void> {
    const { from, to, campaign, part, due, fixed } = asked;
    const page = await this.planning.page(
      account,
      { from, to, campaign, part, due, fixed },
      await this.view.locale(request),
    );
    const form = formState(FIELDS, { ...asked, fixed: fixed ? '1' : '' } as unknown as Record<string, unknown>);
    const model = { page: { ...page, ...wrong }, form };
    await this.view.send(request, response, 'handover', 'console.handover.title', model);
  }
}
