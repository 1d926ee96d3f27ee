import { Injectable } from '@nestjs/common';
import type { CampaignWithoutPlan } from '../../campaigns/campaign.js';
import { Database } from '../../database/database.service.js';
import { DisplacedContacts } from '../../planning/displaced-contacts.service.js';
import { LedgerReadModel } from '../../planning/ledger.read-model.js';
import { planOutlook } from '../../planning/plan-changes.js';
import { PlanRepository } from '../../planning/plan.repository.js';
import type { Move } from './campaign-page.js';
import { StoredPlans } from './stored-plans.service.js';

/** A step with its numbers, before it is taken. */
export interface Foreseen {
  readonly move: Move;
  readonly labelKey: string;
  /** What will happen, with `number`. */
  readonly textKey: string;
  readonly backKey: string;
  readonly number: number;
  /** In hand or on its way: keeps its own outcome. */
  readonly underWay: number;
  /** Of a launch: when the first contact is due, who is missed, who is left out. */
  readonly startsAt: Date | null;
  readonly missed: number;
  readonly excluded: number;
  /** Of a launch or a resumption: contacts of campaigns of lower priority with the same people, which may have to move. */
  readonly displaceable: number;
}

/** Says what a step touches. */
@Injectable()
export class CampaignOutlook {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerReadModel,
    private readonly plans: PlanRepository,
    private readonly stored: StoredPlans,
    private readonly displaced: DisplacedContacts,
  ) {}

  async foresee(campaign: CampaignWithoutPlan, move: Move): Promise<Foreseen> {
    const { ledger } = await this.ledger.status(campaign.id);
    const part = (name: string) => ledger[name] ?? 0;
    const isLaunch = move === 'launch';
    return {
      move,
      labelKey: `console.campaigns.do.${move}`,
      textKey: `console.campaigns.ask.${isLaunch ? launchOf(campaign, part('planned') + part('held')) : move}`,
      backKey: `console.campaigns.back.${move}`,
      number: part('planned') + part('held'),
      underWay: part('underWay') + part('waiting') + part('inDoubt'),
      startsAt: isLaunch ? await this.plans.earliestSlot(this.database, campaign.id) : null,
      missed: isLaunch ? planOutlook(await this.stored.of(campaign)).missed : 0,
      excluded: part('excluded'),
      displaceable: isLaunch || move === 'resume' ? await this.displaceable(campaign.id) : 0,
    };
  }

  /** Contacts of campaigns of lower priority with the same people. */
  displaceable(campaignId: number): Promise<number> {
    return this.displaced.count(this.database, campaignId);
  }

  /** How many customers are planned now. */
  async planned(campaignId: number): Promise<number> {
    const { ledger } = await this.ledger.status(campaignId);
    return (ledger['planned'] ?? 0) + (ledger['held'] ?? 0);
  }
}

/** What a launch does: nobody may be planned yet. */
function launchOf({ ladder, standing }: CampaignWithoutPlan, planned: number): string {
  if (planned === 0) return standing === null ? 'launch-nobody' : 'launch-standing';
  return ladder.every(({ channel }) => channel === 'call') ? 'launch-calls' : 'launch';
}
