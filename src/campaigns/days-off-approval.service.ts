import { Injectable } from '@nestjs/common';
import { ApprovalService } from '../access/approval.service.js';
import type { Approval } from '../access/approval.service.js';
import type { Queryable } from '../database/database.service.js';
import { NotFoundError, RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { Reason } from '../kernel/reason.js';
import type { CampaignWithoutPlan } from './campaign.js';
import { callsOnDaysOff, daysOffHash } from './days-off.js';

const KIND = 'days-off';
/** Accounts act under their names; the operator at the command line stands above them. */
const ACCOUNT = 'user:';

/** What the second person says to the wish that was shown. */
export interface DaysOffVerdict {
  readonly approvalId: number;
  readonly decision: 'approved' | 'refused';
  readonly note: string | null;
}

/** The second person's agreement to calls on days off: asked for, withdrawn after a change, demanded at the launch. */
@Injectable()
export class DaysOffApproval {
  constructor(private readonly approvals: ApprovalService) {}

  /** What was asked about a campaign as it is now, and what became of it; null where nothing was or need be. */
  async find(db: Queryable, campaign: CampaignWithoutPlan): Promise<Approval | null> {
    if (!callsOnDaysOff(campaign)) return null;
    const asked = await this.approvals.find(db, KIND, subjectOf(campaign));
    return asked?.details['hash'] === daysOffHash(campaign) ? asked : null;
  }

  /** Asks where agreement is needed; takes back what was asked about an earlier definition. */
  async sync(db: Queryable, campaign: CampaignWithoutPlan, actor: string): Promise<void> {
    if ((await this.find(db, campaign)) !== null) return;
    const subject = subjectOf(campaign);
    await this.approvals.withdraw(db, KIND, subject, actor);
    if (!callsOnDaysOff(campaign)) return;
    const { name } = campaign;
    const details = { campaignId: campaign.id, name, hash: daysOffHash(campaign) };
    await this.approvals.ask(db, { kind: KIND, subject, details, askedBy: actor });
  }

  /** Decides. Throws NotFoundError where the wish is not (any more) the campaign's; refused for one's own. */
  async decide(db: Queryable, campaign: CampaignWithoutPlan, verdict: DaysOffVerdict, actor: string): Promise<void> {
    const { approvalId, decision, note } = verdict;
    if ((await this.find(db, campaign))?.id !== approvalId) throw new NotFoundError('approval', approvalId);
    await this.approvals.decide(approvalId, actor, decision, note);
  }

  /**
   * Refuses an account's launch without the second person's agreement. The operator may do without it: the answer is then
   * the reason to record.
   */
  async demand(db: Queryable, campaign: CampaignWithoutPlan, actor: string): Promise<Reason | null> {
    if (!callsOnDaysOff(campaign)) return null;
    const asked = await this.find(db, campaign);
    if (asked?.decision === 'approved') return null;
    if (!actor.startsWith(ACCOUNT)) return reason('days-off-by-operator');
    const askedBy = (asked?.askedBy ?? actor).replace(ACCOUNT, '');
    if (asked?.decision === 'refused') {
      const by = (asked.decidedBy ?? '').replace(ACCOUNT, '');
      const message = `${by} did not agree to calls on days off. Change the campaign, then it is asked anew.`;
      throw new RefusedError(reason('days-off-refused', { campaignId: campaign.id, by }), message);
    }
    throw new RefusedError(
      reason('days-off-unapproved', { campaignId: campaign.id, askedBy }),
      `The campaign calls on days off: a supervisor or administrator other than ${askedBy} must agree first.`,
    );
  }
}

function subjectOf({ id }: CampaignWithoutPlan): string {
  return `campaign:${id}`;
}
