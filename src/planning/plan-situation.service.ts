import { Injectable } from '@nestjs/common';
import { LevelRuleService } from '../archive/level-rule.service.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { CampaignRulesService } from '../campaigns/campaign-rules.service.js';
import { onlyNotifies, type Campaign } from '../campaigns/campaign.js';
import { promiseDays } from '../campaigns/standing-rule.js';
import { SettingsService } from '../config/settings.service.js';
import type { Tx } from '../database/database.service.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { contentHash } from '../kernel/stable-json.js';
import type { CollectorInput } from './collector-input.js';
import { localDays, PlanAgentsReadModel } from './plan-agents.read-model.js';
import type { PlanFrame } from './plan-input.js';
import { USUAL_REPLIES } from './reply-capacity.js';

/** Everything but the audience that a plan depends on, as it is at one moment. */
export interface PlanSituation {
  readonly input: Omit<CollectorInput, 'digest'>;
  readonly frame: Omit<PlanFrame, 'agentSets' | 'profiles'>;
  /** Equal where nothing of it changed but the time. */
  readonly fingerprint: string;
}

const DAY_MS = 86_400_000;
/** How far slots may roll beyond the deadline: as far as the next allowed instant is looked for. */
const HORIZON_DAYS = 30;

/** Reads rules, calendar, agents and rates for a plan. */
@Injectable()
export class PlanSituationService {
  constructor(
    private readonly calendars: CalendarService,
    private readonly rules: CampaignRulesService,
    private readonly settings: SettingsService,
    private readonly agents: PlanAgentsReadModel,
    private readonly levels: LevelRuleService,
  ) {}

  /** Refused when the campaign's policy is not in force any more. */
  async load(tx: Tx, campaign: Campaign, now: Date): Promise<PlanSituation> {
    const snapshot = await this.calendars.snapshot();
    const policy = snapshot.policy(campaign.policyId, now);
    if (policy === null) {
      const why = reason('unknown-policy', { policy: campaign.policyId });
      throw new RefusedError(why, `The policy "${campaign.policyId}" is not in force or cannot be read.`);
    }
    const { timeZone: zone } = await this.settings.organisation();
    const from = campaign.startAt > now ? campaign.startAt : now;
    const until = lastDeadline(campaign, from);
    const horizon = new Date(until.getTime() + HORIZON_DAYS * DAY_MS);
    const { minutesPerCall } = campaign.options;
    const found = await this.agents.load(tx, { wanted: { start: from, end: until }, horizon, zone, minutesPerCall });
    const rates = await this.agents.rates(tx, this.channelLimits(), { from, zone });
    const levelRules = await this.levels.list(tx);
    const input = {
      campaign,
      rules: await this.rules.rulesOf(campaign, now),
      policy,
      calendar: snapshot.calendar(policy.calendar),
      from,
      horizon,
      organisationZone: zone,
      agents: found.agents,
      unavailable: found.unavailable,
      teams: found.teams,
      levels: new Map(levelRules.map((rule) => [rule.memberLevel, rule])),
    };
    return {
      input,
      frame: {
        from: from.getTime(),
        seed: campaign.seed,
        assignment: campaign.assignment,
        minutesPerCall,
        dayOf: localDays(zone),
        agents: found.agents,
        replies: onlyNotifies(campaign) ? null : USUAL_REPLIES,
        rates,
      },
      fingerprint: contentHash([
        definitionOf(campaign),
        snapshot.versionHash,
        zone,
        found.fingerprint,
        rates,
        levelRules,
      ]),
    };
  }

  private channelLimits() {
    const { smsRatePerSecond, emailRatePerSecond, smsPerDay, emailPerDay } = this.settings.settings;
    return {
      sms: { perSecond: smsRatePerSecond, perDay: smsPerDay },
      email: { perSecond: emailRatePerSecond, perDay: emailPerDay },
    };
  }
}

/** The latest raw deadline that a visit of the campaign can have. */
function lastDeadline(campaign: Campaign, from: Date): Date {
  const { standing, deadlineAt } = campaign;
  if (standing === null) return deadlineAt > from ? deadlineAt : from;
  const days = promiseDays(standing) * (standing.dueDays > 0 ? 2 : 1);
  return new Date(from.getTime() + (days + 1) * DAY_MS);
}

/** What of a campaign a plan depends on. */
function definitionOf(campaign: Campaign): unknown {
  const { ladder, startAt, deadlineAt, holidayWindows, assignment, seed, options, policyId, purpose, kind } = campaign;
  return { ladder, startAt, deadlineAt, holidayWindows, assignment, seed, options, policyId, purpose, kind };
}
