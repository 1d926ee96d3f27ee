import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import type { Campaign } from '../campaigns/campaign.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { SettingsService } from '../config/settings.service.js';
import { Database, type Tx } from '../database/database.service.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { PlanSummary } from './plan-summary.js';
import { PlannedRowsReadModel, type PlanKey } from './planned-rows.read-model.js';
import type { ClaimedPlan, VerifiedPlan, VerifiedRate } from './verified-plan.js';
import type { VerifiedVisits } from './verified-visits.js';
import { tellFaults, type Check } from './verify-check.js';
import { VerifyClock } from './verify-clock.js';
import { Folding } from './verify-folding.js';
import { VerifyHours } from './verify-hours.js';
import { verifyPlan } from './verify-plan.js';
import { verifiedAgent, type StaffRules } from './verify-staff.js';

/** The answer of `verify plan`. */
export interface Verification {
  readonly campaignId: number;
  readonly planVersion: number;
  readonly ok: boolean;
  /** Names of the checks that found something wrong. */
  readonly failed: readonly string[];
  /** Names of the checks that could not be made; a check may be neither wrong nor made. */
  readonly skipped: readonly string[];
  readonly checks: readonly Check[];
}

/** `isJustPlanned`: nothing can have changed since the plan, whatever the rows' own times say. */
export interface VerifyOptions {
  readonly isJustPlanned?: boolean;
}

const SECONDS_PER_MINUTE = 60;

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
  async verify(campaignId: number, options: VerifyOptions = {}): Promise<Verification> {
    const campaign = await this.campaigns.get(campaignId);
    if (campaign.planSummary === null) {
      throw new RefusedError(reason('no-plan', { campaignId }), `Campaign ${campaignId} has no plan yet.`);
    }
    const found = await this.database.transaction(async (tx) => {
      const checks = verifyPlan(await this.load(tx, campaign, options));
      const ids = checks.flatMap(({ faults }) => faults.flatMap(({ visitId }) => visitId ?? []));
      const customers = ids.length === 0 ? new Map<number, string>() : await this.rows.customers(tx, ids);
      return checks.map((check) => tellFaults(check, customers));
    }, 'REPEATABLE READ');
    const skipped = found.filter((check) => check.skipped !== null).map(({ name }) => name);
    const { planVersion } = campaign;
    const failed = found.filter(({ ok }) => !ok).map(({ name }) => name);
    return { campaignId, planVersion, ok: failed.length === 0, failed, skipped, checks: found };
  }

  private async load(tx: Tx, campaign: Campaign, { isJustPlanned = false }: VerifyOptions): Promise<VerifiedPlan> {
    const summary = campaign.planSummary as PlanSummary;
    const from = Math.max(Date.parse(summary.now), campaign.startAt.getTime());
    const key = planKey(campaign, summary);
    const changedAfter = isJustPlanned ? Infinity : key.plannedAt.getTime();
    const clock = new VerifyClock((await this.settings.organisation()).timeZone);
    const hours = await this.hours(campaign, new Date(summary.now));
    const books = await this.rows.books(tx, campaign.id);
    const most = sumOf(books.rows, 'visit ');
    const earliestDays = campaign.standing?.earliestDays ?? null;
    const { noSelfSurvey, minutesPerCall } = campaign.options;
    const { planVersion } = campaign;
    const folding = new Folding({ from, planVersion, changedAfter, noSelfSurvey, earliestDays, hours, clock }, most);
    await this.fold(tx, key, folding, earliestDays !== null);
    const since = await this.rows.since(tx, key);
    const shares = new Map(summary.assignment.agents.map((agent) => [agent.agentNo, agent]));
    const staff = { from, until: lastMoment(folding.visits, campaign, from), clock, minutesPerCall, changedAfter };
    const agents = await this.rows.agents(tx, key, new Date(from));
    return {
      planVersion,
      assignment: campaign.assignment,
      audience: campaign.audience,
      exclusions: sumOf(books.rows, 'excluded '),
      unplacedRows: since.unplaced,
      eventsSince: since.events,
      claimed: claimedOf(summary, from),
      visits: folding.visits,
      unplaced: folding.unplaced,
      agents: agents.map((row) => verifiedAgent(row, shares.get(row.agentNo) ?? null, staff)),
      doubled: await this.rows.doubled(tx, campaign.id),
      ...books,
      minutesPerCall,
      rates: await this.rates(tx, key, new Date(from), summary.smsUnits ?? 1),
      isOpen: (timeKey, at) => timeKey >= 0 && hours.isOpen(timeKey, at),
      dayOf: (at) => clock.dayAt(at),
    };
  }

  private async fold(tx: Tx, key: PlanKey, folding: Folding, isStanding: boolean): Promise<void> {
    if (isStanding) for await (const row of this.rows.occasions(tx, key.campaignId)) folding.addVisit(row);
    else for await (const row of this.rows.visits(tx, key.campaignId)) folding.addVisit(row);
    for await (const row of this.rows.unplaced(tx, key)) folding.addUnplaced(row);
  }

  private async hours({ policyId, holidayWindows }: Campaign, now: Date): Promise<VerifyHours> {
    const snapshot = await this.calendars.snapshot();
    const policy = snapshot.policy(policyId, now);
    const calendar = snapshot.calendar(policy?.calendar ?? 'none');
    return new VerifyHours({ policy, calendar, holidayCampaign: holidayWindows });
  }

  /** `smsUnits`: segments of one SMS of this campaign, as its plan reckoned them. */
  private async rates(
    tx: Tx,
    key: PlanKey,
    from: Date,
    smsUnits: number,
  ): Promise<Record<'sms' | 'email', VerifiedRate>> {
    const { timeZone } = await this.settings.organisation();
    const found = await this.rows.messages(tx, key, from, timeZone);
    const { smsRatePerSecond, emailRatePerSecond, smsPerDay, emailPerDay } = this.settings.settings;
    const of = (channel: string, perSecond: number, perDay: number | null, units: number): VerifiedRate => ({
      perMinute: perSecond * SECONDS_PER_MINUTE,
      perDay,
      units,
      others: new Map(found.filter((row) => row.channel === channel).map(({ minute, count }) => [minute, count])),
    });
    return {
      sms: of('sms', smsRatePerSecond, smsPerDay, smsUnits),
      email: of('email', emailRatePerSecond, emailPerDay, 1),
    };
  }
}

function planKey({ id, planVersion, plannedAt }: Campaign, { now }: PlanSummary): PlanKey {
  return { campaignId: id, planVersion, plannedAt: plannedAt ?? new Date(now) };
}

function claimedOf({ planned, assignment }: PlanSummary, from: number): ClaimedPlan {
  const { certificate, agents, limits, optimal } = assignment;
  return {
    planned,
    assigned: new Map(agents.map(({ agentNo, assigned }) => [agentNo, assigned])),
    from,
    fromGridMs: certificate.grids.fromMs,
    untilGridMs: certificate.grids.untilMs,
    cost: certificate.cost,
    placed: certificate.placed,
    unplaced: certificate.unplaced,
    fixed: certificate.fixed,
    owned: new Map(agents.map(({ agentNo, owned }) => [agentNo, owned])),
    limits,
    isExact: optimal,
  };
}

/** As far as shifts are asked about: the last moment of anybody, or of a call that stands later. */
function lastMoment(visits: VerifiedVisits, { standing, deadlineAt }: Campaign, from: number): StaffRules['until'] {
  let shifts = from;
  for (let i = 0; i < visits.length; i++) {
    shifts = Math.max(shifts, visits.rolledDueOf(i), visits.isScheduled(i) ? visits.momentOf(i) : 0);
  }
  return { leave: standing === null ? deadlineAt.getTime() : NaN, shifts };
}

function sumOf(rows: ReadonlyMap<string, number>, prefix: string): number {
  let sum = 0;
  for (const [key, n] of rows) if (key.startsWith(prefix)) sum += n;
  return sum;
}
