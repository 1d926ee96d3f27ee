import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Account } from '../../access/account.js';
import { CallBridgeService } from '../../desk/call-bridge.service.js';
import { DeskService } from '../../desk/desk.service.js';
import { RefusedError } from '../../kernel/faults.js';
import { reason } from '../../kernel/reason.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';
import { toDeskUser } from '../desk-account.js';

const listQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) });

/** The agent's desk: the list by what is due, the call in hand, its draft. */
@ApiTags('desk')
@Controller('api/v1/desk')
@Roles('desk.work')
export class DeskController {
  constructor(
    private readonly desk: DeskService,
    private readonly bridges: CallBridgeService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The own calls, what is in hand first, then by what is due' })
  async list(@Query({ schema: listQuery }) { limit }: z.infer<typeof listQuery>, @CurrentAccount() account: Account) {
    return { items: await this.desk.list(agentIdOf(account), limit), next: null };
  }

  @Post('next')
  @HttpCode(200)
  @ApiOperation({
    summary: 'The call in hand or the next one, with customer, history and script; null when none may be made now',
  })
  async next(@CurrentAccount() account: Account) {
    return { call: await this.desk.next(agentIdOf(account)) };
  }

  @Post('calls/:attemptId/open')
  @HttpCode(200)
  @ApiOperation({ summary: 'Open a call: from here on it stays the agent’s until it is recorded' })
  open(@Param('attemptId', { schema: idParam }) attemptId: number, @CurrentAccount() account: Account) {
    return this.desk.open(attemptId, agentIdOf(account));
  }

  @Post('calls/:attemptId/release')
  @HttpCode(204)
  @ApiOperation({ summary: 'Give an offered call back' })
  release(
    @Param('attemptId', { schema: idParam }) attemptId: number,
    @CurrentAccount() account: Account,
  ): Promise<void> {
    return this.desk.release(attemptId, agentIdOf(account));
  }

  @Post('calls/:attemptId/bridge')
  @HttpCode(204)
  @ApiOperation({ summary: 'Put the open call through: the agent’s own telephone rings first (click-to-call)' })
  bridge(
    @Param('attemptId', { schema: idParam }) attemptId: number,
    @CurrentAccount() account: Account,
  ): Promise<void> {
    return this.bridges.start(attemptId, agentIdOf(account));
  }

  @Put('visits/:visitId/draft')
  @ApiOperation({ summary: 'Keep a draft of the open call’s record' })
  saveDraft(
    @Param('visitId', { schema: idParam }) visitId: number,
    @Body({ schema: jsonObject }) form: JsonObject,
    @CurrentAccount() account: Account,
  ) {
    return this.desk.saveDraft(visitId, form, toDeskUser(account));
  }
}

function agentIdOf(account: Account): number {
  if (account.agentId !== null) return account.agentId;
  throw new RefusedError(reason('no-agent-number'), 'This account belongs to no agent; it has no desk of its own.');
}
