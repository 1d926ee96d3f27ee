import type { LevelRule } from '../archive/level-rule.js';
import type { RegionCalendar } from '../calendar/day-types.js';
import type { Policy } from '../calendar/policy.js';
import type { AudienceMember } from '../campaigns/audience-member.js';
import type { Campaign } from '../campaigns/campaign.js';
import type { CampaignRules, LadderChoice } from '../campaigns/choose-ladder.js';
import type { Unavailable } from './agent-availability.js';
import type { PlanAgent } from './plan-input.js';

/** What candidates are collected for. */
export interface CollectorInput {
  readonly campaign: Campaign;
  readonly rules: CampaignRules;
  readonly policy: Policy;
  readonly calendar: RegionCalendar;
  readonly from: Date;
  readonly horizon: Date;
  readonly organisationZone: string;
  readonly agents: readonly PlanAgent[];
  /** Agents who exist but cannot take visits now, by number, with why. */
  readonly unavailable: ReadonlyMap<string, Unavailable>;
  /** The team of every agent who has one, those who are away among them, by number. */
  readonly teams: ReadonlyMap<string, string>;
  /** What member levels ask of an agent, by level. */
  readonly levels: ReadonlyMap<string, LevelRule>;
  /** Takes a line for each customer: equal lines, equal plan. */
  readonly digest: (line: string) => void;
  /** Hears at the end of each piece of work what it was. */
  readonly lap?: (work: 'suppress' | 'windows') => void;
  /** Hears of everybody who comes in, in the order of the candidates; `zones` are those of the plan. */
  readonly admitted?: (member: AudienceMember, choice: LadderChoice, zones: readonly string[]) => void;
}
