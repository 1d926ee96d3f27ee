import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { Database } from '../../database/database.service.js';
import { RefusedError } from '../../kernel/faults.js';
import { DIFFERENCE_KINDS, NO_DIFFERENCE, type PlanDifference } from '../../planning/plan-difference.js';
import { MOST_PLANNED_AT_ONCE } from '../../planning/plan-preview.service.js';
import { PlanService } from '../../planning/plan.service.js';
import { CustomerAccess } from '../customer-access.service.js';
import { toDifferenceView, type DifferenceGroupView } from './campaign-difference.js';
import { StoredPlans } from './stored-plans.service.js';

/** What a launch would find changed; `isKnown` is false where the audience is too large to plan while somebody waits. */
export interface DifferenceAhead {
  readonly isKnown: boolean;
  readonly groups: readonly DifferenceGroupView[] | null;
}

/** Who differs from the preview: before a launch, by planning once more, and after it, as the plan keeps it. */
@Injectable()
export class CampaignDifference {
  constructor(
    private readonly database: Database,
    private readonly plans: PlanService,
    private readonly stored: StoredPlans,
    private readonly access: CustomerAccess,
  ) {}

  /** What the launch found; null where nobody differed, or nothing was launched. */
  async ofLaunch(campaign: CampaignWithoutPlan, account: Account): Promise<readonly DifferenceGroupView[] | null> {
    const difference = campaign.launchedAt === null ? undefined : (await this.stored.of(campaign))?.difference;
    return difference === undefined ? null : this.view(campaign.id, difference, account);
  }

  /** What a launch would find now; null where it would be refused. Nothing is stored. */
  async ahead({ id, audience }: CampaignWithoutPlan, account: Account): Promise<DifferenceAhead | null> {
    if (audience > MOST_PLANNED_AT_ONCE) return { isKnown: false, groups: null };
    try {
      const plan = await this.plans.plan(id, { dryRun: true, compare: true }, account.login);
      const difference = (plan.changed ? plan.difference : undefined) ?? NO_DIFFERENCE;
      return { isKnown: true, groups: await this.view(id, difference, account) };
    } catch (error) {
      if (error instanceof RefusedError) return null;
      throw error;
    }
  }

  private async view(id: number, difference: PlanDifference, account: Account) {
    const ids = DIFFERENCE_KINDS.flatMap((kind) => difference[kind].first.map(({ customerId }) => customerId));
    return toDifferenceView(id, difference, await this.names(ids, account));
  }

  /** Of those whom the account may see. */
  private async names(ids: readonly number[], account: Account): Promise<Map<number, string>> {
    const reached = await this.access.reach(account, ids);
    const rows = await this.database.query<{ id: number; name: string | null; customerNo: string }>(
      'SELECT id, name, customer_no AS "customerNo" FROM customers WHERE id = ANY ($1::bigint[])',
      [reached],
    );
    return new Map(rows.map(({ id, name, customerNo }) => [id, name ?? customerNo]));
  }
}
