import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { ApprovalService } from '../../access/approval.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';

const listQuery = z.strictObject({ kind: z.enum(['days-off', 'template']).optional() });
const decideForm = z.strictObject({
  decision: z.enum(['approved', 'refused']),
  note: z.string().trim().max(1000).nullish(),
});

@ApiTags('approvals')
@Controller('api/v1/approvals')
@Roles('approvals.decide')
export class ApprovalsController {
  constructor(private readonly approvals: ApprovalService) {}

  @Get()
  @ApiOperation({ summary: 'What waits for a second person, oldest first; nobody decides the own wish' })
  async list(@Query({ schema: listQuery }) { kind }: z.infer<typeof listQuery>, @CurrentAccount() account: Account) {
    const waiting = (await this.approvals.waiting()).filter((one) => kind === undefined || one.kind === kind);
    return { items: waiting.map((one) => ({ ...one, own: one.askedBy === actorOf(account) })), next: null };
  }

  @Post(':id/decide')
  @HttpCode(200)
  @ApiOperation({ summary: 'Approve or refuse what somebody else has asked for, with a note' })
  decide(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: decideForm }) { decision, note }: z.infer<typeof decideForm>,
    @CurrentAccount() account: Account,
  ) {
    return this.approvals.decide(id, actorOf(account), decision, note ?? null);
  }
}
