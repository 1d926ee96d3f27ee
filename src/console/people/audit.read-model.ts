import { Injectable } from '@nestjs/common';
import { addDays, isCalendarDate, localInstant } from '../../archive/local-instant.js';
import { Database } from '../../database/database.service.js';
import { RowCounts } from '../row-count.read-model.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableQuery, TableQueryRules } from '../table-query.js';
import type { AuditRow } from './audit-list.js';
import type { ListPage } from './people.read-model.js';

// Walks from one action to the next in the index: a million entries have some forty actions.
const ACTIONS_SQL = `WITH RECURSIVE found AS (
    (SELECT action FROM audit_events ORDER BY action LIMIT 1)
    UNION ALL
    SELECT (SELECT e.action FROM audit_events e WHERE e.action > f.action ORDER BY e.action LIMIT 1)
      FROM found f WHERE f.action IS NOT NULL)
  SELECT action FROM found WHERE action IS NOT NULL`;

/** The audit trail as its page lists it. */
@Injectable()
export class AuditReadModel {
  constructor(
    private readonly database: Database,
    private readonly counts: RowCounts,
  ) {}

  /** Every action that stands in the trail, by name. */
  async actions(): Promise<string[]> {
    return (await this.database.query<{ action: string }>(ACTIONS_SQL)).map(({ action }) => action);
  }

  /** Entries; the days of the filters are days in `zone`. */
  async list(rules: TableQueryRules, query: TableQuery, zone: string, limit: number): Promise<ListPage<AuditRow>> {
    const { where, params } = conditions(query.filters, zone);
    const from = `audit_events e WHERE ${where}`;
    const keyset = keysetSql(rules, query, 'e.id', params.length);
    const rows = await this.database.query<AuditRow>(
      `SELECT e.id, e.at, e.actor, e.action, e.subject, e.details, ${keyset.cursorSql} AS "sortValue"
         FROM ${from} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${limit + 1}`,
      [...params, ...keyset.params],
    );
    return { ...cutPage(rows, limit), count: await this.counts.count(from, params) };
  }
}

/** Only what was asked for, so that each filter can use its index. */
function conditions(filters: TableQuery['filters'], zone: string): { where: string; params: unknown[] } {
  const parts = ['TRUE'];
  const params: unknown[] = [];
  const add = (sql: (mark: string) => string, value: unknown) => {
    params.push(value);
    parts.push(sql(`$${params.length}`));
  };
  const { actor, action, subject, from, to } = filters;
  // A login is enough; the command line and jobs have names of their own.
  if (actor !== undefined) add((mark) => `e.actor = ANY (${mark}::text[])`, [actor, `user:${actor.toLowerCase()}`]);
  if (action !== undefined) add((mark) => `e.action = ${mark}`, action);
  if (subject !== undefined) {
    if (subject.includes(':')) add((mark) => `e.subject = ${mark}`, subject);
    else add((mark) => `starts_with(e.subject, ${mark} || ':')`, subject);
  }
  if (isDay(from)) add((mark) => `e.at >= ${mark}`, localInstant(from, 0, zone, 'start'));
  if (isDay(to)) add((mark) => `e.at < ${mark}`, localInstant(addDays(to, 1), 0, zone, 'start'));
  return { where: parts.join(' AND '), params };
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && isCalendarDate(text);
}
