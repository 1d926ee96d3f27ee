import { Injectable } from '@nestjs/common';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { SettingsService } from '../../config/settings.service.js';
import { Database } from '../../database/database.service.js';
import { DisplacedContacts } from '../../planning/displaced-contacts.service.js';
import { LedgerReadModel } from '../../planning/ledger.read-model.js';
import { MOST_PLANNED_AT_ONCE } from '../../planning/plan-preview.service.js';
import type { PlanSummary } from '../../planning/plan-summary.js';
import { VerifyPlanService } from '../../planning/verify-plan.service.js';
import type { Verification } from '../../planning/verify-plan.service.js';
import { CampaignFigures } from './campaign-figures.read-model.js';
import type { CountedDays } from './campaign-figures.read-model.js';
import { toDays } from './campaign-page.js';
import type { DayLine } from './campaign-page.js';
import { codeBars } from './consequence.js';
import type { CodeBar } from './consequence.js';

/** The days of the first tab of a campaign. */
export interface Overview {
  readonly days: readonly DayLine[];
  readonly countedAt: Date | null;
  /** Contacts of campaigns of lower priority that moved because this one goes first. */
  readonly displaced: number;
  /** Before the launch: such contacts with the same people, which may have to move. */
  readonly displaceable: number;
}

/** What the tabs of a campaign show. */
@Injectable()
export class CampaignTabs {
  private readonly days = new WeakMap<CountedDays, readonly DayLine[]>();

  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly figures: CampaignFigures,
    private readonly ledger: LedgerReadModel,
    private readonly verifier: VerifyPlanService,
    private readonly displacing: DisplacedContacts,
  ) {}

  /** What the days brought by `countedAt`; null before the launch. */
  async overview(campaign: CampaignWithoutPlan): Promise<Overview> {
    const { timeZone } = await this.settings.organisation();
    const counted = campaign.launchedAt === null ? null : await this.figures.days(campaign.id, timeZone);
    return {
      days: counted === null ? [] : this.daysOf(counted, timeZone),
      countedAt: counted?.at ?? null,
      displaced: counted?.displaced ?? 0,
      displaceable: await this.displaceable(campaign),
    };
  }

  /** As with the difference from the preview, a large audience is looked at when it is launched only. */
  private async displaceable({ id, state, audience }: CampaignWithoutPlan): Promise<number> {
    if (state !== 'planned' || audience > MOST_PLANNED_AT_ONCE) return 0;
    return this.displacing.count(this.database, id);
  }

  /** Counted days are shown many times before they are counted again. */
  private daysOf(counted: CountedDays, zone: string): readonly DayLine[] {
    const known = this.days.get(counted) ?? toDays(counted.days, zone);
    this.days.set(counted, known);
    return known;
  }

  /** Who is left out, by reason; who would come back, as the last plan of the whole audience counted it. */
  async exclusions(campaign: CampaignWithoutPlan, plan: PlanSummary | null): Promise<readonly CodeBar[]> {
    const { excluded } = await this.ledger.status(campaign.id);
    // What a standing campaign adds while it runs is planned by itself: its summary is of the newest alone.
    const isWhole = campaign.standing === null || campaign.launchedAt === null;
    return codeBars(excluded, isWhole ? (plan?.returning ?? null) : null);
  }

  verify(campaignId: number): Promise<Verification> {
    return this.verifier.verify(campaignId);
  }
}
