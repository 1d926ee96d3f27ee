import { describeWhy, rowQuestion } from '../report-rows-page.js';
import type { TableDefinition } from '../table.js';
import type { TableQuery } from '../table-query.js';

/** A row behind a number. */
export interface NumberRow {
  readonly id: number;
  readonly customerId: number;
  readonly customerNo: string;
  readonly name: string;
  readonly state: string;
  readonly at: Date | null;
  readonly reason: unknown;
}

/** What narrows a number to one line of a table, in all reports. */
const NARROWING = ['code', 'agent', 'part', 'channel', 'product', 'service', 'nps', 'ces', 'reason', 'state'] as const;

/** The rows behind a number of a campaign's report; the number is a filter that stays. */
export function numberRows(campaignId: number): TableDefinition<NumberRow> {
  return {
    name: 'report-rows',
    path: `/campaigns/${campaignId}/report/rows`,
    captionKey: 'console.report-rows.title',
    emptyKey: 'console.report-rows.empty',
    // A customer may be there once for each occasion: with the row's key behind it, each value names one row.
    sorts: {
      row: { sql: 's.row_key', type: 'text' },
      customer: { sql: `(c.customer_no || ' ' || s.row_key)`, type: 'text' },
      name: { sql: `(c.name || ' ' || s.row_key)`, type: 'text' },
      at: {
        sql: `(coalesce(to_char(s.at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '') || ' ' || s.row_key)`,
        type: 'text',
      },
    },
    defaultSort: { sort: 'row', direction: 'asc' },
    filters: ['measure', ...NARROWING],
    fields: [],
    columns: [
      {
        name: 'customer',
        labelKey: 'console.column.customer',
        sort: 'name',
        cell: (row) => ({ kind: 'text', text: row.name, href: `/customers/${row.customerId}` }),
      },
      {
        name: 'customerNo',
        labelKey: 'console.reports.customer-no',
        sort: 'customer',
        cell: (row) => ({ kind: 'text', text: row.customerNo }),
      },
      {
        name: 'at',
        labelKey: 'console.column.at',
        sort: 'at',
        cell: (row) => ({ kind: 'dateTime', at: row.at }),
      },
      {
        name: 'reason',
        labelKey: 'console.column.reason',
        cell: (row) => {
          const { reason, text } = describeWhy(row.reason);
          return reason === null ? { kind: 'text', text } : { kind: 'reasons', reasons: [reason] };
        },
      },
    ],
  };
}

/** What to list, from a list's query. */
export function questionOf({ filters }: TableQuery) {
  const { measure, narrowed } = rowQuestion(filters);
  return { measure, narrowed };
}

/** What a list of rows is narrowed to, as it stands beside its heading: `010`, `sms`. */
export function narrowedTo({ filters }: TableQuery): string {
  return NARROWING.map((name) => filters[name])
    .filter((value) => value !== undefined)
    .join(' · ');
}
