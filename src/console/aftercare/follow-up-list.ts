import { followUpDueAt } from '../../aftercare/follow-up-due.js';
import type { Reason } from '../../kernel/reason.js';
import { clockChip } from '../campaign-card.js';
import type { TableDefinition } from '../table.js';

/** A follow-up in the list. */
export interface FollowUpRow {
  readonly id: number;
  readonly sortValue: string;
  readonly customerNo: string;
  readonly customerName: string;
  readonly campaign: string;
  readonly reason: Reason;
  readonly state: 'open' | 'closed';
  readonly agentNo: string | null;
  readonly agentName: string | null;
  readonly team: string | null;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
  readonly closedBy: string | null;
}

/** Ages to choose from. */
export const AGES = ['overdue', 'week', 'older'] as const;

/** The list of follow-ups at `now`. */
export function followUpTable(now: Date): TableDefinition<FollowUpRow> {
  return {
    name: 'follow-ups',
    path: '/follow-ups',
    captionKey: 'console.follow-ups.caption',
    emptyKey: 'console.follow-ups.empty',
    sorts: { opened: { sql: 'f.opened_at', type: 'timestamptz' } },
    defaultSort: { sort: 'opened', direction: 'asc' },
    filters: ['state', 'age', 'agent', 'team'],
    fields: [
      {
        name: 'state',
        labelKey: 'console.follow-ups.state',
        kind: 'choice',
        options: ['open', 'closed'].map((value) => ({ value, labelKey: `follow-up.${value}` })),
      },
      {
        name: 'age',
        labelKey: 'console.follow-ups.age',
        kind: 'choice',
        options: AGES.map((value) => ({ value, labelKey: `console.follow-ups.age.${value}` })),
      },
      { name: 'agent', labelKey: 'console.follow-ups.agent', kind: 'text' },
      { name: 'team', labelKey: 'console.follow-ups.team', kind: 'text' },
    ],
    columns: [
      {
        name: 'customer',
        labelKey: 'console.column.customer',
        cell: (row) => ({ kind: 'text', text: row.customerName, small: row.customerNo, href: `/follow-ups/${row.id}` }),
      },
      {
        name: 'reason',
        labelKey: 'console.column.reason',
        cell: (row) => ({ kind: 'reasons', reasons: [row.reason] }),
      },
      { name: 'campaign', labelKey: 'console.column.campaign', cell: (row) => ({ kind: 'text', text: row.campaign }) },
      {
        name: 'agent',
        labelKey: 'console.follow-ups.agent',
        cell: (row) => ({ kind: 'text', text: row.agentName ?? '—', small: row.agentNo ?? undefined }),
      },
      { name: 'team', labelKey: 'console.follow-ups.team', cell: (row) => ({ kind: 'text', text: row.team ?? '—' }) },
      {
        name: 'state',
        labelKey: 'console.follow-ups.state',
        cell: (row) => ({ kind: 'state', state: row.state, key: `follow-up.${row.state}` }),
      },
      {
        name: 'opened',
        labelKey: 'console.follow-ups.opened',
        sort: 'opened',
        cell: (row) => ({ kind: 'dateTime', at: row.openedAt }),
      },
      {
        name: 'due',
        labelKey: 'console.column.due',
        cell: (row) => ({
          kind: 'clock',
          clock: row.state === 'open' ? clockChip(followUpDueAt(row.openedAt), now) : null,
        }),
      },
      {
        name: 'closed',
        labelKey: 'console.follow-ups.closed',
        onlyExported: true,
        cell: (row) => ({ kind: 'dateTime', at: row.closedAt }),
      },
    ],
  };
}
