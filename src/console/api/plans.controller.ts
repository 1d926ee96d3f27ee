import { Body, Controller, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { actorOf } from '../../access/account.js';
import type { Account } from '../../access/account.js';
import { InputError } from '../../kernel/faults.js';
import { PlanQueue } from '../../planning/plan-queue.service.js';
import { PlanService } from '../../planning/plan.service.js';
import { VerifyPlanService } from '../../planning/verify-plan.service.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import type { WebResponse } from '../web-request.adapter.js';

const planForm = z.strictObject({ dryRun: z.boolean().default(false) }).default({ dryRun: false });
const planQuery = z.strictObject({ background: z.stringbool().default(false) });

/** A campaign's plan: made and checked. */
@ApiTags('campaigns')
@Controller('api/v1/campaigns/:id')
@Roles('campaigns.read')
export class PlansController {
  constructor(
    private readonly plans: PlanService,
    private readonly queue: PlanQueue,
    private readonly verifier: VerifyPlanService,
  ) {}

  @Post('plan')
  @HttpCode(200)
  @Roles('campaigns.write')
  @ApiOperation({
    summary:
      'Plan: who is contacted by whom and when, who is not, and why. `dryRun` stores nothing; with `background=true` the answer is 202, and the plan stands at the campaign when it is made',
  })
  async plan(
    @Param('id', { schema: idParam }) id: number,
    @Body({ schema: planForm }) options: z.infer<typeof planForm>,
    @Query({ schema: planQuery }) { background }: z.infer<typeof planQuery>,
    @CurrentAccount() account: Account,
    @Res({ passthrough: true }) response: WebResponse,
  ) {
    if (!background) return this.plans.plan(id, options, actorOf(account));
    if (options.dryRun) {
      const message = 'A plan in the background is stored: nobody waits for its answer.';
      throw new InputError([{ field: 'dryRun', code: 'not-in-background', message }]);
    }
    await this.queue.enqueue(id, actorOf(account));
    response.status(202);
    return { campaignId: id, queued: true };
  }

  @Get('verify')
  @ApiOperation({
    summary: 'Checks the certificate and the books of the plan, by code that shares nothing with the planner',
  })
  verify(@Param('id', { schema: idParam }) id: number) {
    return this.verifier.verify(id);
  }
}
