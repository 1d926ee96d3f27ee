import { Injectable } from '@nestjs/common';
import { scopeAgents } from '../../access/permissions.js';
import type { RowScope } from '../../access/permissions.js';
import { Database } from '../../database/database.service.js';
import { maskAddress } from '../../kernel/masking.js';
import { RowCounts } from '../row-count.read-model.js';
import type { TableRows } from '../table.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableQuery } from '../table-query.js';
import { waitingTable } from './waiting-lists.js';
import type { DoubtRow, WaitingKind } from './waiting-lists.js';

const PER_PAGE = 50;
const LOOKUP = `(SELECT json_build_object('answer', l.answer, 'at', l.looked_at, 'times', l.times)
  FROM doubt_lookups l WHERE l.attempt_id = a.id)`;
const RECEIPTS = `(SELECT json_agg(json_build_object('status', r.status, 'code', r.error_code, 'at', r.received_at) ORDER BY r.id)
  FROM receipts r WHERE r.attempt_id = a.id)`;
const NEWEST_SQL = `LEFT JOIN LATERAL (SELECT t.* FROM attempts t WHERE t.visit_id = v.id ORDER BY t.rung DESC, t.try DESC LIMIT 1) a ON true`;
const FROM_SQL: Readonly<Record<WaitingKind, string>> = {
  'at-risk': `visits v JOIN campaigns c ON c.id = v.campaign_id AND c.state IN ('running', 'paused') ${NEWEST_SQL}`,
  held: `attempts a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id AND c.state IN ('running', 'paused')`,
  'in-doubt': 'attempts a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id',
};
const WHERE_SQL: Readonly<Record<WaitingKind, string>> = {
  'at-risk': `v.state IN ('planned', 'open') AND v.reached_at IS NULL AND v.due_at < $1::timestamptz + interval '1 day'`,
  held: `a.state = 'held' AND $1::timestamptz IS NOT NULL`,
  'in-doubt': `a.state = 'in_doubt' AND $1::timestamptz IS NOT NULL`,
};

/** The rows behind the tiles of Today, as far as a scope holds them. */
@Injectable()
export class WaitingRows {
  constructor(
    private readonly database: Database,
    private readonly counts: RowCounts,
  ) {}

  /** A page of one list; addresses are masked. */
  async page(kind: WaitingKind, query: TableQuery, scope: RowScope, now: Date): Promise<TableRows<DoubtRow>> {
    const { agentIds, orNobody } = scopeAgents(scope);
    const params = [now, agentIds, orNobody, query.filters['agent'] ?? null, query.filters['campaign'] ?? null];
    const keyset = keysetSql(waitingTable(kind, now), query, kind === 'at-risk' ? 'v.id' : 'a.id', params.length);
    const from = fromSql(kind);
    const rows = await this.database.query<DoubtRow>(
      `SELECT ${kind === 'at-risk' ? 'v.id' : 'a.id'} AS id, ${keyset.cursorSql} AS "sortValue", v.id AS "visitId", a.id AS "attemptId",
              k.id AS "customerId", k.customer_no AS "customerNo", k.name AS "customerName", c.id AS "campaignId",
              c.name AS "campaignName", g.agent_no AS "agentNo", g.name AS "agentName", a.channel, a.address, a.provider,
              coalesce(a.handed_over_at, a.scheduled_at) AS at, v.due_at AS "dueAt", a.provider_message_id AS "messageId",
              a.error_code AS "errorCode", a.attempt_key AS key, a.body_hash AS "bodyHash", ${LOOKUP} AS lookup,
              coalesce(${RECEIPTS}, '[]') AS receipts, coalesce(a.reasons -> -1, v.reasons -> -1) AS reason
         FROM ${from} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${PER_PAGE + 1}`,
      [...params, ...keyset.params],
    );
    const page = cutPage(rows, PER_PAGE);
    const items = page.items.map((row) => ({ ...row, address: row.address && maskAddress(row.address) }));
    return { items, next: page.next, count: await this.counts.count(from, params) };
  }
}

function fromSql(kind: WaitingKind): string {
  return `${FROM_SQL[kind]} JOIN customers k ON k.id = v.customer_id LEFT JOIN agents g ON g.id = v.agent_id
    WHERE ${WHERE_SQL[kind]} AND ($2::bigint[] IS NULL OR v.agent_id = ANY ($2) OR ($3 AND v.agent_id IS NULL))
      AND ($4::text IS NULL OR g.agent_no = $4 OR strpos(lower(g.name), lower($4)) > 0)
      AND ($5::text IS NULL OR strpos(lower(c.name), lower($5)) > 0)`;
}
