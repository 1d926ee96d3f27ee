import { Injectable } from '@nestjs/common';
import { scopeAgents } from '../../access/permissions.js';
import type { RowScope } from '../../access/permissions.js';
import { FOLLOW_UP_DAYS } from '../../aftercare/follow-up-due.js';
import { Database } from '../../database/database.service.js';
import { RowCounts } from '../row-count.read-model.js';
import type { TableRows } from '../table.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableQuery } from '../table-query.js';
import { followUpTable } from './follow-up-list.js';
import type { FollowUpRow } from './follow-up-list.js';

const PER_PAGE = 50;

const FROM_SQL = `follow_ups f
    JOIN customers k ON k.id = f.customer_id
    JOIN campaigns g ON g.id = f.campaign_id
    LEFT JOIN agents a ON a.id = f.assigned_to
   WHERE ($1::bigint[] IS NULL OR f.assigned_to = ANY ($1) OR ($2 AND f.assigned_to IS NULL))
     AND ($3::text IS NULL OR f.state = $3)
     AND ($4::timestamptz IS NULL OR f.opened_at >= $4) AND ($5::timestamptz IS NULL OR f.opened_at < $5)
     AND ($6::text IS NULL OR a.agent_no = $6 OR strpos(lower(a.name), lower($6)) > 0)
     AND ($7::text IS NULL OR lower(a.team) = lower($7))`;

/** Follow-ups as a list, narrowed by whose they are and by its filters. */
@Injectable()
export class FollowUpList {
  constructor(
    private readonly database: Database,
    private readonly counts: RowCounts,
  ) {}

  async page(query: TableQuery, scope: RowScope, now: Date): Promise<TableRows<FollowUpRow>> {
    const params = paramsOf(query, scope, now);
    const keyset = keysetSql(followUpTable(now), query, 'f.id', params.length);
    const rows = await this.database.query<FollowUpRow>(
      `SELECT f.id, ${keyset.cursorSql} AS "sortValue", k.customer_no AS "customerNo", k.name AS "customerName",
              g.name AS campaign, f.reason, f.state, a.agent_no AS "agentNo", a.name AS "agentName", a.team,
              f.opened_at AS "openedAt", f.closed_at AS "closedAt", f.closed_by AS "closedBy"
         FROM ${FROM_SQL} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${PER_PAGE + 1}`,
      [...params, ...keyset.params],
    );
    return { ...cutPage(rows, PER_PAGE), count: await this.counts.count(FROM_SQL, params) };
  }
}

function paramsOf({ filters }: TableQuery, scope: RowScope, now: Date): unknown[] {
  const { agentIds, orNobody } = scopeAgents(scope);
  const { from, to, state } = spanOf(filters['age'], now);
  const chosen = state ?? (filters['state'] === 'open' || filters['state'] === 'closed' ? filters['state'] : null);
  return [agentIds, orNobody, chosen, from, to, filters['agent'] ?? null, filters['team'] ?? null];
}

/** An overdue one is open for longer than it may be. */
function spanOf(age: string | undefined, now: Date): { from: Date | null; to: Date | null; state?: string } {
  const ago = (days: number) => new Date(now.getTime() - days * 86_400_000);
  if (age === 'overdue') return { from: null, to: ago(FOLLOW_UP_DAYS), state: 'open' };
  if (age === 'week') return { from: ago(7), to: null };
  return { from: null, to: age === 'older' ? ago(7) : null };
}
