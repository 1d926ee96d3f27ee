import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { canDo } from '../../access/permissions.js';
import { NotFoundError, RefusedError } from '../../kernel/faults.js';
import { CHANNELS } from '../../kernel/words.js';
import type { Change } from '../../planning/plan-change.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { PageView } from '../page.view.js';
import type { WebRequest, WebResponse } from '../web-request.adapter.js';
import { CampaignCommands } from './campaign-commands.service.js';
import { CampaignDifference } from './campaign-difference.service.js';
import { CampaignHeads } from './campaign-head.service.js';
import type { Move } from './campaign-page.js';
import { CampaignPlanning } from './campaign-planning.service.js';

const BY_ID = { schema: idParam };
const MOVES: readonly string[] = ['launch', 'pause', 'resume', 'cancel', 'close'] satisfies Move[];
const instant = z.iso.datetime();
/** What of a campaign itself a suggestion changes. */
const suggestionForm = z.union([
  z.looseObject({ kind: z.literal('days'), value: z.coerce.number().int().min(1).max(28) }),
  z.looseObject({ kind: z.literal('deadline'), value: instant }),
  z.looseObject({ kind: z.literal('start'), value: instant }),
  z.looseObject({ kind: z.literal('channel'), value: z.enum(CHANNELS) }),
]);
const approvalForm = z.looseObject({
  approvalId: z.coerce.number().int().positive(),
  action: z.enum(['approved', 'refused']),
  note: z.string().trim().max(500).default(''),
});

/** What may be done with a campaign: each step states its number first, and how one comes back from it. */
@ApiExcludeController()
@Controller('campaigns')
@Roles('campaigns.write')
export class CampaignActionsController {
  constructor(
    private readonly heads: CampaignHeads,
    private readonly commands: CampaignCommands,
    private readonly planning: CampaignPlanning,
    private readonly differences: CampaignDifference,
    private readonly view: PageView,
  ) {}

  @Post(':id/plan')
  async plan(
    @Param('id', BY_ID) id: number,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.attempt(request, response, account, id, () => this.planning.plan(id, actorOf(account)));
  }

  /** Changes a draft as a suggestion says, and plans it again. */
  @Post(':id/suggestion')
  async takeSuggestion(
    @Param('id', BY_ID) id: number,
    @Body({ schema: suggestionForm }) wish: z.infer<typeof suggestionForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    await this.attempt(request, response, account, id, () => this.planning.take(id, toChange(wish), actorOf(account)));
  }

  /** Decides about calls on days off; the wish must be the one that the page showed. */
  @Post(':id/approval')
  @Roles('approvals.decide')
  async decide(
    @Param('id', BY_ID) id: number,
    @Body({ schema: approvalForm }) { approvalId, action, note }: z.infer<typeof approvalForm>,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const wish = { approvalId, decision: action, note: note === '' ? null : note };
    await this.attempt(request, response, account, id, async () => {
      await this.commands.decide(id, wish, actorOf(account));
      return `done=days-off-${action}`;
    });
  }

  @Get(':id/do/:move')
  async confirm(
    @Param('id', BY_ID) id: number,
    @Param('move') name: string,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const move = readMove(name, account);
    await this.showConfirm(request, response, account, id, move);
  }

  @Post(':id/do/:move')
  async act(
    @Param('id', BY_ID) id: number,
    @Param('move') name: string,
    @CurrentAccount() account: Account,
    @Req() request: WebRequest,
    @Res() response: WebResponse,
  ): Promise<void> {
    const move = readMove(name, account);
    await this.attempt(request, response, account, id, () => this.commands.run(id, move, actorOf(account)));
  }

  /** A refusal comes back to the campaign's page in words, with what can be done there. */
  private async attempt(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    id: number,
    action: () => Promise<string>,
  ): Promise<void> {
    try {
      response.redirect(303, `/campaigns/${id}?${await action()}`);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const { campaign, head } = await this.heads.load(id, account, null);
      response.status(409);
      const model = { page: { head, refusal: error.reason }, heading: campaign.name };
      await this.view.send(request, response, 'campaigns-refused', 'console.campaigns.title', model);
    }
  }

  private async showConfirm(
    request: WebRequest,
    response: WebResponse,
    account: Account,
    id: number,
    move: Move,
  ): Promise<void> {
    const { campaign, head } = await this.heads.load(id, account, null);
    const ask = await this.commands.foresee(campaign, move);
    const isOpen = head.moves.some((one) => one.move === move);
    const ahead = isOpen && move === 'launch' ? await this.differences.ahead(campaign, account) : null;
    // Without a second person's agreement a launch would only be refused.
    const waits = move === 'launch' && head.approval !== null && head.approval.state !== 'approved';
    const model = { page: { head, ask, isOpen, ahead, waits }, heading: campaign.name };
    await this.view.send(request, response, 'campaigns-confirm', `console.campaigns.do.${move}`, model);
  }
}

/** Closing is a right of its own; what nobody knows is not there. */
function readMove(name: string, { role }: Account): Move {
  if (!MOVES.includes(name)) throw new NotFoundError('command', name);
  if (name === 'close' && !canDo(role, 'reports.close')) throw new NotFoundError('command', name);
  return name as Move;
}

function toChange(wish: z.infer<typeof suggestionForm>): Change {
  switch (wish.kind) {
    case 'days':
      return { kind: wish.kind, days: wish.value };
    case 'deadline':
      return { kind: wish.kind, until: wish.value };
    case 'start':
      return { kind: wish.kind, at: wish.value };
    case 'channel':
      return { kind: wish.kind, channel: wish.value };
  }
}
