import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { CUSTOMER_CARD } from '../../archive/customer.read-model.js';
import { LIVE_CUSTOMER } from '../../archive/customer-columns.js';
import { readSearch } from '../../archive/customer-search.js';
import { compileSegment } from '../../archive/segment-sql.js';
import { SegmentService } from '../../archive/segment.service.js';
import { SettingsService } from '../../config/settings.service.js';
import { Database } from '../../database/database.service.js';
import { NotFoundError } from '../../kernel/faults.js';
import { CustomerAccess } from '../customer-access.service.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableCursor, TableQuery, TableQueryRules } from '../table-query.js';
import { LIFECYCLES, NOBODY } from './customer-list.js';
import type { CustomerChoices, CustomerLine } from './customer-list.js';

/** A condition over alias `c` = customers, with its parameters. */
export interface CustomerCondition {
  readonly sql: string;
  readonly params: readonly unknown[];
}

// Each value of a column by one step in its index, however many rows have it.
const distinct = (column: string, limit: number): string => `
  WITH RECURSIVE steps (value) AS (
    (SELECT ${column} FROM customers c WHERE ${column} > '' ORDER BY ${column} LIMIT 1)
    UNION ALL
    SELECT (SELECT ${column} FROM customers c WHERE ${column} > steps.value ORDER BY ${column} LIMIT 1)
      FROM steps WHERE steps.value IS NOT NULL
  ) SELECT value FROM steps WHERE value IS NOT NULL LIMIT ${limit}`;
const MAX_CHOICES = 100;
const NUMBERED_SQL = `
  SELECT k.id FROM customers k WHERE k.customer_no = $1 OR k.card_no = $1
  UNION SELECT p.customer_id FROM contact_points p WHERE p.kind = 'phone' AND right(p.address, 4) = $2
  LIMIT 10000`;

/** The list of customers: narrowed, sorted, a page at a time; every way into it goes by an index. */
@Injectable()
export class CustomerList {
  constructor(
    private readonly database: Database,
    private readonly access: CustomerAccess,
    private readonly segments: SegmentService,
    private readonly settings: SettingsService,
  ) {}

  /** What the filters offer. */
  async choices(): Promise<CustomerChoices> {
    const levels = await this.values(`coalesce(c.member_level, '')`);
    const regions = await this.values('c.province');
    const owners = await this.database.query<{ agentNo: string; name: string }>(
      'SELECT agent_no AS "agentNo", name FROM agents WHERE active ORDER BY agent_no LIMIT 500',
    );
    return { levels, regions, owners, segments: await this.segments.list() };
  }

  /** The rows that an account may see, as its query narrows them. */
  async condition(account: Account, { filters }: TableQuery): Promise<CustomerCondition> {
    const params: unknown[] = [];
    const at = (value: unknown) => `$${params.push(value)}`;
    const parts = [LIVE_CUSTOMER];
    const scope = this.access.scope(account, params.length);
    parts.push(scope.sql);
    params.push(...scope.params);
    const { q, lifecycle, level, region, owner, segment } = filters;
    if (lifecycle !== undefined) parts.push(LIFECYCLES.some((one) => one === lifecycle) ? `c.lifecycle = ${at(lifecycle)}` : 'FALSE'); // prettier-ignore
    if (level !== undefined) parts.push(`coalesce(c.member_level, '') = ${at(level)}`);
    if (region !== undefined) parts.push(`c.province = ${at(region)}`);
    if (owner !== undefined) parts.push(owner === NOBODY ? 'c.owner_agent_no IS NULL' : `c.owner_agent_no = ${at(owner)}`); // prettier-ignore
    if (q !== undefined) parts.push(await this.textSql(q, at));
    if (segment !== undefined) {
      const compiled = await this.segmentSql(segment, params.length);
      parts.push(compiled.sql);
      params.push(...compiled.params);
    }
    return { sql: parts.join(' AND '), params };
  }

  /** A page of the rows behind a condition. */
  async page(
    rules: TableQueryRules,
    query: TableQuery,
    condition: CustomerCondition,
    limit: number,
  ): Promise<{ readonly items: readonly CustomerLine[]; readonly next: TableCursor | null }> {
    const keyset = keysetSql(rules, query, 'c.id', condition.params.length);
    const params = [...condition.params, ...keyset.params, limit + 1];
    const rows = await this.database.query<CustomerLine>(
      `SELECT ${CUSTOMER_CARD}, ${keyset.cursorSql} AS "sortValue" FROM customers c
        WHERE ${condition.sql} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT $${params.length}`,
      params,
    );
    return cutPage(rows, limit);
  }

  /**
   * A phone or e-mail, the last four digits of a phone, a whole number or card, else the beginning of a name. One kind at
   * a time: an OR of them all would have to look at every row in the order of the list.
   */
  private async textSql(q: string, at: (value: unknown) => string): Promise<string> {
    const { country } = await this.settings.organisation();
    const search = readSearch(q, country);
    if (search === null) return 'TRUE';
    if (search.address !== null) {
      return `c.id IN (SELECT p.customer_id FROM contact_points p WHERE p.address = ${at(search.address)})`;
    }
    const numbered = await this.database.query<{ id: number }>(NUMBERED_SQL, [search.text, search.lastFour]);
    if (numbered.length > 0) return `c.id = ANY (${at(numbered.map(({ id }) => id))}::bigint[])`;
    return `c.name LIKE ${at(`${escapeLike(search.text)}%`)}`;
  }

  /** Throws NotFoundError for a segment that is gone; what is no number narrows to nothing. */
  private async segmentSql(id: string, before: number): Promise<CustomerCondition> {
    if (!/^\d{1,15}$/.test(id)) throw new NotFoundError('segment', id);
    const { filter } = await this.segments.get(Number(id));
    return compileSegment(filter, await this.segments.time(), before);
  }

  private async values(column: string): Promise<string[]> {
    const rows = await this.database.query<{ value: string }>(distinct(column, MAX_CHOICES));
    return rows.map(({ value }) => value);
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&');
}
