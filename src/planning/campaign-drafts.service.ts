import { Injectable } from '@nestjs/common';
import { CampaignService } from '../campaigns/campaign.service.js';
import type { CreatedCampaign } from '../campaigns/campaign.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { RefusedError } from '../kernel/faults.js';
import type { Campaign } from '../campaigns/campaign.js';
import { changeCampaign, type Change } from './plan-change.js';
import { demandState } from './campaign-commands.js';
import { PlanRepository } from './plan.repository.js';

/** Changes what is not launched yet. */
@Injectable()
export class CampaignDrafts {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly plans: PlanRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives a campaign another definition; one that was planned is a draft again, and its plan is gone. Throws InputError
   * with every fault; refused once it was launched.
   */
  async change(id: number, definition: unknown, actor: string): Promise<CreatedCampaign> {
    const prepared = await this.campaigns.prepare(definition, this.clock.now());
    return this.database.transaction(async (tx) => {
      const campaign = await this.campaigns.lock(tx, id);
      demandState(campaign, 'edit');
      if (campaign.state === 'planned') {
        await this.plans.clear(tx, id);
        const change = { actor, at: this.clock.now(), action: 'campaign.discard-plan' };
        await this.campaigns.setState(tx, id, 'draft', change);
      }
      return this.campaigns.change(tx, id, prepared, actor);
    });
  }

  /** Changes a campaign as a suggestion says. Refused where the change is none of the campaign's own definition. */
  async take(id: number, change: Change, actor: string): Promise<CreatedCampaign> {
    const campaign = await this.campaigns.get(id);
    const changed = changeCampaign(campaign, change);
    if (changed === null) {
      throw new RefusedError(reason('not-of-campaign', {}), 'Agents and rates are no part of a campaign.');
    }
    return this.change(id, definitionOf(changed), actor);
  }
}

/** A campaign as somebody would write it. */
function definitionOf(campaign: Campaign): Record<string, unknown> {
  const { name, kind, standing, assignment, purpose, segment, ladder, templates, startAt, deadlineAt } = campaign;
  const { holidayWindows, priority, caps, seed, options, policyId: policy, surveyId: survey } = campaign;
  const whom = { name, kind, assignment, purpose, segment, ...(standing === null ? {} : { standing }) };
  const how = { ladder, templates, policy, survey, holidayWindows, priority, caps, seed, options };
  return { ...whom, ...how, startAt: startAt.toISOString(), deadlineAt: deadlineAt.toISOString() };
}
