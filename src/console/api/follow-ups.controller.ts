import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { rowScope } from '../../access/permissions.js';
import { FollowUpService } from '../../aftercare/follow-up.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { compact, idParam, pageShape } from '../api-shapes.js';

const listQuery = z.strictObject({ ...pageShape, state: z.enum(['open', 'closed']).optional() });
const closeForm = z.strictObject({ note: z.string().max(2000) });

/** Customers who were not satisfied, until somebody says what was done. */
@ApiTags('follow-ups')
@Controller('api/v1/follow-ups')
@Roles('follow-ups.read')
export class FollowUpsController {
  constructor(private readonly followUps: FollowUpService) {}

  @Get()
  @ApiOperation({ summary: 'Follow-ups, newest first' })
  list(
    @Query({ schema: listQuery }) { after, ...query }: z.infer<typeof listQuery>,
    @CurrentAccount() account: Account,
  ) {
    return this.followUps.list(compact({ ...query, scope: rowScope(account), before: after }));
  }

  @Post(':id/close')
  @HttpCode(200)
  @Roles('follow-ups.close')
  @ApiOperation({ summary: 'Close a follow-up with a note of what was done' })
  close(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: closeForm }) form: z.infer<typeof closeForm>,
    @CurrentAccount() account: Account,
  ) {
    return this.followUps.close(id, form.note, actorOf(account), rowScope(account));
  }
}
