import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { RowCounts } from '../row-count.read-model.js';
import type { TableRows } from '../table.js';
import { cutPage, keysetSql, type TableQuery } from '../table-query.js';
import { IMPORT_LIST, type ImportRow } from './import-list.js';

const ROWS_PER_PAGE = 50;
const CONDITION = `NOT i.dry_run AND ($1::text IS NULL OR i.file ILIKE $1) AND ($2::text IS NULL OR i.state = $2)`;

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
    const count = await this.counts.count(`imports AS i WHERE ${CONDITION}`, params);
    return { ...cutPage(rows, ROWS_PER_PAGE), count };
  }
}
