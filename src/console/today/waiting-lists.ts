import type { Reason } from '../../kernel/reason.js';
import { clockChip } from '../campaign-card.js';
import type { Column, TableDefinition } from '../table.js';

/** A visit that waits: a promise at risk, on hold, or with an attempt in doubt. */
export interface WaitingRow {
  readonly id: number;
  readonly sortValue: string;
  readonly visitId: number;
  readonly customerId: number;
  readonly customerNo: string;
  readonly customerName: string;
  readonly campaignId: number;
  readonly campaignName: string;
  readonly agentNo: string | null;
  readonly agentName: string | null;
  readonly channel: string | null;
  readonly at: Date | null;
  readonly dueAt: Date;
  readonly reason: Reason | null;
}

/** Which list of Today. */
export type WaitingKind = 'at-risk' | 'held' | 'in-doubt';

const SORTS = {
  'at-risk': { name: 'due', sql: 'v.due_at' },
  held: { name: 'planned', sql: "coalesce(a.scheduled_at, 'infinity')" },
  'in-doubt': { name: 'sent', sql: 'coalesce(a.handed_over_at, a.created_at)' },
} as const;

/** The list of one kind, as it stands at `now`. */
export function waitingTable(kind: WaitingKind, now: Date): TableDefinition<WaitingRow> {
  const { name, sql } = SORTS[kind];
  return {
    name: `today-${kind}`,
    path: `/today/${kind}`,
    captionKey: `console.waiting-title.${kind}`,
    emptyKey: `console.waiting-empty.${kind}`,
    sorts: { [name]: { sql, type: 'timestamptz' } },
    defaultSort: { sort: name, direction: 'asc' },
    filters: ['agent', 'campaign'],
    fields: [
      { name: 'agent', labelKey: 'console.column.agent', kind: 'text' },
      { name: 'campaign', labelKey: 'console.column.campaign', kind: 'text' },
    ],
    columns: columnsAt(now, name),
  };
}

function columnsAt(now: Date, sorted: string): Column<WaitingRow>[] {
  return [
    {
      name: 'customer',
      labelKey: 'console.column.customer',
      cell: ({ customerName, customerNo, customerId }) => {
        return { kind: 'text', text: customerName, small: customerNo, href: `/customers/${customerId}` };
      },
    },
    {
      name: 'campaign',
      labelKey: 'console.column.campaign',
      cell: (row) => ({ kind: 'text', text: row.campaignName, href: `/campaigns/${row.campaignId}` }),
    },
    {
      name: 'due',
      labelKey: 'console.column.due',
      ...(sorted === 'due' ? { sort: 'due' } : {}),
      cell: (row) => ({ kind: 'clock', clock: clockChip(row.dueAt, now) }),
    },
    {
      name: 'channel',
      labelKey: 'console.column.channel',
      cell: ({ channel }) =>
        channel ? { kind: 'word', key: `console.channel.${channel}` } : { kind: 'text', text: '—' },
    },
    {
      name: 'at',
      labelKey: 'console.column.at',
      ...(sorted === 'due' ? {} : { sort: sorted }),
      cell: (row) => ({ kind: 'dateTime', at: row.at }),
    },
    {
      name: 'reason',
      labelKey: 'console.column.reason',
      cell: (row) => ({ kind: 'reasons', reasons: row.reason ? [row.reason] : [] }),
    },
    {
      name: 'agent',
      labelKey: 'console.column.agent',
      cell: (row) => ({ kind: 'text', text: row.agentName ?? '—', small: row.agentNo ?? undefined }),
    },
  ];
}

/** A message whose fate nobody knows, with what is known. */
export interface DoubtRow extends WaitingRow {
  readonly attemptId: number;
  readonly address: string | null;
  readonly provider: string | null;
  readonly messageId: string | null;
  readonly errorCode: string | null;
  /** What travels with the message, and the hash of its text. */
  readonly key: string | null;
  readonly bodyHash: string | null;
  /** What the provider said when it was asked; null: it was not, or cannot be. */
  readonly lookup: { readonly answer: string; readonly at: string; readonly times: number } | null;
  readonly receipts: readonly { readonly status: string; readonly code: string | null; readonly at: string }[];
}

/** A message in doubt as the page shows it. */
export type DoubtItem = Omit<DoubtRow, 'lookup' | 'receipts'> & {
  readonly lookup: { readonly answer: string; readonly at: Date; readonly times: number } | null;
  readonly receipts: readonly { readonly status: string; readonly code: string | null; readonly at: Date }[];
  readonly canBeAsked: boolean;
  /** When it is assumed sent, if nobody says anything. */
  readonly assumedAt: Date | null;
};

/** What is known of each, and what comes next by itself. */
export function toDoubtItems(rows: readonly DoubtRow[], afterMinutes: number): DoubtItem[] {
  return rows.map((row) => ({
    ...row,
    lookup: row.lookup && { ...row.lookup, at: new Date(row.lookup.at) },
    receipts: row.receipts.map((receipt) => ({ ...receipt, at: new Date(receipt.at) })),
    canBeAsked: row.channel === 'sms' && row.bodyHash !== null,
    assumedAt: row.at && new Date(row.at.getTime() + afterMinutes * 60_000),
  }));
}
