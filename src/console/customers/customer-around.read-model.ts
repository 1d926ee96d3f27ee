import { Injectable } from '@nestjs/common';
import type { RowScope } from '../../access/permissions.js';
import { scopeAgents } from '../../access/permissions.js';
import { plainNameSql } from '../../archive/duplicate.read-model.js';
import { Database } from '../../database/database.service.js';
import type { Reason } from '../../kernel/reason.js';

/** A visit that goes on, with what comes next and why. */
export interface OpenVisit {
  readonly id: number;
  readonly customerId: number;
  readonly campaignId: number;
  readonly campaignName: string;
  readonly policyId: string;
  readonly holidayWindows: boolean;
  readonly surveyId: string | null;
  readonly surveyVersion: number | null;
  readonly part: string;
  readonly dueAt: Date;
  readonly agentNo: string | null;
  readonly agentName: string | null;
  /** Within the reach of whoever asked. */
  readonly isMine: boolean;
  readonly channel: string | null;
  readonly at: Date | null;
  readonly nextRungAt: Date | null;
  readonly appointmentAt: Date | null;
  readonly reason: Reason | null;
}

/** Somebody else with the same number or mailbox: a household, not a duplicate. */
export interface HouseholdMember {
  readonly id: number;
  readonly customerNo: string;
  readonly name: string;
  readonly kind: 'phone' | 'email';
}

/** A merge that can be looked at and taken back. */
export interface CustomerMergeLine {
  readonly id: number;
  readonly mergedId: number;
  readonly customerNo: string;
  readonly name: string;
  readonly at: Date;
  readonly actor: string;
}

/** What stands around a customer: who it became or absorbed, its household, its open visits. */
@Injectable()
export class CustomerAround {
  constructor(private readonly database: Database) {}

  /** Who a merged-away customer became; null for one that stands by itself. */
  async mergedInto(id: number): Promise<number | null> {
    const row = await this.database.maybe<{ into: number | null }>(
      'SELECT merged_into AS into FROM customers WHERE id = $1',
      [id],
    );
    return row?.into ?? null;
  }

  /** The merges into a customer that stand, newest first. */
  merges(id: number): Promise<CustomerMergeLine[]> {
    return this.database.query<CustomerMergeLine>(
      `SELECT m.id, m.merged_id AS "mergedId", c.customer_no AS "customerNo", c.name, m.merged_at AS at, m.merged_by AS actor
         FROM customers c JOIN customer_merges m ON m.merged_id = c.id AND m.undone_at IS NULL
        WHERE c.merged_into = $1 ORDER BY m.id DESC`,
      [id],
    );
  }

  /** The customer and everybody merged into it. */
  async family(id: number): Promise<number[]> {
    const rows = await this.database.query<{ id: number }>('SELECT id FROM customers WHERE merged_into = $1', [id]);
    return [id, ...rows.map((row) => row.id)];
  }

  /** The name of the agent with a number; null for nobody. */
  async agentName(agentNo: string | null): Promise<string | null> {
    const row = await this.database.maybe<{ name: string }>('SELECT name FROM agents WHERE agent_no = $1', [agentNo]);
    return row?.name ?? null;
  }

  /** Those who share a number or mailbox with a customer; of the same name they are duplicates, not of the household. */
  household(id: number): Promise<HouseholdMember[]> {
    return this.database.query<HouseholdMember>(
      `SELECT DISTINCT ON (o.customer_id) c.id, c.customer_no AS "customerNo", c.name, o.kind
         FROM contact_points p JOIN contact_points o ON o.address = p.address AND o.customer_id <> p.customer_id
         JOIN customers c ON c.id = o.customer_id AND c.merged_into IS NULL
         JOIN customers own ON own.id = p.customer_id
        WHERE p.customer_id = $1 AND NOT (own.name <> '' AND ${plainNameSql('own')} = ${plainNameSql('c')}) ORDER BY o.customer_id, o.kind DESC LIMIT 20`,
      [id],
    );
  }

  /** Open visits of these customers, what is due first. */
  openVisits(ids: readonly number[], scope: RowScope): Promise<OpenVisit[]> {
    const { agentIds, orNobody } = scopeAgents(scope);
    return this.database.query<OpenVisit>(
      `SELECT v.id, v.customer_id AS "customerId", v.campaign_id AS "campaignId", g.name AS "campaignName",
              g.policy_id AS "policyId", g.holiday_windows AS "holidayWindows", g.survey_id AS "surveyId", g.survey_version AS "surveyVersion", v.ledger_part AS part, v.due_at AS "dueAt",
              n.agent_no AS "agentNo", n.name AS "agentName",
              $2::bigint[] IS NULL OR coalesce(v.agent_id = ANY ($2), $3) AS "isMine",
              a.channel, CASE WHEN a.state IN ('scheduled', 'held', 'claimed') THEN a.scheduled_at ELSE a.handed_over_at END AS at,
              v.next_rung_at AS "nextRungAt", v.appointment_at AS "appointmentAt",
              coalesce(a.reasons -> -1, v.reasons -> -1) AS reason
         FROM visits v JOIN campaigns g ON g.id = v.campaign_id LEFT JOIN agents n ON n.id = v.agent_id
         LEFT JOIN attempts a ON a.visit_id = v.id AND a.rung = v.rung AND a.try = v.try
        WHERE v.customer_id = ANY ($1::bigint[]) AND v.state IN ('planned', 'open') AND g.state IN ('running', 'paused')
        ORDER BY v.due_at, v.id LIMIT 200`,
      [ids, agentIds, orNobody],
    );
  }
}
