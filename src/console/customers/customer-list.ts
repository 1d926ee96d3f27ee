import { maskAddress } from '../../kernel/masking.js';
import type { Lifecycle } from '../../archive/customer.js';
import type { SavedSegment } from '../../archive/segment.service.js';
import { placeName } from '../place-name.js';
import type { TableDefinition } from '../table.js';

/** A line of the list of customers. */
export interface CustomerLine {
  readonly id: number;
  readonly customerNo: string;
  readonly name: string;
  readonly lifecycle: Lifecycle;
  readonly memberLevel: string | null;
  readonly province: string | null;
  readonly city: string | null;
  readonly ownerAgentNo: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly lastServiceAt: Date | null;
  readonly lastContactAt: Date | null;
  readonly sortValue: string;
}

/** What the filters of the list offer. */
export interface CustomerChoices {
  readonly levels: readonly string[];
  readonly regions: readonly string[];
  readonly owners: readonly { readonly agentNo: string; readonly name: string }[];
  readonly segments: readonly Pick<SavedSegment, 'id' | 'name'>[];
}

/** Chosen as an owner: those who have none. */
export const NOBODY = '-';

export const LIFECYCLES: readonly Lifecycle[] = ['existing', 'onboarding', 'prospect', 'lapsed'];

const SORTS = {
  name: { sql: 'c.name', type: 'text' },
  number: { sql: 'c.customer_no', type: 'text' },
  level: { sql: `coalesce(c.member_level, '')`, type: 'text' },
  service: { sql: `coalesce(c.last_service_at, '-infinity')`, type: 'timestamptz' },
} as const;

/** The columns of every list of customers. */
export const CUSTOMER_COLUMNS: TableDefinition<CustomerLine>['columns'] = [
  {
    name: 'name',
    labelKey: 'console.column.customer',
    sort: 'name',
    cell: (row) => ({
      kind: 'text',
      text: row.name === '' ? row.customerNo : row.name,
      small: row.customerNo,
      href: `/customers/${row.id}`,
    }),
  },
  {
    name: 'phone',
    labelKey: 'console.column.phone',
    cell: (row) => ({ kind: 'text', text: row.phone ?? row.email ?? '' }),
  },
  {
    name: 'level',
    labelKey: 'console.column.level',
    sort: 'level',
    cell: (row) => ({ kind: 'text', text: row.memberLevel ?? '' }),
  },
  {
    name: 'lifecycle',
    labelKey: 'archive.field.lifecycle',
    cell: (row) => ({ kind: 'word', key: `archive.lifecycle.${row.lifecycle}` }),
  },
  {
    name: 'region',
    labelKey: 'console.column.region',
    cell: ({ province, city }) => ({ kind: 'text', text: placeName([province, city]) }),
  },
  {
    name: 'owner',
    labelKey: 'console.column.agent',
    cell: (row) => ({ kind: 'text', text: row.ownerAgentNo ?? '' }),
  },
  {
    name: 'service',
    labelKey: 'archive.field.lastServiceAt',
    sort: 'service',
    cell: (row) => ({ kind: 'dateTime', at: row.lastServiceAt }),
  },
  {
    name: 'contact',
    labelKey: 'console.column.last-contact',
    cell: (row) => ({ kind: 'dateTime', at: row.lastContactAt }),
  },
];

/** The list of customers with what can be chosen above it. */
export function customerTable({ levels, regions, owners, segments }: CustomerChoices): TableDefinition<CustomerLine> {
  const plain = (values: readonly string[]) => values.map((value) => ({ value }));
  return {
    name: 'customers',
    path: '/customers',
    captionKey: 'console.customers.title',
    emptyKey: 'console.customers.empty',
    sorts: SORTS,
    defaultSort: { sort: 'name', direction: 'asc' },
    filters: ['q', 'lifecycle', 'level', 'region', 'owner', 'segment'],
    fields: [
      { name: 'q', labelKey: 'console.customers.filter.text', kind: 'text' },
      {
        name: 'lifecycle',
        labelKey: 'archive.field.lifecycle',
        kind: 'choice',
        options: LIFECYCLES.map((value) => ({ value, labelKey: `archive.lifecycle.${value}` })),
      },
      { name: 'level', labelKey: 'console.column.level', kind: 'choice', options: plain(levels) },
      { name: 'region', labelKey: 'console.column.region', kind: 'choice', options: plain(regions) },
      {
        name: 'owner',
        labelKey: 'console.column.agent',
        kind: 'choice',
        options: [
          { value: NOBODY, labelKey: 'console.customers.nobody' },
          ...owners.map(({ agentNo, name }) => ({ value: agentNo, label: `${agentNo} ${name}` })),
        ],
      },
      {
        name: 'segment',
        labelKey: 'console.customers.filter.segment',
        kind: 'choice',
        options: segments.map(({ id, name }) => ({ value: String(id), label: name })),
      },
    ],
    columns: CUSTOMER_COLUMNS,
  };
}

/** A line without usable numbers. */
export function maskLine(line: CustomerLine): CustomerLine {
  return { ...line, phone: line.phone && maskAddress(line.phone), email: line.email && maskAddress(line.email) };
}
