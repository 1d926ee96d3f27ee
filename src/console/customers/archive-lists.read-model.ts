import { Injectable } from '@nestjs/common';
import type { Account } from '../../access/account.js';
import { CUSTOMER_CARD } from '../../archive/customer.read-model.js';
import { LIVE_CUSTOMER } from '../../archive/customer-columns.js';
import { Database } from '../../database/database.service.js';
import { Clock } from '../../kernel/clock.js';
import { CustomerAccess } from '../customer-access.service.js';
import { RowCounts } from '../row-count.read-model.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableCursor, TableQuery, TableQueryRules } from '../table-query.js';
import { ARCHIVE_LISTS } from './archive-lists.js';
import type { ArchiveListName, WaitingLine } from './archive-lists.js';

/** How long something may wait for a person before it counts as left behind: the archive is kept up daily. */
const DAY_MS = 86_400_000;
const BAD = `a.status IN ('hard-bounced', 'wrong-party')`;

// `$1` is the instant before which something must have begun to wait. Each by an index; customers that merged away and
// those who must not be contacted any more wait for nothing.
const CONDITIONS: Readonly<Record<ArchiveListName, string>> = {
  unclassified: 'c.category IS NULL AND $1::timestamptz IS NOT NULL',
  'without-owner': 'c.owner_agent_no IS NULL AND $1::timestamptz IS NOT NULL',
  stale: `NOT c.deceased AND c.id IN (
    SELECT f.customer_id FROM field_conflicts f WHERE f.resolved_at IS NULL AND f.at < $1
    UNION SELECT p.customer_id FROM addresses a JOIN contact_points p ON p.address = a.address
      WHERE ${BAD} AND a.updated_at < $1)`,
};
const WAITING = `
  (SELECT count(*)::int FROM field_conflicts f
    WHERE f.customer_id = c.id AND f.resolved_at IS NULL AND f.at < $1) AS conflicts,
  EXISTS (SELECT FROM contact_points p JOIN addresses a ON a.address = p.address
           WHERE p.customer_id = c.id AND ${BAD} AND a.updated_at < $1) AS "badAddress"`;

/** The lists that must be empty, as far as an account may see them. */
@Injectable()
export class ArchiveLists {
  constructor(
    private readonly database: Database,
    private readonly access: CustomerAccess,
    private readonly counter: RowCounts,
    private readonly clock: Clock,
  ) {}

  /** How long each list is; above the exact bound of lists an estimate. */
  async counts(account: Account): Promise<Record<ArchiveListName, number>> {
    const numbers = await Promise.all(
      ARCHIVE_LISTS.map(async (list): Promise<[ArchiveListName, number]> => {
        return [list, (await this.count(account, list)).number];
      }),
    );
    return Object.fromEntries(numbers) as Record<ArchiveListName, number>;
  }

  async count(account: Account, list: ArchiveListName) {
    const { sql, params } = this.condition(account, list);
    return this.counter.count(`customers c WHERE ${sql}`, params);
  }

  async page(
    account: Account,
    list: ArchiveListName,
    rules: TableQueryRules,
    query: TableQuery,
    limit: number,
  ): Promise<{ readonly items: readonly WaitingLine[]; readonly next: TableCursor | null }> {
    const condition = this.condition(account, list);
    const keyset = keysetSql(rules, query, 'c.id', condition.params.length);
    const params = [...condition.params, ...keyset.params, limit + 1];
    const rows = await this.database.query<WaitingLine>(
      `SELECT ${CUSTOMER_CARD}, ${WAITING}, ${keyset.cursorSql} AS "sortValue" FROM customers c
        WHERE ${condition.sql} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT $${params.length}`,
      params,
    );
    return cutPage(rows, limit);
  }

  private condition(account: Account, list: ArchiveListName): { sql: string; params: readonly unknown[] } {
    const since = new Date(this.clock.now().getTime() - DAY_MS);
    const scope = this.access.scope(account, 1);
    return { sql: `${LIVE_CUSTOMER} AND ${CONDITIONS[list]} AND ${scope.sql}`, params: [since, ...scope.params] };
  }
}
