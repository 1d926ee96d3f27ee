import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Account } from '../../access/account.js';
import { PlanExplanationReadModel, type CustomerExplanation } from '../../planning/plan-explanation.read-model.js';
import { CurrentAccount, Roles } from '../access.guard.js';
import { idParam } from '../api-shapes.js';
import { CustomerAccess } from '../customer-access.service.js';

const BY_ID = { schema: idParam };

/** Why a customer of a plan is where it is: by its number, by the visit, by the attempt. Who is out of reach is not there. */
@ApiTags('campaigns')
@Controller('api/v1')
@Roles('campaigns.read')
export class ExplanationsController {
  constructor(
    private readonly explanations: PlanExplanationReadModel,
    private readonly access: CustomerAccess,
  ) {}

  @Get('campaigns/:id/customers/:customerNo')
  @ApiOperation({
    summary:
      'What the plan says of one customer: why included, this agent, this minute, what was considered, by which policy; both lists empty: not in the audience',
  })
  async explainCustomer(
    @Param('id', BY_ID) id: number,
    @Param('customerNo') customerNo: string,
    @CurrentAccount() account: Account,
  ) {
    return this.ifInReach(await this.explanations.explainCustomer(id, customerNo), account);
  }

  @Get('visits/:id/explanation')
  @ApiOperation({ summary: 'The same for one visit' })
  async explainVisit(@Param('id', BY_ID) id: number, @CurrentAccount() account: Account) {
    return this.ifInReach(await this.explanations.explainVisit(id), account);
  }

  @Get('attempts/:id/explanation')
  @ApiOperation({ summary: 'The same for one attempt, with the visit that it belongs to' })
  async explainAttempt(@Param('id', BY_ID) id: number, @CurrentAccount() account: Account) {
    return this.ifInReach(await this.explanations.explainAttempt(id), account);
  }

  private async ifInReach(explanation: CustomerExplanation, account: Account): Promise<CustomerExplanation> {
    await this.access.check(account, explanation.customerId);
    return explanation;
  }
}
