import type { Segment } from '../archive/segment-filter.js';
import type { CampaignKind, CampaignState, Channel, Purpose } from '../kernel/words.js';
import type { Assignment, CampaignOptions, Rung } from './campaign-definition.js';
import type { ContactCaps } from './contact-caps.js';
import type { StandingRule } from './standing-rule.js';

/** A campaign as it is stored: its definition with bound versions, and where it stands. */
export interface Campaign {
  readonly id: number;
  readonly name: string;
  readonly kind: CampaignKind;
  readonly state: CampaignState;
  readonly purpose: Purpose;
  readonly standing: StandingRule | null;
  readonly assignment: Assignment;
  readonly segment: Segment;
  readonly ladder: readonly Rung[];
  readonly policyId: string;
  /** Null together with its version: the campaign only notifies. */
  readonly surveyId: string | null;
  readonly surveyVersion: number | null;
  readonly templates: Readonly<Record<Channel, string>>;
  readonly startAt: Date;
  readonly deadlineAt: Date;
  readonly holidayWindows: boolean;
  readonly priority: number;
  readonly caps: ContactCaps | 'policy';
  readonly seed: number;
  readonly options: CampaignOptions;
  /** Visits plus exclusions. */
  readonly audience: number;
  readonly audienceHash: string | null;
  readonly planVersion: number;
  readonly planFingerprint: string | null;
  readonly planSummary: unknown;
  readonly version: number;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly plannedAt: Date | null;
  readonly launchedAt: Date | null;
  readonly endedAt: Date | null;
  readonly archivedAt: Date | null;
}

/** A campaign as most pages need it. */
export type CampaignWithoutPlan = Omit<Campaign, 'planSummary'>;

/** Which plan of a campaign. */
export type PlanOfCampaign = Pick<Campaign, 'id' | 'planVersion' | 'planFingerprint'>;

/** A campaign without a survey only notifies: what was delivered is done. */
export function onlyNotifies(campaign: Pick<Campaign, 'surveyId'>): boolean {
  return campaign.surveyId === null;
}
