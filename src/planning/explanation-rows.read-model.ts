import { Injectable } from '@nestjs/common';
import type { Leave, Shift } from '../archive/shift.js';
import type { Segment } from '../archive/segment-filter.js';
import type { CampaignOptions, Rung } from '../campaigns/campaign-definition.js';
import type { StandingRule } from '../campaigns/standing-rule.js';
import { Database } from '../database/database.service.js';
import { NotFoundError } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';
import type { LoadAtPlanning } from './compare-agents.js';

/** What of a campaign an explanation rests on. */
export interface CampaignBehind {
  readonly segment: Segment;
  readonly standing: StandingRule | null;
  readonly ladder: readonly Rung[];
  readonly policyId: string;
  readonly holidayWindows: boolean;
  readonly options: Partial<CampaignOptions>;
  readonly startAt: Date;
  /** Of which plan the shares are; null where there is none. */
  readonly sharesOf: number | null;
  readonly shares: readonly (LoadAtPlanning & { readonly agentNo: string })[] | null;
}

/** What of a customer decides agents and hours; as it is now. */
export interface CustomerBehind {
  readonly id: number;
  readonly customerNo: string;
  readonly requiredSkill: string | null;
  readonly language: string | null;
  readonly province: string | null;
  readonly lastServedBy: string | null;
  readonly preferredTime: readonly (readonly [string, string])[] | null;
  readonly explicitTimeConsent: boolean;
  readonly intervalDays: number | null;
}

/** Rows that an occasion points to. */
interface OccasionRows {
  readonly occasion: string;
  readonly planVersion: number;
  readonly plannedAt: Date;
  readonly service: { readonly at: string; readonly item: string | null } | null;
  readonly closedAt: string | null;
  /** As the plan noted it; null for plans of earlier releases. */
  readonly policy: { readonly policy?: string; readonly policyVersion?: number } | null;
}

export interface AttemptRow {
  readonly attemptId: number;
  readonly rung: number;
  readonly try: number;
  readonly channel: string;
  readonly state: string;
  readonly scheduledAt: string | null;
  readonly address: string | null;
  readonly fixedTime: boolean;
  readonly reasons: readonly Reason[];
  readonly createdAt: string;
}

export interface VisitRow extends OccasionRows {
  readonly visitId: number;
  readonly state: string;
  readonly agentId: number | null;
  readonly agentNo: string | null;
  readonly ladder: readonly string[];
  readonly dueAt: Date;
  readonly rolledDueAt: Date;
  readonly weekDueAt: Date | null;
  readonly zones: readonly string[];
  readonly reasons: readonly Reason[];
  readonly attempts: readonly AttemptRow[];
}

export interface ExclusionRow extends OccasionRows {
  readonly reason: Reason;
  readonly also: readonly Reason[];
}

export interface AgentRow {
  readonly agentNo: string;
  readonly name: string;
  readonly skills: readonly string[];
  readonly languages: readonly string[];
  readonly regions: readonly string[];
  readonly weight: number;
  readonly active: boolean;
  readonly shifts: readonly Shift[];
  readonly leave: readonly Leave[];
}

/** Whose plan somebody asks about. */
export interface AskedVisit {
  readonly campaignId: number;
  readonly visitId: number;
  readonly customerNo: string;
}

const iso = (at: string): string => `to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const CAMPAIGN_SQL = `SELECT segment, standing, ladder, policy_id AS "policyId", holiday_windows AS "holidayWindows", options,
    start_at AS "startAt", (plan_summary->>'planVersion')::int AS "sharesOf", plan_summary->'assignment'->'agents' AS shares
  FROM campaigns WHERE id = $1`;

const CUSTOMER_SQL = `SELECT id, customer_no AS "customerNo", required_skill AS "requiredSkill", language, province,
    last_served_by AS "lastServedBy", preferred_time AS "preferredTime", explicit_time_consent AS "explicitTimeConsent",
    visit_interval_days AS "intervalDays"
  FROM customers WHERE customer_no = $1`;

/** The rows behind the occasion of `x` (a visit or an exclusion), whose key names them. */
const OCCASION_COLUMNS = `x.occasion, x.plan_version AS "planVersion", x.created_at AS "plannedAt",
    (SELECT jsonb_build_object('at', ${iso('s.served_at')}, 'item', s.item) FROM services s
      WHERE s.customer_id = x.customer_id AND x.occasion = 'service:' || s.id) AS service,
    (SELECT ${iso('i.closed_at')} FROM closed_issues i
      WHERE i.customer_id = x.customer_id AND x.occasion = 'complaint:' || i.ref LIMIT 1) AS "closedAt",
    (SELECT e.reason->'params' FROM visit_events e
      WHERE e.campaign_id = x.campaign_id AND e.at = x.created_at AND e.plan_version = x.plan_version
        AND e.visit_id IS NULL LIMIT 1) AS policy`;

const VISITS_SQL = `SELECT ${OCCASION_COLUMNS}, x.id AS "visitId", x.state, x.agent_id AS "agentId", g.agent_no AS "agentNo",
    x.ladder, x.due_at AS "dueAt", x.rolled_due_at AS "rolledDueAt", x.week_due_at AS "weekDueAt", x.zones, x.reasons,
    (SELECT coalesce(jsonb_agg(jsonb_build_object('attemptId', a.id, 'rung', a.rung, 'try', a.try, 'channel', a.channel,
        'state', a.state, 'scheduledAt', ${iso('a.scheduled_at')}, 'address', a.address, 'fixedTime', a.fixed_time, 'reasons', a.reasons,
        'createdAt', ${iso('a.created_at')}) ORDER BY a.rung, a.try), '[]') FROM attempts a WHERE a.visit_id = x.id) AS attempts
  FROM visits x LEFT JOIN agents g ON g.id = x.agent_id
  WHERE x.campaign_id = $1 AND x.customer_id = $2 ORDER BY x.occasion`;

const EXCLUSIONS_SQL = `SELECT ${OCCASION_COLUMNS}, jsonb_build_object('code', x.code, 'params', x.params) AS reason, x.also
  FROM exclusions x WHERE x.campaign_id = $1 AND x.customer_id = $2 ORDER BY x.occasion`;

const AGENTS_SQL = `SELECT agent_no AS "agentNo", name, skills, languages, regions, weight, active, shifts, leave
  FROM agents ORDER BY agent_no COLLATE "C"`;

/** Reads the rows that an explanation is made from. */
@Injectable()
export class ExplanationRows {
  constructor(private readonly database: Database) {}

  /** Throws NotFoundError. */
  async campaign(id: number): Promise<CampaignBehind> {
    const campaign = await this.database.maybe<CampaignBehind>(CAMPAIGN_SQL, [id]);
    if (campaign === null) throw new NotFoundError('campaign', id);
    return campaign;
  }

  /** Throws NotFoundError for a customer number that nobody has. */
  async customer(customerNo: string): Promise<CustomerBehind> {
    const customer = await this.database.maybe<CustomerBehind>(CUSTOMER_SQL, [customerNo]);
    if (customer === null) throw new NotFoundError('customer', customerNo);
    return customer;
  }

  visits(campaignId: number, customerId: number): Promise<VisitRow[]> {
    return this.database.query<VisitRow>(VISITS_SQL, [campaignId, customerId]);
  }

  exclusions(campaignId: number, customerId: number): Promise<ExclusionRow[]> {
    return this.database.query<ExclusionRow>(EXCLUSIONS_SQL, [campaignId, customerId]);
  }

  agents(): Promise<AgentRow[]> {
    return this.database.query<AgentRow>(AGENTS_SQL, []);
  }

  /** The visit with this id, or the one of an attempt. Throws NotFoundError. */
  async asked(what: 'visit' | 'attempt', id: number): Promise<AskedVisit> {
    const sql = `SELECT v.campaign_id AS "campaignId", v.id AS "visitId", k.customer_no AS "customerNo"
      FROM visits v JOIN customers k ON k.id = v.customer_id
      WHERE v.id = ${what === 'visit' ? '$1' : '(SELECT a.visit_id FROM attempts a WHERE a.id = $1)'}`;
    const found = await this.database.maybe<AskedVisit>(sql, [id]);
    if (found === null) throw new NotFoundError(what, id);
    return found;
  }
}
