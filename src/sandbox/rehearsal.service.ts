import { setImmediate as breathe } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import { Database, type Tx } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import { demandState } from '../planning/campaign-commands.js';
import { type AudienceListener, PlanCollection } from '../planning/plan-collection.service.js';
import { PlanRepository } from '../planning/plan.repository.js';
import { solvePlan } from '../planning/solve-plan.js';
import type { PastAnswers } from './answer-model.js';
import { AnswerRatesReadModel } from './answer-rates.read-model.js';
import { buildRehearsal, type StoredVisit } from './build-rehearsal.js';
import { prepareRehearsal, type PreparedRehearsal } from './rehearsal-order.js';
import { CustomerNotes } from './rehearsal-plan.js';
import type { Rehearsal } from './rehearsal-summary.js';
import { Rehearsing, RUNS } from './rehearse.js';

/** What a rehearsal starts from. */
export interface RehearsalBasis {
  readonly prepared: PreparedRehearsal;
  readonly past: PastAnswers;
}

/** Told after each run; `soFar` puts together what the runs until then come to. */
export type OnRun = (done: number, of: number, soFar: () => Rehearsal) => void;

/** Larger audiences are not held in memory. */
export const MOST_REHEARSED = 250_000;
/** Events between two breaths of the process. */
const PIECE = 4_000;
/** A stored plan whose first slot passed longer ago than this is made anew at the launch. */
const STALE_MS = 15 * 60_000;

const STORED_SQL = `SELECT v.id, v.customer_id AS "customerId", v.occasion, v.agent_id AS "agentId", a.scheduled_at AS at
FROM visits v JOIN attempts a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try
WHERE v.campaign_id = $1 AND v.state = 'planned' AND a.state = 'scheduled'`;

/** Runs a campaign that is not launched yet ahead in memory. Nothing is written. */
@Injectable()
export class RehearsalService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly collection: PlanCollection,
    private readonly plans: PlanRepository,
    private readonly rates: AnswerRatesReadModel,
  ) {}

  /** Refused once the campaign was launched, where its policy is not in force, and where the audience is too large. */
  async rehearse(campaign: Campaign, options: { runs?: number } = {}, onRun?: OnRun): Promise<Rehearsal> {
    const { prepared, past } = await this.prepare(campaign);
    const runs = options.runs ?? RUNS;
    const rehearsing = new Rehearsing(prepared, past, { seed: campaign.seed, runs });
    const soFar = (): Rehearsal => rehearsing.result();
    onRun?.(0, runs, soFar);
    while (rehearsing.advance(PIECE)) {
      onRun?.(rehearsing.done, runs, soFar);
      await breathe();
    }
    return rehearsing.result();
  }

  /**
   * What the runs start from. The plan is made as planning makes it, in a transaction that is rolled back; rows that a
   * launch would keep are kept. Refused as `rehearse` is.
   */
  async prepare(campaign: Campaign): Promise<RehearsalBasis> {
    demandState(campaign, 'edit');
    const now = this.clock.now();
    try {
      return await this.database.transaction((tx) => this.look(tx, campaign, now), 'REPEATABLE READ');
    } catch (error) {
      if (error instanceof NothingToKeep) return error.basis;
      throw error;
    }
  }

  private async look(tx: Tx, campaign: Campaign, now: Date): Promise<never> {
    const stored = campaign.state === 'planned' ? await this.storedRows(tx, campaign.id, now) : [];
    const past = await this.rates.load(tx, campaign, now);
    if (campaign.planVersion > 0) await this.plans.clear(tx, campaign.id);
    const heard = hearing(now);
    const found = await this.collection.collect(tx, campaign, now, {
      most: MOST_REHEARSED + 1,
      listener: heard.listener,
    });
    const { collected, frame } = found;
    if (collected.audience > MOST_REHEARSED) throw tooLarge(collected.audience);
    const { people, caps } = heard.notes();
    const plan = solvePlan(collected.columns, frame);
    const isKept = found.fingerprint === campaign.planFingerprint;
    const solved = { collected, frame, plan, people, caps, stored: isKept ? stored : [] };
    throw new NothingToKeep({ prepared: prepareRehearsal(buildRehearsal(campaign, solved)), past });
  }

  private async storedRows(tx: Tx, campaignId: number, now: Date): Promise<StoredVisit[]> {
    const earliest = await this.plans.earliestSlot(tx, campaignId);
    if (earliest === null || earliest.getTime() < now.getTime() - STALE_MS) return [];
    return tx.query<StoredVisit>(STORED_SQL, [campaignId]);
  }
}

/** Notes everybody who comes in while the audience is read. */
function hearing(now: Date) {
  let heard: { people: CustomerNotes; input: Parameters<AudienceListener>[0] } | null = null;
  const listener: AudienceListener = (input) => {
    const { policy, calendar, campaign, organisationZone } = input;
    const base = { policy, calendar, holidayCampaign: campaign.holidayWindows };
    const people = new CustomerNotes(base, organisationZone, now);
    heard = { people, input };
    return (member, choice, zones) => people.add(member, choice, zones);
  };
  const notes = () => {
    if (heard === null) throw new Error('nobody listened while the audience was read');
    return { people: heard.people, caps: heard.input.rules.caps };
  };
  return { listener, notes };
}

function tooLarge(audience: number): RefusedError {
  const why = reason('rehearsal-too-large', { most: MOST_REHEARSED });
  return new RefusedError(why, `An audience of ${audience} or more is not rehearsed; the limit is ${MOST_REHEARSED}.`);
}

/** Carries what was read out of a transaction that must leave no trace. */
class NothingToKeep extends Error {
  constructor(readonly basis: RehearsalBasis) {
    super('rolled back on purpose');
  }
}
