import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { ApprovalService } from '../../access/approval.service.js';
import { NotFoundError, RefusedError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import { readTemplateSubject } from '../../messages/template-state.js';
import { TemplateService } from '../../messages/template.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { toWishView } from './templates-page.js';
import type { WishView } from './templates-page.js';

const decideForm = z.looseObject({
  decision: z.enum(['approved', 'refused']),
  note: z.string().trim().max(1000).default(''),
});

/** The second person for templates: what waits, beside what is sent until then. */
@ApiExcludeController()
@Controller('templates/approvals')
@Roles('approvals.decide')
export class TemplateApprovalsController {
  constructor(
    private readonly approvals: ApprovalService,
    private readonly templates: TemplateService,
    private readonly view: PageView,
  ) {}

  @Get()
  async list(
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.send(request, response, account, null);
  }

  @Post(':id')
  async decide(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: decideForm }) { decision, note }: z.infer<typeof decideForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    if ((await this.approvals.byId(id)).kind !== 'template') throw new NotFoundError('approval', id);
    try {
      const decided = await this.approvals.decide(id, actorOf(account), decision, note === '' ? null : note);
      response.redirect(303, `/templates/approvals?done=template-decided-${decided.decision ?? decision}`);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      response.status(409);
      await this.send(request, response, account, error.reason);
    }
  }

  private async send(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    refusal: Reason | null,
  ): Promise<void> {
    const page = { wishes: await this.wishes(actorOf(account)), refusal };
    await this.view.send(request, response, 'templates-approvals', 'console.templates.approvals', { page });
  }

  private async wishes(actor: string): Promise<WishView[]> {
    const found: WishView[] = [];
    for (const approval of await this.approvals.waiting()) {
      const ref = approval.kind === 'template' ? readTemplateSubject(approval.subject) : null;
      if (ref === null) continue;
      const wish = toWishView(approval, await this.templates.versions(ref.id, ref.channel, ref.language), actor);
      if (wish !== null) found.push(wish);
    }
    return found;
  }
}
