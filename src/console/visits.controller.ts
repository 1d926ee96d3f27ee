import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../access/account.js';
import type { Account } from '../access/account.js';
import { isInScope, rowScope } from '../access/permissions.js';
import { AgentService } from '../archive/agent.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { NotFoundError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { VisitService } from '../planning/visit.service.js';
import { CurrentAccount, Roles } from './access.guard.js';
import { idParam } from './api-shapes.js';
import { VisitDetailReadModel } from './visit-detail.read-model.js';

const handOverForm = z.strictObject({ toAgentNo: z.string().min(1), note: z.string().max(500).default('') });

@ApiTags('visits')
@Controller('api/v1/visits')
@Roles('visits.record')
export class VisitsController {
  constructor(
    private readonly visits: VisitService,
    private readonly details: VisitDetailReadModel,
    private readonly agents: AgentService,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  @Get(':id')
  @ApiOperation({ summary: 'One visit with its attempts, its reasons and everything that happened' })
  async get(@Param('id', { schema: idParam }) id: number, @CurrentAccount() account: Account) {
    const visit = await this.details.get(id);
    // What an agent may not see is not there, rather than forbidden: its existence says something too.
    if (!isInScope(rowScope(account), visit.agentId)) throw new NotFoundError('visit', id);
    return visit;
  }

  @Post(':id/handover')
  @HttpCode(200)
  @Roles('visits.handover')
  @ApiOperation({ summary: 'Give the visit to another agent' })
  async handOver(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: handOverForm }) form: z.infer<typeof handOverForm>,
    @CurrentAccount() account: Account,
  ) {
    await this.details.get(id);
    const agent = await this.agents.byNo(form.toAgentNo);
    const why = reason('handed-over-by', { by: account.login, to: agent.agentNo, note: form.note });
    const author = { actor: actorOf(account), at: this.clock.now(), reason: why };
    const changed = await this.database.transaction((tx) => this.visits.handOver(tx, [id], agent.id, author));
    return { changed: changed > 0, agentNo: agent.agentNo };
  }
}
