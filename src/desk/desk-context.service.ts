import { Injectable } from '@nestjs/common';
import type { Agent } from '../archive/agent.js';
import { AgentService } from '../archive/agent.service.js';
import { addDays, localInstant } from '../archive/local-instant.js';
import { SettingsService } from '../config/settings.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { SurveyFact } from '../surveys/survey-definition.js';
import { SurveyService } from '../surveys/survey.service.js';
import { localDateIn } from './local-date.js';
import type { RecordContext } from './record-completeness.js';
import type { VisitBasis } from './visit-basis.read-model.js';
import type { RecordChannel } from './visit-record-form.js';

/** The business instant, its zone, and its date in the organisation's zone. */
export interface Today {
  readonly now: Date;
  readonly zone: string;
  readonly date: string;
}

/** The first instant of a local day, and of the next one. */
interface LocalDay {
  readonly from: Date;
  readonly to: Date;
}

function localDay(date: string, zone: string): LocalDay {
  return { from: localInstant(date, 0, zone, 'start'), to: localInstant(addDays(date, 1), 0, zone, 'start') };
}

/** What every action at the desk asks for first: what day it is, who acts, what the record must say. */
@Injectable()
export class DeskContext {
  private lastDay: (LocalDay & { readonly name: string }) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly settings: SettingsService,
    private readonly agents: AgentService,
    private readonly surveys: SurveyService,
  ) {}

  async today(): Promise<Today> {
    const { timeZone: zone } = await this.settings.organisation();
    const now = this.clock.now();
    return { now, zone, date: localDateIn(zone, now) };
  }

  /** The first instants of today and of tomorrow, in the organisation's zone. */
  async day(): Promise<Today & LocalDay> {
    const today = await this.today();
    const { date, zone } = today;
    // Asked with every page of the desk, and the same all day.
    if (this.lastDay?.name !== `${date} ${zone}`) this.lastDay = { name: `${date} ${zone}`, ...localDay(date, zone) };
    const { from, to } = this.lastDay;
    return { ...today, from, to };
  }

  /** The agent who works; an account without an agent's number makes no calls (E3). Throws RefusedError. */
  async agent(agentId: number | null): Promise<Agent> {
    const agent = agentId === null ? null : await this.agents.get(agentId);
    if (agent === null) throw new RefusedError(reason('agent-without-number'), 'Calls need an agent number.');
    if (!agent.active) throw new RefusedError(reason('agent-left', { agentNo: agent.agentNo }), 'This agent has left.');
    return agent;
  }

  /** Whoever this is, gone or not; throws NotFoundError. */
  agentNamed(agentId: number): Promise<Agent> {
    return this.agents.get(agentId);
  }

  /** The agent with this number; throws NotFoundError. */
  agentByNo(agentNo: string): Promise<Agent> {
    return this.agents.byNo(agentNo);
  }

  async recordContext(db: Queryable, visit: VisitBasis, channel: RecordChannel): Promise<RecordContext> {
    const { surveyId, surveyVersion, hasOpenIssue } = visit;
    const survey =
      surveyId === null || surveyVersion === null
        ? null
        : (await this.surveys.get(surveyId, surveyVersion, db)).definition;
    const surveyFacts = new Set<SurveyFact>(visit.renewalOffer ? ['renewal-offer'] : []);
    return { channel, survey, surveyFacts, hasOpenIssue };
  }
}
