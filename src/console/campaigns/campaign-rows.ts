import type { Reason } from '../../kernel/reason.js';
import { ATTEMPT_STATES, CHANNELS } from '../../kernel/words.js';
import { BAR_PARTS } from '../ledger-bar.js';
import type { Column, Filter, TableDefinition } from '../table.js';

/** A customer of a campaign: a visit, or somebody who is left out. */
export interface AudienceRow {
  readonly id: number;
  readonly sortValue: string;
  readonly customerNo: string;
  readonly customerName: string;
  /** One of the eleven parts of the ledger. */
  readonly part: string;
  readonly agentNo: string | null;
  readonly channel: string | null;
  readonly at: Date | null;
  readonly dueAt: Date | null;
  readonly reasons: readonly Reason[];
}

/** A contact, planned or made. */
export interface AttemptRow {
  readonly id: number;
  readonly sortValue: string;
  readonly customerNo: string;
  readonly customerName: string;
  readonly channel: string;
  readonly to: string | null;
  readonly state: string;
  readonly scheduledAt: Date | null;
  readonly handedOverAt: Date | null;
  readonly agentNo: string | null;
  readonly errorCode: string | null;
  readonly reasons: readonly Reason[];
}

const CUSTOMER: Filter = { name: 'customer', labelKey: 'console.campaigns.customer-no', kind: 'text' };
const AGENT: Filter = { name: 'agent', labelKey: 'console.column.agent', kind: 'text' };
const PART: Filter = {
  name: 'part',
  labelKey: 'console.campaigns.part',
  kind: 'choice',
  options: BAR_PARTS.map((part) => ({ value: part, labelKey: `console.part.${part}` })),
};

/** Contacts that wait, or waited, because a limit of contacts was used up. */
const DEFERRED: Filter = {
  name: 'deferred',
  labelKey: 'console.campaigns.deferred-by',
  kind: 'choice',
  options: ['cap-reached', 'cap-planned', 'cap-same-day-part'].map((code) => ({
    value: code,
    labelKey: `report.code.${code}`,
  })),
};

/** The visits of a campaign, of one part of its ledger or all. */
export function visitRows(campaignId: number): TableDefinition<AudienceRow> {
  return {
    ...audienceTable(campaignId),
    sorts: { customer: { sql: 'v.id', type: 'bigint' } },
    filters: ['part', 'agent', 'customer'],
    fields: [PART, AGENT, CUSTOMER],
    columns: [
      ...who<AudienceRow>(campaignId),
      {
        name: 'part',
        labelKey: 'console.campaigns.part',
        cell: ({ part }) => ({ kind: 'word', key: `console.part.${part}` }),
      },
      {
        name: 'channel',
        labelKey: 'console.column.channel',
        cell: ({ channel }) => channelCell(channel),
      },
      { name: 'at', labelKey: 'console.column.at', cell: ({ at }) => ({ kind: 'dateTime', at }) },
      { name: 'due', labelKey: 'console.column.due', cell: ({ dueAt }) => ({ kind: 'dateTime', at: dueAt }) },
      {
        name: 'agent',
        labelKey: 'console.column.agent',
        cell: ({ agentNo }) => ({ kind: 'text', text: agentNo ?? '' }),
      },
      why(),
    ],
  };
}

/** Who of a campaign's audience is left out, for one reason or all. */
export function excludedRows(campaignId: number, codes: readonly string[]): TableDefinition<AudienceRow> {
  return {
    ...audienceTable(campaignId),
    name: 'excluded',
    sorts: { customer: { sql: 'x.occasion', type: 'text' } },
    filters: ['part', 'reason', 'customer'],
    fields: [
      PART,
      {
        name: 'reason',
        labelKey: 'console.column.reason',
        kind: 'choice',
        options: codes.map((code) => ({ value: code, labelKey: `report.code.${code}` })),
      },
      CUSTOMER,
    ],
    columns: [...who<AudienceRow>(campaignId), why()],
  };
}

/** The contacts of a campaign, the newest first. */
export function attemptRows(campaignId: number): TableDefinition<AttemptRow> {
  return {
    name: 'attempts',
    path: `/campaigns/${campaignId}/attempts`,
    captionKey: 'console.campaigns.tab.attempts',
    emptyKey: 'console.campaigns.attempts.none',
    sorts: { made: { sql: 'a.id', type: 'bigint' } },
    defaultSort: { sort: 'made', direction: 'desc' },
    filters: ['state', 'channel', 'deferred', 'agent', 'customer'],
    fields: [
      {
        name: 'state',
        labelKey: 'console.campaigns.state',
        kind: 'choice',
        options: ATTEMPT_STATES.map((state) => ({ value: state, labelKey: `console.campaigns.attempt.${state}` })),
      },
      {
        name: 'channel',
        labelKey: 'console.column.channel',
        kind: 'choice',
        options: CHANNELS.map((channel) => ({ value: channel, labelKey: `console.channel.${channel}` })),
      },
      DEFERRED,
      AGENT,
      CUSTOMER,
    ],
    columns: [
      ...who<AttemptRow>(campaignId),
      { name: 'channel', labelKey: 'console.column.channel', cell: ({ channel }) => channelCell(channel) },
      { name: 'to', labelKey: 'console.campaigns.to', cell: ({ to }) => ({ kind: 'text', text: to ?? '' }) },
      {
        name: 'state',
        labelKey: 'console.campaigns.state',
        cell: ({ state }) => ({ kind: 'state', state, key: `console.campaigns.attempt.${state}` }),
      },
      {
        name: 'scheduled',
        labelKey: 'console.campaigns.scheduled',
        cell: ({ scheduledAt }) => ({ kind: 'dateTime', at: scheduledAt }),
      },
      {
        name: 'sent',
        labelKey: 'console.campaigns.sent-at',
        cell: ({ handedOverAt }) => ({ kind: 'dateTime', at: handedOverAt }),
      },
      {
        name: 'agent',
        labelKey: 'console.column.agent',
        cell: ({ agentNo }) => ({ kind: 'text', text: agentNo ?? '' }),
      },
      why(),
      {
        name: 'error',
        labelKey: 'console.campaigns.error',
        cell: ({ errorCode }) => ({ kind: 'text', text: errorCode ?? '' }),
        onlyExported: true,
      },
    ],
  };
}

function audienceTable(campaignId: number) {
  return {
    name: 'rows',
    path: `/campaigns/${campaignId}/rows`,
    captionKey: 'console.campaigns.tab.rows',
    emptyKey: 'console.rows.empty',
    defaultSort: { sort: 'customer', direction: 'asc' },
  } as const;
}

interface Who {
  readonly customerNo: string;
  readonly customerName: string;
  readonly reasons: readonly Reason[];
}

function who<Row extends Who>(campaignId: number): readonly Column<Row>[] {
  return [
    {
      name: 'customer',
      labelKey: 'console.column.customer',
      cell: ({ customerNo, customerName }) => ({
        kind: 'text',
        text: customerName,
        small: customerNo,
        href: `/campaigns/${campaignId}/customer?no=${encodeURIComponent(customerNo)}`,
      }),
    },
  ];
}

function why<Row extends Who>(): Column<Row> {
  return { name: 'why', labelKey: 'console.column.reason', cell: ({ reasons }) => ({ kind: 'reasons', reasons }) };
}

function channelCell(channel: string | null) {
  return channel === null
    ? ({ kind: 'text', text: '' } as const)
    : ({ kind: 'word', key: `console.channel.${channel}` } as const);
}
