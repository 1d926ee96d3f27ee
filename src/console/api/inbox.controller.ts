import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { InboxService } from '../../responses/inbox.service.js';
import type { InboxDecision } from '../../responses/inbox.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { compact, idParam, pageQuery } from '../api-shapes.js';
import type { PageQuery } from '../api-shapes.js';
import { InboxAccess } from '../inbox-access.service.js';

const decisionForm = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('answer'),
    visitId: z.number().int().positive(),
    score: z.number().int(),
    comment: z.string().max(4000).optional(),
  }),
  z.strictObject({ kind: z.literal('comment'), visitId: z.number().int().positive() }),
  z.strictObject({ kind: z.literal('opt-out'), allChannels: z.boolean().optional() }),
  z.strictObject({ kind: z.literal('ignore'), note: z.string().max(1000).optional() }),
]);

@ApiTags('inbox')
@Controller('api/v1/inbox')
@Roles('inbox.decide')
export class InboxController {
  constructor(
    private readonly inbox: InboxService,
    private readonly access: InboxAccess,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Replies that the machine could not place, oldest first, with candidates and reasons' })
  list(@Query({ schema: pageQuery }) query: PageQuery, @CurrentAccount() account: Account) {
    return this.access.list(account, query);
  }

  @Post(':id/decision')
  @HttpCode(204)
  @ApiOperation({ summary: 'Say what a reply means' })
  async decide(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: decisionForm }) decision: z.infer<typeof decisionForm>,
    @CurrentAccount() account: Account,
  ): Promise<void> {
    await this.access.check(account, id);
    await this.inbox.decide(id, compact(decision) as InboxDecision, actorOf(account));
  }
}
