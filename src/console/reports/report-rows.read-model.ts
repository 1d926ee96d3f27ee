import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { ReportRowReadModel } from '../../reports/report-row.read-model.js';
import { RowCounts } from '../row-count.read-model.js';
import type { TableDefinition, TableRows } from '../table.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableQuery } from '../table-query.js';
import { type NumberRow, questionOf } from './report-rows.js';

const PAGE = 50;

/** The rows behind a number, as a list that can be sorted. */
@Injectable()
export class NumberRows {
  constructor(
    private readonly database: Database,
    private readonly rows: ReportRowReadModel,
    private readonly counts: RowCounts,
  ) {}

  /** Throws InputError for a word that names no number, or no line of it. */
  async page(
    campaignId: number,
    definition: TableDefinition<NumberRow>,
    query: TableQuery,
  ): Promise<TableRows<NumberRow>> {
    const { from, params } = await this.rows.source(campaignId, questionOf(query));
    const keyset = keysetSql(definition, query, 's.row_id', params.length);
    const found = await this.database.query<NumberRow & { sortValue: string }>(
      `SELECT s.row_id AS id, s.customer_id AS "customerId", c.customer_no AS "customerNo", c.name, s.state, s.at, s.reason,
              ${keyset.cursorSql} AS "sortValue"
         FROM ${from} WHERE ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${PAGE + 1}`,
      [...params, ...keyset.params],
    );
    const { items, next } = cutPage(found, PAGE);
    return { items, next, count: await this.counts.count(from, params) };
  }
}
