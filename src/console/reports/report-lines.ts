import type { TableDefinition } from '../table.js';
import { CAMPAIGN_KINDS } from '../../kernel/words.js';

/** A campaign with a report, and the numbers by which reports stand beside each other. */
export interface ReportLine {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly isFrozen: boolean;
  readonly startAt: Date;
  readonly deadlineAt: Date;
  readonly planned: number;
  readonly done: number;
  /** Shares of 1; null where nobody was counted, or where counting would cost too much: then the report has it. */
  readonly doneRate: number | null;
  readonly reachedRate: number | null;
  readonly satisfied: number | null;
}

const STATES = ['live', 'frozen'] as const;

/** The list of reports. */
export const REPORT_LIST: TableDefinition<ReportLine> = {
  name: 'report-list',
  path: '/reports',
  captionKey: 'console.reports.title',
  emptyKey: 'console.reports.empty',
  sorts: {
    newest: { sql: 'c.id', type: 'bigint' },
    name: { sql: 'c.name', type: 'text' },
    start: { sql: 'c.start_at', type: 'timestamptz' },
    deadline: { sql: 'c.deadline_at', type: 'timestamptz' },
  },
  defaultSort: { sort: 'newest', direction: 'desc' },
  filters: ['name', 'state', 'kind'],
  fields: [
    { name: 'name', labelKey: 'console.reports.campaign', kind: 'text' },
    {
      name: 'state',
      labelKey: 'console.reports.state',
      kind: 'choice',
      options: STATES.map((value) => ({ value, labelKey: `console.reports.state.${value}` })),
    },
    {
      name: 'kind',
      labelKey: 'console.reports.kind',
      kind: 'choice',
      options: CAMPAIGN_KINDS.map((value) => ({ value, labelKey: `console.kind.${value}` })),
    },
  ],
  columns: [
    {
      name: 'name',
      labelKey: 'console.reports.campaign',
      sort: 'name',
      cell: (row) => ({ kind: 'text', text: row.name, href: `/campaigns/${row.id}/report` }),
    },
    {
      name: 'kind',
      labelKey: 'console.reports.kind',
      cell: (row) => ({ kind: 'word', key: `console.kind.${row.kind}` }),
    },
    {
      name: 'state',
      labelKey: 'console.reports.state',
      cell: (row) => {
        const state = row.isFrozen ? 'frozen' : 'live';
        return { kind: 'state', state, key: `console.reports.state.${state}` };
      },
    },
    {
      name: 'start',
      labelKey: 'console.reports.start',
      sort: 'start',
      cell: (row) => ({ kind: 'dateTime', at: row.startAt }),
    },
    {
      name: 'deadline',
      labelKey: 'console.reports.deadline',
      sort: 'deadline',
      cell: (row) => ({ kind: 'dateTime', at: row.deadlineAt }),
    },
    {
      name: 'planned',
      labelKey: 'report.tile.planned',
      isNumber: true,
      cell: (row) => ({
        kind: 'number',
        number: row.planned,
        href: `/campaigns/${row.id}/report/rows?measure=planned`,
      }),
    },
    {
      name: 'doneRate',
      labelKey: 'report.tile.doneRate',
      isNumber: true,
      cell: (row) => ({ kind: 'share', share: row.doneRate }),
    },
    {
      name: 'reachedRate',
      labelKey: 'report.tile.reachedRate',
      isNumber: true,
      cell: (row) => ({ kind: 'share', share: row.reachedRate }),
    },
    {
      name: 'satisfied',
      labelKey: 'report.tile.satisfied',
      isNumber: true,
      cell: (row) => ({ kind: 'share', share: row.satisfied }),
    },
  ],
};

/** A part of a whole; null for no whole. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
