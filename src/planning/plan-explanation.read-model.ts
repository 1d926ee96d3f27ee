import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import type { CalendarSnapshot } from '../calendar/calendar-snapshot.js';
import { SettingsService } from '../config/settings.service.js';
import { NotFoundError } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';
import { StringsService } from '../messages/strings.service.js';
import { explainAttempt, explainExclusion, explainVisit, type ExplanationFrame } from './compose-explanation.js';
import type { ExplainedExclusion, ExplainedMinute, ExplainedVisit } from './compose-explanation.js';
import {
  explainMinute,
  windowsOfDay,
  type CallMinute,
  type MessageMinute,
  type WindowOfDay,
} from './explain-minute.js';
import { contactQuestion, DEFAULT_MINUTES_PER_CALL } from './explanation-question.js';
import { ExplanationRows, type AgentRow, type AttemptRow, type VisitRow } from './explanation-rows.read-model.js';
import { MinuteFacts } from './minute-facts.read-model.js';
import { ProviderStatesReadModel } from './provider-states.read-model.js';
import { tellReason } from './tell-reason.js';

/** What a campaign's plan says of one customer. Both lists empty: not in the audience. */
export interface CustomerExplanation {
  readonly campaignId: number;
  readonly customerId: number;
  readonly customerNo: string;
  readonly visits: readonly ExplainedVisit[];
  readonly exclusions: readonly ExplainedExclusion[];
}

/** States in which an attempt's minute is still ahead: what stands around it can be looked up. */
const AHEAD: readonly string[] = ['scheduled', 'held', 'claimed'];

/**
 * Looks up what a plan decided for one customer, and why: from the rows of the plan, the policy version that it noted, and
 * the facts of customer and agents as they are now.
 */
@Injectable()
export class PlanExplanationReadModel {
  constructor(
    private readonly rows: ExplanationRows,
    private readonly minutes: MinuteFacts,
    private readonly calendars: CalendarService,
    private readonly settings: SettingsService,
    private readonly strings: StringsService,
    private readonly providers: ProviderStatesReadModel,
  ) {}

  /** Throws NotFoundError for a customer number that nobody has. */
  async explainCustomer(campaignId: number, customerNo: string): Promise<CustomerExplanation> {
    const customer = await this.rows.customer(customerNo);
    const frame = await this.frame(campaignId, customer);
    const visits: ExplainedVisit[] = [];
    for (const row of await this.rows.visits(campaignId, customer.id)) visits.push(await this.visit(row, frame));
    const exclusions = await this.rows.exclusions(campaignId, customer.id);
    return {
      campaignId,
      customerId: customer.id,
      customerNo,
      visits,
      exclusions: exclusions.map((row) => explainExclusion(row, frame)),
    };
  }

  /** The same for one visit alone. Throws NotFoundError. */
  async explainVisit(visitId: number): Promise<CustomerExplanation> {
    const { campaignId, customerNo } = await this.rows.asked('visit', visitId);
    return onlyVisit(await this.explainCustomer(campaignId, customerNo), visitId);
  }

  /** The same for one attempt alone, with the visit that it belongs to. Throws NotFoundError. */
  async explainAttempt(attemptId: number): Promise<CustomerExplanation> {
    const { campaignId, customerNo, visitId } = await this.rows.asked('attempt', attemptId);
    const explanation = onlyVisit(await this.explainCustomer(campaignId, customerNo), visitId);
    const visits = explanation.visits.map((visit) => ({
      ...visit,
      attempts: visit.attempts.filter((attempt) => attempt.attemptId === attemptId),
    }));
    if (!visits.some(({ attempts }) => attempts.length > 0)) throw new NotFoundError('attempt', attemptId);
    return { ...explanation, visits };
  }

  private async frame(
    campaignId: number,
    customer: ExplanationFrame['customer'],
  ): Promise<ExplanationFrame & { readonly calendars: CalendarSnapshot; readonly agents: readonly AgentRow[] }> {
    const { timeZone: zone } = await this.settings.organisation();
    const catalogues = { en: this.strings.of('en'), 'zh-CN': this.strings.of('zh-CN') };
    return {
      campaignId,
      campaign: await this.rows.campaign(campaignId),
      customer,
      agents: await this.rows.agents(),
      calendars: await this.calendars.snapshot(),
      organisationZone: zone,
      teller: { catalogues, zone },
    };
  }

  private async visit(row: VisitRow, frame: ExplanationFrame): Promise<ExplainedVisit> {
    const attempts: ExplainedVisit['attempts'][number][] = [];
    const waits = await this.providers.waits();
    for (const attempt of row.attempts) {
      attempts.push(
        explainAttempt(withWait(attempt, waits(attempt)), await this.minute(attempt, row, frame), frame.teller),
      );
    }
    return explainVisit(row, attempts, frame);
  }

  private async minute(attempt: AttemptRow, row: VisitRow, frame: ExplanationFrame): Promise<ExplainedMinute | null> {
    if (attempt.scheduledAt === null) return null;
    const at = new Date(attempt.scheduledAt);
    const question = contactQuestion(row, attempt, frame);
    const windows = question === null ? [] : windowsOfDay(question, at, frame.organisationZone);
    const facts = AHEAD.includes(attempt.state) ? await this.facts({ ...attempt, at }, row, windows, frame) : null;
    return {
      windows,
      before: facts?.before ?? null,
      after: facts?.after ?? null,
      reasons: explainMinute(windows, facts, attempt.fixedTime).map((why) => tellReason(why, frame.teller)),
    };
  }

  /** Null where nothing bounds the minute but the hours: no agent is named, or no window holds it. */
  private async facts(
    { attemptId, channel, at }: AttemptRow & { readonly at: Date },
    { agentId, agentNo }: VisitRow,
    windows: readonly WindowOfDay[],
    { campaignId, campaign, agents, organisationZone: zone }: ExplanationFrame,
  ): Promise<CallMinute | MessageMinute | null> {
    const asked = { campaignId, attemptId, channel, at };
    if (channel === 'call') {
      const agent = agents.find((one) => one.agentNo === agentNo);
      if (agentId === null || agent === undefined) return null;
      const minutesPerCall = campaign.options.minutesPerCall ?? DEFAULT_MINUTES_PER_CALL;
      return this.minutes.call({ ...asked, agentId, agent, minutesPerCall, zone });
    }
    const window = windows.find(({ holds }) => holds);
    if (window === undefined) return null;
    return this.minutes.message(asked, { start: new Date(window.startAt), end: new Date(window.endAt) });
  }
}

/** What an attempt waits for now stands behind what was decided about it; once, where it is noted there already. */
function withWait(attempt: AttemptRow, why: Reason | null): AttemptRow {
  if (why === null || attempt.reasons.at(-1)?.code === why.code) return attempt;
  return { ...attempt, reasons: [...attempt.reasons, why] };
}

function onlyVisit(explanation: CustomerExplanation, visitId: number): CustomerExplanation {
  return { ...explanation, visits: explanation.visits.filter((visit) => visit.visitId === visitId), exclusions: [] };
}
