import { Injectable } from '@nestjs/common';
import { shiftIntervals } from '../archive/shift.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { listOpenWindows } from '../calendar/open-windows.js';
import { knownZoneClock } from '../calendar/zone-clock.js';
import type { Campaign } from '../campaigns/campaign.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { SettingsService } from '../config/settings.service.js';
import { Database, type Tx } from '../database/database.service.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { CHANNELS, type Channel } from '../kernel/words.js';
import type { PlanSummary } from './plan-summary.js';
import {
  PlannedRowsReadModel,
  type PlannedAgentRow,
  type PlannedRow,
  type UnplacedRow,
} from './planned-rows.read-model.js';
import type { VerifiedAgent, VerifiedPlan, VerifiedUnplaced, VerifiedVisit } from './verified-plan.js';
import { verifyPlan, type Check } from './verify-plan.js';

/** The answer of `verify plan`. */
export interface Verification {
  readonly campaignId: number;
  readonly planVersion: number;
  readonly ok: boolean;
  /** Names of the checks that could not be made; a check may be neither wrong nor made. */
  readonly skipped: readonly string[];
  readonly checks: readonly Check[];
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HORIZON_DAYS = 60;

/** Checks a stored plan from its rows, by code of its own. */
@Injectable()
export class VerifyPlanService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignService,
    private readonly calendars: CalendarService,
    private readonly settings: SettingsService,
    private readonly rows: PlannedRowsReadModel,
  ) {}

  /** Throws NotFoundError; refused when there is no plan. */
  async verify(campaignId: number): Promise<Verification> {
    const campaign = await this.campaigns.get(campaignId);
    if (campaign.planSummary === null) {
      throw new RefusedError(reason('no-plan', { campaignId }), `Campaign ${campaignId} has no plan yet.`);
    }
    const plan = await this.database.transaction((tx) => this.load(tx, campaign), 'REPEATABLE READ');
    const checks = verifyPlan(plan);
    const skipped = checks.filter((check) => check.skipped !== null).map(({ name }) => name);
    return { campaignId, planVersion: campaign.planVersion, ok: checks.every(({ ok }) => ok), skipped, checks };
  }

  private async load(tx: Tx, campaign: Campaign): Promise<VerifiedPlan> {
    const summary = campaign.planSummary as PlanSummary;
    const { timeZone } = await this.settings.organisation();
    const from = Math.max(Date.parse(summary.now), campaign.startAt.getTime());
    const times = await this.times(campaign, from);
    const visits: VerifiedVisit[] = [];
    for await (const row of this.rows.visits(tx, campaign.id)) visits.push(toVisit(row, campaign, times.keyOf));
    const unplaced = await this.rows.unplaced(tx, campaign.id);
    const shares = new Map(summary.assignment.agents.map((agent) => [agent.agentNo, agent]));
    const key = { campaignId: campaign.id, planVersion: campaign.planVersion };
    const agents = await this.rows.agents(tx, key, new Date(from), [...shares.keys()]);
    const { certificate } = summary.assignment;
    const since = await this.rows.since(tx, key);
    const books = await this.rows.books(tx, campaign.id);
    return {
      planVersion: campaign.planVersion,
      audience: campaign.audience,
      exclusions: sumOf(books.rows, 'excluded '),
      unplacedRows: since.unplaced,
      eventsSince: since.events,
      claimed: {
        planned: summary.planned,
        assigned: new Map([...shares].map(([agentNo, share]) => [agentNo, share.assigned])),
        from,
        fromGridMs: certificate.grids.fromMs,
        untilGridMs: certificate.grids.untilMs,
        cost: certificate.cost,
        placed: certificate.placed,
        unplaced: certificate.unplaced,
        fixed: certificate.fixed,
        owned: new Map([...shares].map(([agentNo, share]) => [agentNo, share.owned])),
      },
      visits,
      unplaced: unplaced.map((row) => toUnplaced(row, campaign, times.keyOf)),
      agents: agents.map((row) => {
        const held = shares.get(row.agentNo)?.held ?? 0;
        return toAgent(row, { held, from, zone: timeZone, minutesPerCall: campaign.options.minutesPerCall });
      }),
      ...books,
      minutesPerCall: campaign.options.minutesPerCall,
      ...this.limits(summary.smsUnits ?? 1),
      isOpen: times.isOpen,
      dayOf: (at) => Math.floor(knownZoneClock(timeZone).localOf(at) / DAY_MS),
    };
  }

  /** How many messages a channel carries in a minute and on a day, where one SMS takes so many units. */
  private limits(smsUnits: number): Pick<VerifiedPlan, 'perMinute' | 'perDay'> {
    const { smsRatePerSecond, emailRatePerSecond, smsPerDay, emailPerDay } = this.settings.settings;
    return {
      perMinute: { sms: (smsRatePerSecond * 60) / smsUnits, email: emailRatePerSecond * 60 },
      perDay: {
        sms: smsPerDay === null ? Infinity : Math.floor(smsPerDay / smsUnits),
        email: emailPerDay ?? Infinity,
      },
    };
  }

  /** Windows by key; each is listed once, for two months from the plan's beginning. */
  private async times(campaign: Campaign, from: number) {
    const snapshot = await this.calendars.snapshot();
    const policy = snapshot.policy(campaign.policyId, new Date(from));
    const calendar = snapshot.calendar(policy?.calendar ?? 'none');
    const windows = new Map<string, { start: number; end: number }[]>();
    const until = Math.max(from, campaign.standing === null ? campaign.deadlineAt.getTime() : 0);
    const range = { start: new Date(from - DAY_MS), end: new Date(until + HORIZON_DAYS * DAY_MS) };
    const keyOf = (facts: TimeFacts): string => {
      const key = JSON.stringify(facts);
      if (windows.has(key)) return key;
      const listed = listOpenWindows({ policy, calendar, holidayCampaign: campaign.holidayWindows, ...facts }, range);
      windows.set(
        key,
        listed.map(({ start, end }) => ({ start: start.getTime(), end: end.getTime() })),
      );
      return key;
    };
    const isOpen = (key: string, at: number): boolean => isInside(windows.get(key) ?? [], at);
    return { keyOf, isOpen };
  }
}

interface TimeFacts {
  readonly channel: Channel;
  readonly zones: readonly string[];
  readonly preferredTime: readonly (readonly [string, string])[] | null;
  readonly explicitTimeConsent: boolean;
}

type KeyOf = (facts: TimeFacts) => string;

function isInside(windows: readonly { start: number; end: number }[], at: number): boolean {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (windows[middle]!.end > at) high = middle;
    else low = middle + 1;
  }
  return low < windows.length && windows[low]!.start <= at;
}

function toVisit(row: PlannedRow, campaign: Campaign, keyOf: KeyOf): VerifiedVisit {
  const channel = CHANNELS.find((known) => known === row.channel);
  const { zones, preferredTime, explicitTimeConsent } = row;
  return {
    visitId: row.visitId,
    state: row.state,
    agentNo: row.agentNo,
    planVersion: row.planVersion,
    rolledDue: row.rolledDueAt.getTime(),
    demand: demandOf(row),
    notServedBy: campaign.options.noSelfSurvey ? row.lastServedBy : null,
    owner: row.owner,
    isCustomerChanged: campaign.plannedAt !== null && row.customerUpdatedAt > campaign.plannedAt,
    timeKey: channel === undefined ? '' : keyOf({ channel, zones, preferredTime, explicitTimeConsent }),
    visitReasons: row.visitReasons,
    liveAttempts: row.liveAttempts,
    attempt:
      row.channel === null
        ? null
        : {
            channel: row.channel,
            at: row.scheduledAt?.getTime() ?? null,
            state: row.attemptState ?? '',
            rung: row.rung,
            reasons: row.attemptReasons ?? [],
          },
  };
}

function demandOf({ skill, language, region, team, levelSkill }: PlannedRow | UnplacedRow): VerifiedVisit['demand'] {
  return { skill, language, region, team, levelSkill };
}

function toUnplaced(row: UnplacedRow, campaign: Campaign, keyOf: KeyOf): VerifiedUnplaced {
  const { preferredTime, explicitTimeConsent } = row;
  const zones = Array.isArray(row.params['zones']) ? row.params['zones'].map(String) : [];
  return {
    demand: demandOf(row),
    notServedBy: campaign.options.noSelfSurvey ? row.lastServedBy : null,
    timeKey: keyOf({ channel: 'call', zones, preferredTime, explicitTimeConsent }),
    from: Date.parse(String(row.params['from'])),
    until: Date.parse(String(row.params['until'])),
  };
}

function toAgent(
  row: PlannedAgentRow,
  plan: { readonly held: number; readonly from: number; readonly zone: string; readonly minutesPerCall: number },
): VerifiedAgent {
  // Cells are counted from the shift's start, or from the hour a day before the plan begins.
  const start = new Date(Math.floor((plan.from - DAY_MS) / HOUR_MS) * HOUR_MS);
  const range = { start, end: new Date(plan.from + 2 * HORIZON_DAYS * DAY_MS) };
  return {
    agentNo: row.agentNo,
    name: row.name,
    team: row.team,
    skills: row.skills,
    languages: row.languages,
    regions: row.regions,
    weight: row.weight,
    held: plan.held,
    heldInRows: row.held,
    callsPerDay: row.dailyMinutes === null ? null : Math.floor(row.dailyMinutes / plan.minutesPerCall),
    shifts: shiftIntervals(row, range, plan.zone).flatMap((shift) => [shift.start.getTime(), shift.end.getTime()]),
    otherCalls: (row.otherCalls ?? []).map((at) => at.getTime()),
  };
}

function sumOf(rows: ReadonlyMap<string, number>, prefix: string): number {
  let sum = 0;
  for (const [key, n] of rows) if (key.startsWith(prefix)) sum += n;
  return sum;
}
