import { reason } from '../../kernel/reason.js';
import type { Reason } from '../../kernel/reason.js';
import type { TableDefinition } from '../table.js';
import { CUSTOMER_COLUMNS } from './customer-list.js';
import type { CustomerLine } from './customer-list.js';

/** The lists of the archive that are empty when all is well (domain.md A2). */
export const ARCHIVE_LISTS = ['unclassified', 'without-owner', 'stale'] as const;
export type ArchiveListName = (typeof ARCHIVE_LISTS)[number];

/** A line, with what has waited for more than a day. */
export interface WaitingLine extends CustomerLine {
  /** Fields whose conflict nobody decided. */
  readonly conflicts: number;
  /** A number or mailbox is known to be bad, and none has taken its place. */
  readonly badAddress: boolean;
}

const SORTS = { id: { sql: 'c.id', type: 'bigint' } } as const;

/** The table of one of the lists, what is oldest in the archive first. */
export function archiveTable(list: ArchiveListName): TableDefinition<WaitingLine> {
  const plain = CUSTOMER_COLUMNS.map(({ sort: _, ...column }) => column);
  const why: TableDefinition<WaitingLine>['columns'] =
    list === 'stale'
      ? [
          {
            name: 'why',
            labelKey: 'console.column.reason',
            cell: (row) => ({ kind: 'reasons', reasons: whyStale(row) }),
          },
        ]
      : [];
  return {
    name: `customers-${list}`,
    path: `/customers/lists/${list}`,
    captionKey: `console.customers.list.${list}`,
    emptyKey: `console.customers.list.${list}-empty`,
    sorts: SORTS,
    defaultSort: { sort: 'id', direction: 'asc' },
    filters: [],
    fields: [],
    columns: [...plain, ...why],
  };
}

/** What of a customer has waited. */
export function whyStale({ conflicts, badAddress }: Pick<WaitingLine, 'conflicts' | 'badAddress'>): readonly Reason[] {
  return [
    ...(conflicts > 0 ? [reason('stale-conflicts', { conflicts })] : []),
    ...(badAddress ? [reason('stale-address')] : []),
  ];
}

/** The tabs of the archive: everybody, and the lists with their numbers. */
export function archiveTabs(current: ArchiveListName | 'all', counts: Readonly<Record<ArchiveListName, number>>) {
  const lists = ARCHIVE_LISTS.map((name) => ({
    href: `/customers/lists/${name}`,
    labelKey: `console.customers.list.${name}`,
    number: counts[name],
    current: current === name,
  }));
  const all = { href: '/customers', labelKey: 'console.customers.list.all', current: current === 'all' };
  return { labelKey: 'console.customers.lists', tabs: [all, ...lists] };
}
