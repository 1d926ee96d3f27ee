import { CAMPAIGN_STATES } from '../../kernel/words.js';
import type { CampaignCard, CampaignCounts } from '../campaign-card.js';
import { hrefOf, toTableView } from '../table.js';
import type { TableDefinition, TableView } from '../table.js';
import type { TableCursor, TableQuery } from '../table-query.js';

/** Campaigns: by state and name, the newest or what is due first. Their rows are cards, not cells. */
export const CAMPAIGN_LIST: TableDefinition<CampaignCounts> = {
  name: 'campaigns',
  path: '/campaigns',
  captionKey: 'console.campaigns.title',
  emptyKey: 'console.campaigns.none',
  columns: [],
  sorts: {
    newest: { sql: 'c.id', type: 'bigint' },
    deadline: { sql: 'c.deadline_at', type: 'timestamptz' },
  },
  defaultSort: { sort: 'newest', direction: 'desc' },
  filters: ['name', 'state'],
  fields: [
    { name: 'name', labelKey: 'console.campaigns.name', kind: 'text' },
    {
      name: 'state',
      labelKey: 'console.campaigns.state',
      kind: 'choice',
      options: CAMPAIGN_STATES.map((state) => ({ value: state, labelKey: `console.state.${state}` })),
    },
  ],
};

/** The page of the list. */
export interface CampaignListPage {
  readonly campaigns: readonly CampaignCard[];
  readonly table: TableView;
  readonly orders: readonly { readonly href: string; readonly labelKey: string; readonly current: boolean }[];
  readonly mayWrite: boolean;
}

/** Lays the list out. */
export function toCampaignListPage(
  query: TableQuery,
  found: { readonly cards: readonly CampaignCard[]; readonly next: TableCursor | null; readonly count: number },
  mayWrite: boolean,
): CampaignListPage {
  const rows = { items: [], next: found.next, count: { number: found.count, isEstimate: false } };
  const order = (sort: string, direction: 'asc' | 'desc') => ({
    href: hrefOf(CAMPAIGN_LIST, { ...query, sort, direction }, null),
    labelKey: `console.campaigns.order.${sort}`,
    current: query.sort === sort,
  });
  return {
    campaigns: found.cards,
    table: toTableView(CAMPAIGN_LIST, query, rows),
    orders: [order('newest', 'desc'), order('deadline', 'asc')],
    mayWrite,
  };
}
