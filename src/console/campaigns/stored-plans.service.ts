import { Injectable } from '@nestjs/common';
import type { PlanOfCampaign } from '../../campaigns/campaign.js';
import { CampaignService } from '../../campaigns/campaign.service.js';
import { SettingsService } from '../../config/settings.service.js';
import type { PlanSummary } from '../../planning/plan-summary.js';
import { ofPlan } from './consequence.js';
import type { Consequence } from './consequence.js';

interface Kept {
  readonly plan: PlanSummary;
  readonly consequences: Map<string, Consequence>;
}

/** Summaries are large where there are many agents. */
const MOST_KEPT = 20;

/** The stored plans of campaigns: once complete a plan never changes, a new one has another version. Read once. */
@Injectable()
export class StoredPlans {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly campaigns: CampaignService,
    private readonly settings: SettingsService,
  ) {}

  /** The plan that the campaign has; null before the first. */
  async of(campaign: PlanOfCampaign): Promise<PlanSummary | null> {
    return (await this.find(campaign))?.plan ?? null;
  }

  /** What the plan does, by days of the organisation; null before the first. */
  async consequence(campaign: PlanOfCampaign): Promise<Consequence | null> {
    const found = await this.find(campaign);
    if (found === null) return null;
    const { timeZone: zone } = await this.settings.organisation();
    const known = found.consequences.get(zone) ?? ofPlan(found.plan, zone);
    found.consequences.set(zone, known);
    return known;
  }

  private async find(campaign: PlanOfCampaign): Promise<Kept | null> {
    const { id, planVersion, planFingerprint } = campaign;
    const name = `${id} ${planVersion} ${planFingerprint}`;
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    const plan = (await this.campaigns.planSummary(campaign)) as PlanSummary | null;
    if (plan === null) return null;
    const made = { plan, consequences: new Map<string, Consequence>() };
    // What would help is still looked for: the plan will be read once more.
    if (plan.feasibility.suggestions === null) return made;
    this.kept.set(name, made);
    const [oldest] = this.kept.keys();
    if (this.kept.size > MOST_KEPT && oldest !== undefined) this.kept.delete(oldest);
    return made;
  }
}
