import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import type { Campaign } from '../campaigns/campaign.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { SettingsService } from '../config/settings.service.js';
import type { Queryable } from '../database/queryable.js';
import { localDays, PlanAgentsReadModel, type PlanAgents } from './plan-agents.read-model.js';
import { type HeldVisit, RebalanceRows, type RebalanceScope } from './rebalance-rows.read-model.js';
import { TimeProfiles } from './time-profiles.js';

/** A campaign whose visits may change hands, with its windows and who is not there for it until its last deadline. */
export interface RebalanceCampaign {
  readonly campaign: Campaign;
  readonly times: TimeProfiles;
  readonly unavailable: ReadonlyMap<string, string>;
}

/** Visits of campaigns whose calls take the same time, and the agents of the whole span. */
export interface RebalanceGroup {
  readonly minutesPerCall: number;
  readonly visits: readonly HeldVisit[];
  readonly agents: PlanAgents['agents'];
}

/** What a rebalance is worked out from. */
export interface RebalanceCollection {
  readonly campaigns: ReadonlyMap<number, RebalanceCampaign>;
  /** By minutes per call. */
  readonly groups: readonly RebalanceGroup[];
  readonly dayOf: (at: number) => number;
}

const HOUR_MS = 3_600_000;

/** Reads visits, agents and windows for a rebalance. */
@Injectable()
export class RebalanceCollecting {
  constructor(
    private readonly rows: RebalanceRows,
    private readonly agents: PlanAgentsReadModel,
    private readonly campaigns: CampaignService,
    private readonly calendars: CalendarService,
    private readonly settings: SettingsService,
  ) {}

  /** Everything within the scope as it is now. */
  async collect(db: Queryable, scope: RebalanceScope, now: Date): Promise<RebalanceCollection> {
    const visits = await this.rows.visits(db, scope);
    const { timeZone: zone } = await this.settings.organisation();
    const ids = new Set([...visits.map(({ campaignId }) => campaignId), ...(scope.campaignIds ?? [])]);
    const campaigns = new Map<number, RebalanceCampaign>();
    const byMinutes = new Map<number, HeldVisit[]>();
    for (const id of [...ids].sort((a, b) => a - b)) {
      const campaign = await this.campaigns.get(id);
      const mine = visits.filter(({ campaignId }) => campaignId === id);
      campaigns.set(id, await this.lookAt(db, campaign, { start: now, end: lastDue(mine, now) }, zone));
      const { minutesPerCall } = campaign.options;
      byMinutes.set(minutesPerCall, [...(byMinutes.get(minutesPerCall) ?? []), ...mine]);
    }
    const groups: RebalanceGroup[] = [];
    for (const [minutesPerCall, members] of [...byMinutes].sort(([a], [b]) => a - b)) {
      const wanted = { start: now, end: lastDue(members, now) };
      const { agents } = await this.agents.load(db, { wanted, horizon: wanted.end, zone, minutesPerCall });
      groups.push({ minutesPerCall, visits: members, agents });
    }
    return { campaigns, groups, dayOf: localDays(zone) };
  }

  private async lookAt(
    db: Queryable,
    campaign: Campaign,
    { start: now, end }: { readonly start: Date; readonly end: Date },
    zone: string,
  ): Promise<RebalanceCampaign> {
    const start = campaign.startAt > now ? campaign.startAt : now;
    const wanted = { start, end: end > start ? end : new Date(start.getTime() + HOUR_MS) };
    const { minutesPerCall } = campaign.options;
    const { unavailable } = await this.agents.load(db, { wanted, horizon: wanted.end, zone, minutesPerCall });
    const snapshot = await this.calendars.snapshot();
    const policy = snapshot.policy(campaign.policyId, now);
    const calendar = snapshot.calendar(policy?.calendar ?? 'none');
    const base = { policy, calendar, holidayCampaign: campaign.holidayWindows };
    return { campaign, times: new TimeProfiles(base, wanted), unavailable };
  }
}

/** The last deadline among visits, at least an hour from now. */
function lastDue(visits: readonly HeldVisit[], now: Date): Date {
  const last = visits.reduce((latest, { rolledDueAt }) => Math.max(latest, rolledDueAt.getTime()), 0);
  return new Date(Math.max(last, now.getTime() + HOUR_MS));
}
