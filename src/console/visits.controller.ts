import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../access/account.js';
import type { Account } from '../access/account.js';
import { isInScope, rowScope } from '../access/permissions.js';
import { DeskService } from '../desk/desk.service.js';
import { NotFoundError } from '../kernel/faults.js';
import { CurrentAccount, Roles } from './access.guard.js';
import { idParam, jsonObject } from './api-shapes.js';
import type { JsonObject } from './api-shapes.js';
import { toDeskUser } from './desk-account.js';
import { VisitDetailReadModel } from './visit-detail.read-model.js';

const recordForm = jsonObject.describe('The visit record; `channel` says how when it was not the call of the desk');
const appointmentForm = z.strictObject({
  at: z.iso.datetime({ offset: true }),
  reason: z.string().max(500).optional(),
});
const reopenForm = z.strictObject({ reason: z.string().trim().min(1).max(500) });
const handOverForm = z.strictObject({
  toAgentNo: z.string().min(1),
  also: z.array(z.number().int().positive()).max(1000).default([]),
});

/** A visit: its story, its record, its next appointment, its agent. An agent sees and changes the own ones. */
@ApiTags('visits')
@Controller('api/v1/visits')
@Roles('visits.record')
export class VisitsController {
  constructor(
    private readonly desk: DeskService,
    private readonly details: VisitDetailReadModel,
  ) {}

  @Get(':id')
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

  @Post(':id/handover')
  @HttpCode(200)
  @Roles('visits.handover')
  @ApiOperation({ summary: 'Give this visit, and those in `also`, to another agent' })
  async handOver(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: handOverForm }) form: z.infer<typeof handOverForm>,
    @CurrentAccount() account: Account,
  ) {
    await this.details.get(id);
    return this.desk.handOver([id, ...form.also], form.toAgentNo, actorOf(account));
  }
}

function withoutChannel(form: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(form).filter(([name]) => name !== 'channel'));
}
