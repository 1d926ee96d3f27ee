import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import type { Locale } from '../../kernel/words.js';
import { KeptParts } from '../kept-parts.js';
import { PageView } from '../page.view.js';
import type { DifferenceGroupView } from './campaign-difference.js';
import { CampaignDifference } from './campaign-difference.service.js';
import type { LoadedCampaign } from './campaign-head.service.js';
import type { CampaignHead } from './campaign-page.js';
import { CampaignTabs } from './campaign-tabs.service.js';
import type { Overview } from './campaign-tabs.service.js';
import type { Consequence } from './consequence.js';
import { StoredPlans } from './stored-plans.service.js';

/** The first tab of a campaign. A part as HTML is null where it is the reader's own: it has forms, or names customers. */
export interface OverviewPage extends Overview {
  readonly head: CampaignHead;
  readonly plan: Consequence | null;
  readonly difference: readonly DifferenceGroupView[] | null;
  readonly audienceHash: string | null;
  /** Nobody comes to the audience any more. */
  readonly isFrozen: boolean;
  readonly headHtml: string | null;
  readonly bodyHtml: string | null;
}

type Facts = Omit<OverviewPage, 'headHtml' | 'bodyHtml'>;

const MINUTE_MS = 60_000;

/** The first tab of a campaign: its head is drawn when a number moved, the plan and the days below it when those did. */
@Injectable()
export class CampaignOverviews {
  private readonly kept = new KeptParts<string>();

  constructor(
    private readonly tabs: CampaignTabs,
    private readonly plans: StoredPlans,
    private readonly differences: CampaignDifference,
    private readonly view: PageView,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  async load({ campaign, head }: LoadedCampaign, account: Account, locale: Locale): Promise<OverviewPage> {
    const [plan, days, difference] = await Promise.all([
      this.plans.consequence(campaign),
      this.tabs.overview(campaign),
      this.differences.ofLaunch(campaign, account),
    ]);
    const { audienceHash, launchedAt, standing } = campaign;
    const isFrozen = standing === null && launchedAt !== null;
    const page = { head, plan, ...days, difference, audienceHash, isFrozen };
    return {
      ...page,
      headHtml: head.mayPlan || head.approval !== null ? null : await this.head(page, locale),
      bodyHtml: head.mayEdit || difference !== null ? null : await this.body(campaign, page, locale),
    };
  }

  /** Drawn once for all who may do the same. */
  private async head(page: Facts, locale: Locale): Promise<string> {
    const { head } = page;
    const { timeZone } = await this.settings.organisation();
    const allowed = head.moves.map(({ move }) => move).join();
    return this.part('campaigns-head', `${head.id} ${allowed}`, [head, timeZone], page, locale);
  }

  private async body({ planVersion, planFingerprint }: CampaignWithoutPlan, page: Facts, locale: Locale) {
    const { timeZone } = await this.settings.organisation();
    const { countedAt, displaceable, audienceHash, isFrozen, plan } = page;
    // What would help comes to a plan after it was stored.
    const planned = [planVersion, planFingerprint, plan?.plan?.isLooking];
    const source = [factsOf(page.head), planned, countedAt, displaceable, audienceHash, isFrozen, timeZone];
    return this.part('campaigns-overview-body', String(page.head.id), source, page, locale);
  }

  private part(template: string, name: string, source: unknown, page: Facts, locale: Locale): Promise<string> {
    const now = this.clock.now();
    return this.kept.get(`${template} ${name} ${locale}`, JSON.stringify(source), now, async () => ({
      value: await this.view.fragment(template, locale, { page }),
      // Distances in time are told in minutes.
      until: new Date((Math.floor(now.getTime() / MINUTE_MS) + 1) * MINUTE_MS),
    }));
  }
}

/** What of the head stands in the body. */
function factsOf({ id, startAt, deadlineAt, ladder, survey, policyId, holidayWindows, ...head }: CampaignHead) {
  const { assignmentKey, createdBy, excludedHref, deferredHref } = head;
  return [
    ...[id, startAt, deadlineAt, ladder, survey, policyId, holidayWindows],
    ...[assignmentKey, createdBy, excludedHref, deferredHref],
  ];
}
