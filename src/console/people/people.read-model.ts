import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { RowCounts } from '../row-count.read-model.js';
import type { RowCount } from '../row-count.read-model.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableCursor, TableQuery, TableQueryRules } from '../table-query.js';
import type { AgentListRow } from './agent-list.js';
import type { UserListRow } from './user-list.js';

const STATE_SQL = `CASE WHEN NOT a.active THEN 'inactive'
    WHEN EXISTS (SELECT 1 FROM jsonb_to_recordset(a.leave) AS l ("from" text, "to" text) WHERE $1::text BETWEEN l."from" AND l."to")
    THEN 'away' ELSE 'working' END`;
const LOAD_SQL = `(SELECT count(*)::int FROM visits v WHERE v.agent_id = a.id AND v.state IN ('planned', 'open'))`;
const LIVE_CALLS = `t.channel = 'call' AND t.state IN ('scheduled', 'held', 'claimed', 'handed_over')`;

/** A page of a list, and how many rows it has in all. */
export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly next: TableCursor | null;
  readonly count: RowCount;
  /** By column, over everything that matches. */
  readonly totals?: Readonly<Record<string, number>>;
}

/** What an agent has in hand. */
export interface AgentLoad {
  readonly visits: number;
  readonly overdue: number;
  readonly calls: number;
  readonly nextCallAt: Date | null;
  /** Who signs in with this number. */
  readonly logins: readonly string[];
}

/** Agents and accounts as the room of people lists them. */
@Injectable()
export class PeopleReadModel {
  constructor(
    private readonly database: Database,
    private readonly counts: RowCounts,
  ) {}

  /** Agents; `today` is a local date, for who is away. */
  async agents(
    rules: TableQueryRules,
    query: TableQuery,
    today: string,
    limit: number,
  ): Promise<ListPage<AgentListRow>> {
    const { q, team, state } = query.filters;
    const from = `agents a WHERE ($2::text IS NULL OR a.team = $2) AND ($3::text IS NULL OR ${STATE_SQL} = $3)
      AND ($4::text IS NULL OR a.agent_no ILIKE $4 OR a.name ILIKE $4)`;
    const params = [today, team ?? null, state ?? null, q === undefined ? null : like(q)];
    const columns = `a.id, a.agent_no AS "agentNo", a.name, a.team, a.skills, a.languages, a.regions, a.weight,
      ${STATE_SQL} AS state, ${LOAD_SQL} AS load`;
    const page = await this.page<AgentListRow>({ columns, from, params, idSql: 'a.id', limit }, rules, query);
    const sum = `SELECT count(v.id)::int AS load FROM visits v
      WHERE v.state IN ('planned', 'open') AND v.agent_id IN (SELECT a.id FROM ${from})`;
    return { ...page, totals: await this.database.one<Record<string, number>>(sum, params) };
  }

  /** Accounts, by an administrator only. */
  async users(rules: TableQueryRules, query: TableQuery, limit: number): Promise<ListPage<UserListRow>> {
    const { q, role, state } = query.filters;
    const from = `users u LEFT JOIN agents a ON a.id = u.agent_id
      WHERE ($1::text IS NULL OR u.role = $1)
        AND ($2::text IS NULL OR CASE WHEN u.disabled_at IS NULL THEN 'enabled' ELSE 'disabled' END = $2)
        AND ($3::text IS NULL OR u.login ILIKE $3 OR u.name ILIKE $3)`;
    const params = [role ?? null, state ?? null, q === undefined ? null : like(q)];
    const columns = `u.id, u.login, u.name, u.role, a.agent_no AS "agentNo", u.teams, u.created_at AS "createdAt",
      u.disabled_at AS "disabledAt"`;
    return this.page<UserListRow>({ columns, from, params, idSql: 'u.id', limit }, rules, query);
  }

  /** The teams that agents are in, and that supervisors lead. */
  async teams(): Promise<string[]> {
    const rows = await this.database.query<{ team: string }>(
      `SELECT team FROM agents WHERE team IS NOT NULL UNION SELECT unnest(teams) FROM users ORDER BY 1`,
    );
    return rows.map(({ team }) => team);
  }

  load(agentId: number, now: Date): Promise<AgentLoad> {
    return this.database.one<AgentLoad>(
      `SELECT count(DISTINCT v.id)::int AS visits,
              count(DISTINCT v.id) FILTER (WHERE v.due_at < $2)::int AS overdue,
              count(t.id) FILTER (WHERE ${LIVE_CALLS})::int AS calls,
              min(t.scheduled_at) FILTER (WHERE ${LIVE_CALLS}) AS "nextCallAt",
              (SELECT coalesce(array_agg(u.login ORDER BY u.login), '{}') FROM users u
                WHERE u.agent_id = $1 AND u.disabled_at IS NULL) AS logins
         FROM visits v
         LEFT JOIN attempts t ON t.visit_id = v.id AND t.state IN ('scheduled', 'held', 'claimed', 'handed_over', 'in_doubt')
        WHERE v.agent_id = $1 AND v.state IN ('planned', 'open')`,
      [agentId, now],
    );
  }

  private async page<Row extends { readonly id: number; readonly sortValue: string }>(
    sql: { columns: string; from: string; params: unknown[]; idSql: string; limit: number },
    rules: TableQueryRules,
    query: TableQuery,
  ): Promise<ListPage<Row>> {
    const keyset = keysetSql(rules, query, sql.idSql, sql.params.length);
    const rows = await this.database.query<Row>(
      `SELECT ${sql.columns}, ${keyset.cursorSql} AS "sortValue" FROM ${sql.from} AND ${keyset.where}
        ORDER BY ${keyset.orderBy} LIMIT ${sql.limit + 1}`,
      [...sql.params, ...keyset.params],
    );
    return { ...cutPage(rows, sql.limit), count: await this.counts.count(sql.from, sql.params) };
  }
}

/** Text anywhere in a column, its own wildcards taken as letters. */
function like(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
