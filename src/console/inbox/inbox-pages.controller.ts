import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { AuditService } from '../../access/audit.service.js';
import { RefusedError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { InboxService } from '../../responses/inbox.service.js';
import type { InboxDecision } from '../../responses/inbox.service.js';
import { MailReportRepository } from '../../responses/mail-report.repository.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { InboxAccess } from '../inbox-access.service.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { buildInboxPage } from './inbox-page.js';
import { InboxVisits } from './inbox-visits.read-model.js';

const PER_PAGE = 20;
const optionalId = z.coerce.number().int().positive().optional().catch(undefined);
const listQuery = z.looseObject({ after: optionalId, at: optionalId, undo: optionalId });
const placeForm = z.looseObject({
  visitId: idParam,
  as: z.union([z.literal('comment'), z.coerce.number().int().min(0).max(10)]),
});
const optOutForm = z.looseObject({ all: z.literal('on').optional() });
const asideForm = z.looseObject({ note: z.string().trim().max(1000).default('') });

/** The messages that a person must place; one key or one button decides each. */
@ApiExcludeController()
@Controller('inbox')
@Roles('inbox.decide')
export class InboxPagesController {
  constructor(
    private readonly inbox: InboxService,
    private readonly access: InboxAccess,
    private readonly visits: InboxVisits,
    private readonly view: PageView,
    private readonly audit: AuditService,
    private readonly mail: MailReportRepository,
  ) {}

  @Get()
  async page(
    @Query({ schema: listQuery }) query: z.infer<typeof listQuery>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.show(request, response, account, query, null);
  }

  @Post(':id/place')
  place(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: placeForm }) { visitId, as }: z.infer<typeof placeForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const decision: InboxDecision =
      as === 'comment' ? { kind: 'comment', visitId } : { kind: 'answer', visitId, score: as };
    return this.decide(request, response, account, id, decision);
  }

  @Post(':id/opt-out')
  optOut(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: optOutForm }) { all }: z.infer<typeof optOutForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.decide(request, response, account, id, { kind: 'opt-out', allChannels: all === 'on' });
  }

  @Post(':id/set-aside')
  setAside(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: asideForm }) { note }: z.infer<typeof asideForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    return this.decide(request, response, account, id, { kind: 'ignore', note });
  }

  @Post(':id/undo')
  async undo(
    @Param('id', { schema: idParam }) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.access.check(account, id);
    const refusal = await refusalOf(() => this.inbox.undo(id));
    if (refusal) return this.show(request, response, account, { at: id }, refusal);
    await this.audit.record({ actor: actorOf(account), action: 'inbox.undo', subject: `message:${id}` });
    response.redirect(303, `/inbox?done=inbox-undone&at=${id}#message-${id}`);
  }

  private async decide(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    id: number,
    decision: InboxDecision,
  ): Promise<void> {
    await this.access.check(account, id);
    const refusal = await refusalOf(() => this.inbox.decide(id, decision, actorOf(account)));
    if (refusal) return this.show(request, response, account, { at: id }, refusal);
    const next = (await this.access.list(account, { after: id, limit: 1 })).items[0]?.id;
    const undo = decision.kind === 'ignore' ? `&undo=${id}` : '';
    const at = next === undefined ? '' : `&at=${next}#message-${next}`;
    response.redirect(303, `/inbox?done=inbox-${decision.kind}${undo}${at}`);
  }

  private async show(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    { after, at, undo }: { after?: number | undefined; at?: number | undefined; undo?: number | undefined },
    refusal: Reason | null,
  ): Promise<void> {
    const oldest = await this.access.list(account, { after, limit: PER_PAGE });
    const isThere = at === undefined || oldest.items.some(({ id }) => id === at);
    const list = isThere ? oldest : await this.access.list(account, { after: at - 1, limit: PER_PAGE });
    const ids = list.items.flatMap(({ candidates }) => candidates.map(({ visitId }) => visitId));
    const page = buildInboxPage({
      messages: list.items,
      visits: await this.visits.load(ids),
      ...{ at: at ?? null, next: list.next, after: isThere ? after : at - 1, undo: undo ?? null, refusal },
    });
    if (refusal) response.status(409);
    const counts = canDo(account.role, 'returned-mail.decide') ? await this.mail.counts() : [];
    const mailWaiting = counts.reduce((sum, each) => sum + each.waiting, 0);
    const shown = { page: { ...page, mailWaiting }, scripts: ['inbox.js'] };
    await this.view.send(request, response, 'inbox', 'console.room.inbox', shown);
  }
}

/** Why somebody's wish was refused; null when it was carried out. */
async function refusalOf(wish: () => Promise<void>): Promise<Reason | null> {
  try {
    await wish();
    return null;
  } catch (error) {
    if (error instanceof RefusedError) return error.reason;
    throw error;
  }
}
