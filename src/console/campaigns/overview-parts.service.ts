import { Injectable } from '@nestjs/common';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import type { Locale } from '../../kernel/words.js';
import { KeptParts } from '../kept-parts.js';
import { PageView } from '../page.view.js';
import type { CampaignHead } from './campaign-page.js';
import type { Overview } from './campaign-tabs.service.js';
import type { Consequence } from './consequence.js';

/** What the first tab of a campaign shows. */
export interface OverviewPage extends Overview {
  readonly head: CampaignHead;
  readonly plan: Consequence | null;
}

/** The two parts of the first tab as HTML; null where one has forms: they are each reader's own. */
export interface DrawnOverview {
  readonly headHtml: string | null;
  readonly bodyHtml: string | null;
}

const MINUTE_MS = 60_000;

/** Draws the first tab of a campaign: the head when a number moved, the plan and the days below it when those did. */
@Injectable()
export class OverviewParts {
  private readonly kept = new KeptParts<string>();

  constructor(
    private readonly view: PageView,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** What everybody sees who may do the same: drawn once for all of them. */
  async draw(campaign: CampaignWithoutPlan, page: OverviewPage, locale: Locale): Promise<DrawnOverview> {
    const { head, countedAt } = page;
    const { timeZone } = await this.settings.organisation();
    const { planVersion, planFingerprint } = campaign;
    const allowed = head.moves.map(({ move }) => move).join();
    const facts = [factsOf(head), planVersion, planFingerprint, countedAt, timeZone];
    const hasForms = head.mayPlan || head.approval !== null;
    return {
      headHtml: hasForms
        ? null
        : await this.part('campaigns-head', `${head.id} ${allowed}`, [head, timeZone], page, locale),
      bodyHtml: head.mayEdit ? null : await this.part('campaigns-overview-body', `${head.id}`, facts, page, locale),
    };
  }

  private part(template: string, name: string, source: unknown, page: OverviewPage, locale: Locale): Promise<string> {
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
