import { Injectable } from '@nestjs/common';
import { scopeAgents } from '../../access/permissions.js';
import type { RowScope } from '../../access/permissions.js';
import { Database } from '../../database/database.service.js';
import { maskAddress } from '../../kernel/masking.js';
import { RowCounts } from '../row-count.read-model.js';
import type { RowCount } from '../row-count.read-model.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableCursor, TableQuery, TableQueryRules } from '../table-query.js';
import type { AttemptRow, AudienceRow } from './campaign-rows.js';

/** What is asked of a list of a campaign, and by whom. */
export interface RowsQuestion {
  readonly campaignId: number;
  readonly rules: TableQueryRules;
  readonly query: TableQuery;
  readonly scope: RowScope;
  readonly limit: number;
}

/** A page of rows. */
export interface RowsPage<Row> {
  readonly items: readonly Row[];
  readonly next: TableCursor | null;
}

/** Where the rows come from, with everything that narrows them; `params` are all that it names. */
interface Source {
  readonly columns: string;
  readonly from: string;
  readonly params: readonly unknown[];
}

// The newest attempt says where a visit stands.
const NEWEST_ATTEMPT = `LEFT JOIN LATERAL (
    SELECT t.channel, t.handed_over_at, t.scheduled_at, t.reasons FROM attempts t
     WHERE t.visit_id = v.id ORDER BY t.rung DESC, t.try DESC LIMIT 1) a ON true`;

/** The rows behind a campaign's numbers, as far as somebody may see them. */
@Injectable()
export class CampaignRowsReadModel {
  constructor(
    private readonly database: Database,
    private readonly counts: RowCounts,
  ) {}

  visits(question: RowsQuestion): Promise<RowsPage<AudienceRow>> {
    return this.page<AudienceRow>(question, visitSource(question), 'v.id');
  }

  countVisits(question: RowsQuestion): Promise<RowCount> {
    return this.count(visitSource(question));
  }

  excluded(question: RowsQuestion): Promise<RowsPage<AudienceRow>> {
    return this.page<AudienceRow>(question, excludedSource(question), 'x.customer_id');
  }

  countExcluded(question: RowsQuestion): Promise<RowCount> {
    return this.count(excludedSource(question));
  }

  /** `masked`: addresses without their middle. */
  async attempts(question: RowsQuestion, masked: boolean): Promise<RowsPage<AttemptRow>> {
    const { items, next } = await this.page<AttemptRow>(question, attemptSource(question), 'a.id');
    return { items: masked ? items.map((row) => ({ ...row, to: row.to && maskAddress(row.to) })) : items, next };
  }

  countAttempts(question: RowsQuestion): Promise<RowCount> {
    return this.count(attemptSource(question));
  }

  private async page<Row extends { readonly id: number; readonly sortValue: string }>(
    { rules, query, limit }: RowsQuestion,
    { columns, from, params }: Source,
    idSql: string,
  ): Promise<RowsPage<Row>> {
    const keyset = keysetSql(rules, query, idSql, params.length);
    const rows = await this.database.query<Row>(
      `SELECT ${columns}, ${keyset.cursorSql} AS "sortValue" FROM ${from} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      [...params, ...keyset.params],
    );
    return cutPage(rows, limit);
  }

  private count({ from, params }: Source): Promise<RowCount> {
    return this.counts.count(from, params);
  }
}

function visitSource({ campaignId, query: { filters }, scope }: RowsQuestion): Source {
  const { agentIds, orNobody } = scopeAgents(scope);
  return {
    columns: `v.id, k.customer_no AS "customerNo", k.name AS "customerName", v.ledger_part AS part,
      g.agent_no AS "agentNo", a.channel, coalesce(v.ended_at, a.handed_over_at, a.scheduled_at) AS at,
      v.due_at AS "dueAt", jsonb_path_query_array(jsonb_build_array(
        coalesce(v.end_reason, a.reasons -> -1, v.reasons -> -1)), '$[*] ? (@ != null)') AS reasons`,
    from: `visits v JOIN customers k ON k.id = v.customer_id LEFT JOIN agents g ON g.id = v.agent_id ${NEWEST_ATTEMPT}
      WHERE v.campaign_id = $1 AND ($2::text IS NULL OR v.ledger_part = $2) AND ($3::text IS NULL OR g.agent_no = $3)
        AND ($4::text IS NULL OR k.customer_no = $4)
        AND ($5::bigint[] IS NULL OR v.agent_id = ANY ($5) OR ($6 AND v.agent_id IS NULL))`,
    params: [campaignId, ...given(filters, ['part', 'agent', 'customer']), agentIds, orNobody],
  };
}

/** Nobody has the left out as visits: those of a scope are whom its agents own, and whom nobody owns. */
function excludedSource({ campaignId, query: { filters }, scope }: RowsQuestion): Source {
  const { agentIds } = scopeAgents(scope);
  return {
    columns: `x.customer_id AS id, k.customer_no AS "customerNo", k.name AS "customerName", 'excluded' AS part,
      NULL AS "agentNo", NULL AS channel, NULL::timestamptz AS at, NULL::timestamptz AS "dueAt",
      jsonb_build_array(jsonb_build_object('code', x.code, 'params', x.params)) || x.also AS reasons`,
    from: `exclusions x JOIN customers k ON k.id = x.customer_id
      WHERE x.campaign_id = $1 AND ($2::text IS NULL OR x.code = $2) AND ($3::text IS NULL OR k.customer_no = $3)
        AND ($4::bigint[] IS NULL OR NOT EXISTS (
          SELECT 1 FROM agents o WHERE o.agent_no = k.owner_agent_no AND NOT o.id = ANY ($4)))`,
    params: [campaignId, ...given(filters, ['reason', 'customer']), agentIds],
  };
}

function attemptSource({ campaignId, query: { filters }, scope }: RowsQuestion): Source {
  const { agentIds, orNobody } = scopeAgents(scope);
  return {
    columns: `a.id, k.customer_no AS "customerNo", k.name AS "customerName", a.channel, a.address AS "to", a.state,
      a.scheduled_at AS "scheduledAt", a.handed_over_at AS "handedOverAt", g.agent_no AS "agentNo",
      a.error_code AS "errorCode", a.reasons`,
    from: `attempts a JOIN visits v ON v.id = a.visit_id JOIN customers k ON k.id = a.customer_id
      LEFT JOIN agents g ON g.id = v.agent_id
      WHERE a.campaign_id = $1 AND ($2::text IS NULL OR a.state = $2) AND ($3::text IS NULL OR a.channel = $3)
        AND ($4::text IS NULL OR g.agent_no = $4) AND ($5::text IS NULL OR k.customer_no = $5)
        AND ($6::text IS NULL OR a.reasons @> jsonb_build_array(jsonb_build_object('code', $6::text)))
        AND ($7::bigint[] IS NULL OR v.agent_id = ANY ($7) OR ($8 AND v.agent_id IS NULL))`,
    params: [campaignId, ...given(filters, ['state', 'channel', 'agent', 'customer', 'deferred']), agentIds, orNobody],
  };
}

function given(filters: TableQuery['filters'], names: readonly string[]): (string | null)[] {
  return names.map((name) => filters[name] ?? null);
}
