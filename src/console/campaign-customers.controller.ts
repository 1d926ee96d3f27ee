import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CampaignService } from '../campaigns/campaign.service.js';
import { PlanExplanationReadModel } from '../planning/plan-explanation.read-model.js';
import { Roles } from './access.guard.js';
import { idParam } from './api-shapes.js';

/** Any customer looked up in a plan: who visits it when and why, or why nobody does. */
@ApiTags('campaigns')
@Controller('api/v1/campaigns/:id/customers')
@Roles('campaigns.read')
export class CampaignCustomersController {
  constructor(
    private readonly campaigns: CampaignService,
    private readonly explanations: PlanExplanationReadModel,
  ) {}

  @Get(':customerNo')
  @ApiOperation({
    summary: 'What the plan says of one customer, with its reasons; both lists empty: not in the audience',
  })
  async explain(@Param('id', { schema: idParam }) id: number, @Param('customerNo') customerNo: string) {
    await this.campaigns.get(id);
    return this.explanations.explainCustomer(id, customerNo);
  }
}
