import { Injectable } from '@nestjs/common';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { SettingsService } from '../../config/settings.service.js';
import { Clock } from '../../kernel/clock.js';
import { RefusedError } from '../../kernel/faults.js';
import type { Reason } from '../../kernel/reason.js';
import type { Locale } from '../../kernel/words.js';
import { demandState } from '../../planning/campaign-commands.js';
import type { AgentShare } from '../../planning/plan-summary.js';
import { WhatIfService } from '../../planning/what-if.service.js';
import { formatCount } from '../format-values.js';
import { readChanges, toWhatIf, type WhatIfQuery, type WhatIfView } from './what-if.js';

/** What a trial shows: the answer, or why there is none; neither where the audience is too large. */
export interface Trial {
  readonly answer: WhatIfView | null;
  readonly refusal: Reason | null;
  /** Agents whose shifts and abilities new ones may have. */
  readonly agents: readonly Pick<AgentShare, 'agentNo' | 'name'>[];
}

/** Tries changes of a campaign that is not launched yet. */
@Injectable()
export class CampaignTrials {
  constructor(
    private readonly settings: SettingsService,
    private readonly trials: WhatIfService,
    private readonly clock: Clock,
  ) {}

  /** Refused once the campaign was launched. */
  async look(campaign: CampaignWithoutPlan, typed: WhatIfQuery, locale: Locale): Promise<Trial> {
    demandState(campaign, 'edit');
    const { timeZone } = await this.settings.organisation();
    try {
      // Looking ahead begins anew: it reads nothing of the stored plan.
      const found = await this.trials.ask({ ...campaign, planSummary: null }, readChanges(typed, this.clock.now()));
      if (found === null) return { answer: null, refusal: null, agents: [] };
      const answer = toWhatIf(found, timeZone, (n) => formatCount(n, locale));
      return { answer, refusal: null, agents: found.before.assignment.agents };
    } catch (error) {
      if (error instanceof RefusedError) return { answer: null, refusal: error.reason, agents: [] };
      throw error;
    }
  }
}
