import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { Reason } from '../kernel/reason.js';
import type { CampaignState } from '../kernel/words.js';
import { parseCampaignDefinition } from './campaign-definition.js';
import type { CampaignDefinition } from './campaign-definition.js';
import { CampaignReferences } from './campaign-references.service.js';
import { CampaignRepository } from './campaign.repository.js';
import type { BoundVersions, CampaignPage } from './campaign.repository.js';
import type { Campaign, CampaignWithoutPlan, PlanOfCampaign } from './campaign.js';
import { DaysOffApproval } from './days-off-approval.service.js';
import { unsavedCampaign } from './unsaved-campaign.js';

/** Who moves a campaign, when, and what is worth keeping of it. */
export interface StateChange {
  readonly actor: string;
  readonly at: Date;
  /** What was done: 'campaign.launch', 'campaign.pause' … */
  readonly action: string;
  readonly reason?: Reason;
}

/** A draft, with what its maker should know although it can be planned. */
export interface CreatedCampaign extends Campaign {
  readonly warnings: readonly Reason[];
}

const MAX_PAGE = 100;

/** Campaigns: made from a definition, found, and moved from state to state, each with an entry in the audit trail. */
@Injectable()
export class CampaignService {
  constructor(
    private readonly database: Database,
    private readonly campaigns: CampaignRepository,
    private readonly references: CampaignReferences,
    private readonly audit: AuditService,
    private readonly clock: Clock,
    private readonly daysOff: DaysOffApproval,
  ) {}

  /** Makes a draft and binds it to the survey's present version. Throws InputError with every fault. */
  async create(json: unknown, actor: string): Promise<CreatedCampaign> {
    const at = this.clock.now();
    const { definition, bound, warnings } = await this.prepare(json, at);
    return this.database.transaction(async (tx) => {
      const campaign = await this.campaigns.insert(tx, definition, bound, { actor, at });
      const details = { name: campaign.name, kind: campaign.kind, surveyVersion: campaign.surveyVersion };
      await this.audit.audit(tx, { actor, action: 'campaign.create', subject: subjectOf(campaign.id), details });
      await this.daysOff.sync(tx, campaign, actor);
      return { ...campaign, warnings };
    });
  }

  /** A campaign as it would be, for a look ahead: nothing is stored. Throws InputError with every fault. */
  async draft(json: unknown, actor: string, id = 0): Promise<CreatedCampaign> {
    const at = this.clock.now();
    const { definition, bound, warnings } = await this.prepare(json, at);
    return {
      ...unsavedCampaign(definition, { id, surveyVersion: bound.surveyVersion, createdBy: actor, at }),
      warnings,
    };
  }

  /** Gives a locked draft another definition, bound anew. Refused when it is no draft. */
  async change(tx: Queryable, id: number, prepared: PreparedDefinition, actor: string): Promise<CreatedCampaign> {
    const before = await this.campaigns.lock(tx, id);
    if (before.state !== 'draft') {
      const why = reason(`campaign-is-${before.state}`, { campaignId: id, command: 'edit' });
      throw new RefusedError(why, `Campaign ${id} is ${before.state}: only a draft can be changed.`);
    }
    const { definition, bound, warnings } = prepared;
    const campaign = await this.campaigns.update(tx, id, definition, bound);
    const details = { name: campaign.name, surveyVersion: campaign.surveyVersion };
    await this.audit.audit(tx, { actor, action: 'campaign.change', subject: subjectOf(id), details });
    await this.daysOff.sync(tx, campaign, actor);
    return { ...campaign, warnings };
  }

  /**
   * Before a launch: asks for the second person's agreement where the campaign needs one and nobody was asked. Throws
   * NotFoundError.
   */
  askAgreement(id: number, actor: string): Promise<Campaign> {
    return this.database.transaction(async (tx) => {
      const campaign = await this.campaigns.lock(tx, id);
      await this.daysOff.sync(tx, campaign, actor);
      return campaign;
    });
  }

  /** Refuses an account's launch without agreement; the reason to record where the operator does without. */
  demandAgreement(db: Queryable, campaign: Campaign, actor: string): Promise<Reason | null> {
    return this.daysOff.demand(db, campaign, actor);
  }

  /** Throws NotFoundError. */
  get(id: number): Promise<Campaign> {
    return this.campaigns.get(this.database, id);
  }

  /** A campaign without the summary of its plan, which is large. Throws NotFoundError. */
  head(id: number): Promise<CampaignWithoutPlan> {
    return this.campaigns.head(this.database, id);
  }

  /** The same of several campaigns, in no order; ids that nobody has are left out. */
  heads(ids: readonly number[]): Promise<CampaignWithoutPlan[]> {
    return this.campaigns.heads(this.database, ids);
  }

  /** The summary of one plan of a campaign; null when it has another by now, or none. */
  planSummary(plan: PlanOfCampaign): Promise<unknown> {
    return this.campaigns.planSummary(this.database, plan);
  }

  /** Newest first; the cursor is the last id of the page before. */
  list(cursor: number | null = null, limit = 50): Promise<CampaignPage> {
    return this.campaigns.page(this.database, cursor, Math.min(limit, MAX_PAGE));
  }

  /** The campaign under its lock, for whoever is about to move it. Throws NotFoundError. */
  lock(tx: Queryable, id: number): Promise<Campaign> {
    return this.campaigns.lock(tx, id);
  }

  /** Campaigns in one of these states, oldest first. */
  inStates(states: readonly CampaignState[]): Promise<Campaign[]> {
    return this.campaigns.inStates(this.database, states);
  }

  /** Moves a locked campaign and says so in the audit trail. */
  async setState(tx: Queryable, id: number, state: CampaignState, change: StateChange): Promise<Campaign> {
    const campaign = await this.campaigns.setState(tx, id, state, change.at);
    await this.audit.audit(tx, {
      actor: change.actor,
      action: change.action,
      subject: subjectOf(id),
      details: { state, ...(change.reason ? { reason: change.reason } : {}) },
    });
    return campaign;
  }

  /** Reads a definition and looks up what it names. Throws InputError with every fault. */
  async prepare(json: unknown, at: Date): Promise<PreparedDefinition> {
    const definition = parseCampaignDefinition(json, at);
    const { bound, faults, warnings } = await this.references.resolve(definition, at);
    if (faults.length > 0) throw new InputError(faults);
    return { definition, bound, warnings };
  }
}

/** A definition that has no fault, and the versions that it is bound to. */
export interface PreparedDefinition {
  readonly definition: CampaignDefinition;
  readonly bound: BoundVersions;
  readonly warnings: readonly Reason[];
}

function subjectOf(id: number): string {
  return `campaign:${id}`;
}
