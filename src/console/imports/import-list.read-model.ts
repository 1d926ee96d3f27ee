import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { RowCounts } from '../row-count.read-model.js';
import type { TableRows } from '../table.js';
import { cutPage, keysetSql, type TableQuery } from '../table-query.js';
import { IMPORT_LIST, type ImportRow } from './import-list.js';

const ROWS_PER_PAGE = 50;
const CONDITION = `NOT i.dry_run AND ($1::text IS NULL OR i.file ILIKE $1) AND ($2::text IS NULL OR i.state = $2)`;
/** Over everything that matches: a service imports some files a day, not thousands. */
const TOTALS_SQL = `SELECT coalesce(sum(i.rows_read), 0) AS rows, coalesce(sum(i.created), 0) AS created,
    coalesce(sum(i.updated), 0) AS updated, coalesce(sum(i.unchanged), 0) AS unchanged,
    coalesce(sum(i.rejected), 0) AS rejected, coalesce(sum(i.duplicates), 0) AS duplicates
  FROM imports AS i WHERE ${CONDITION}`;

/** Imports, a page at a time. */
@Injectable()
export class ImportListReadModel {
  constructor(
    private readonly database: Database,
    private readonly counts: RowCounts,
  ) {}

  async read(query: TableQuery): Promise<TableRows<ImportRow>> {
    const { file, state } = query.filters;
    const params = [file === undefined ? null : `%${file.replace(/[\\%_]/g, '\\$&')}%`, state ?? null];
    const page = keysetSql(IMPORT_LIST, query, 'i.id', params.length);
    const rows = await this.database.query<ImportRow>(
      `SELECT i.id, ${page.cursorSql} AS "sortValue", i.file, i.created_by AS "createdBy", i.created_at AS "createdAt",
              i.state, i.rows_read AS rows, i.created, i.updated, i.unchanged, i.rejected, i.duplicates
         FROM imports AS i WHERE ${CONDITION} AND ${page.where} ORDER BY ${page.orderBy} LIMIT ${ROWS_PER_PAGE + 1}`,
      [...params, ...page.params],
    );
    const [count, totals] = await Promise.all([
      this.counts.count(`imports AS i WHERE ${CONDITION}`, params),
      this.database.one<Record<string, number>>(TOTALS_SQL, params),
    ]);
    return { ...cutPage(rows, ROWS_PER_PAGE), count, totals };
  }
}
