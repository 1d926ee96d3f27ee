import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { isInScope, rowScope } from '../../access/permissions.js';
import { DeskService } from '../../desk/desk.service.js';
import { NotFoundError } from '../../kernel/faults.js';
import { SETTLED_OUTCOMES } from '../../planning/settle-doubt.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam, jsonObject, pageShape, toPage } from '../api-shapes.js';
import type { JsonObject } from '../api-shapes.js';
import { toDeskUser } from '../desk-account.js';
import { DoubtSettlement } from '../doubt-settlement.service.js';
import { BAR_PARTS } from '../ledger-bar.js';
import { RowsReadModel } from '../rows.read-model.js';
import { VisitDetailReadModel } from './visit-detail.read-model.js';

const recordForm = jsonObject.describe('The visit record; `channel` says how when it was not the call of the desk');
const listQuery = z.strictObject({
  ...pageShape,
  campaignId: idParam.optional(),
  part: z.enum(BAR_PARTS).exclude(['excluded']).optional(),
  agentNo: z.string().max(40).optional(),
});
const appointmentForm = z.strictObject({
  at: z.iso.datetime({ offset: true }),
  reason: z.string().max(500).optional(),
});
const reopenForm = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const settleForm = z.strictObject({ attemptId: idParam.optional(), outcome: z.enum(SETTLED_OUTCOMES) });
const handOverForm = z.strictObject({
  toAgentNo: z.string().min(1),
  also: z.array(z.number().int().positive()).max(5000).default([]),
  reason: z.string().trim().min(1).max(500).optional(),
});

/** A visit: its story, its record, its next appointment, its agent. An agent sees and changes the own ones. */
@ApiTags('visits')
@Controller('api/v1/visits')
@Roles('visits.record')
export class VisitsController {
  constructor(
    private readonly desk: DeskService,
    private readonly details: VisitDetailReadModel,
    private readonly rows: RowsReadModel,
    private readonly doubts: DoubtSettlement,
  ) {}

  @Get()
  @Roles('visits.read')
  @ApiOperation({ summary: 'Visits by campaign, part of the ledger and agent, as far as the account may see them' })
  async list(
    @Query({ schema: listQuery }) { after, limit, ...filter }: z.infer<typeof listQuery>,
    @CurrentAccount() account: Account,
  ) {
    const query = { ...filter, after: after ?? 0, limit: limit + 1 };
    return toPage(await this.rows.visits(query, rowScope(account)), limit);
  }

  @Get(':id')
  @Roles('visits.read')
  @ApiOperation({ summary: 'One visit with its attempts, its reasons and everything that happened' })
  async get(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    const visit = await this.details.get(id);
    // What an agent may not see is not there, rather than forbidden: its existence says something too.
    if (!isInScope(rowScope(account), visit.agentId)) throw new NotFoundError('visit', id);
    return visit;
  }

  @Post(':id/record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Record the open call, or a contact that was made another way; says what is still missing' })
  record(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: recordForm }) form: JsonObject,
    @CurrentAccount() account: Account,
  ) {
    const user = toDeskUser(account);
    return form['channel'] === undefined || form['channel'] === 'call'
      ? this.desk.record(id, withoutChannel(form), user)
      : this.desk.recordElsewhere(id, form, user);
  }

  @Post(':id/appointment')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Set the time of the next call, in allowed hours; `reason` customer_requested allows one after the promise',
  })
  appointment(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: appointmentForm }) form: z.infer<typeof appointmentForm>,
    @CurrentAccount() account: Account,
  ) {
    return this.desk.appointment(id, new Date(form.at), toDeskUser(account), form.reason);
  }

  @Post(':id/reopen')
  @HttpCode(204)
  @ApiOperation({ summary: 'Open a refused or unreachable visit again' })
  reopen(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: reopenForm }) form: z.infer<typeof reopenForm>,
    @CurrentAccount() account: Account,
  ): Promise<void> {
    return this.desk.reopen(id, form.reason, toDeskUser(account));
  }

  @Post(':id/settle')
  @HttpCode(200)
  @Roles('visits.settle')
  @ApiOperation({ summary: 'Say what became of a message in doubt; nothing is sent again' })
  async settle(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: settleForm }) form: z.infer<typeof settleForm>,
    @CurrentAccount() account: Account,
  ) {
    await this.get(id, account);
    return this.doubts.settle(id, form, actorOf(account));
  }

  @Post(':id/handover')
  @HttpCode(200)
  @Roles('visits.handover')
  @ApiOperation({ summary: 'Give this visit, and those in `also`, to another agent' })
  async handOver(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: handOverForm }) form: z.infer<typeof handOverForm>,
    @CurrentAccount() account: Account,
  ) {
    const visits = [id, ...form.also];
    await this.details.get(id);
    const [foreign] = await this.rows.outside(visits, rowScope(account));
    if (foreign !== undefined) throw new NotFoundError('visit', foreign);
    return this.desk.handOver(visits, form.toAgentNo, actorOf(account), form.reason);
  }
}

function withoutChannel(form: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(form).filter(([name]) => name !== 'channel'));
}
