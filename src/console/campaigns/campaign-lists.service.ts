import { Injectable } from '@nestjs/common';
import type { RowScope } from '../../access/permissions.js';
import { LedgerReadModel } from '../../planning/ledger.read-model.js';
import type { RowCount } from '../row-count.read-model.js';
import type { TableDefinition } from '../table.js';
import { readTableQuery } from '../table-query.js';
import type { TableCursor, TableQuery } from '../table-query.js';
import { attemptRows, excludedRows, visitRows } from './campaign-rows.js';
import type { AttemptRow, AudienceRow } from './campaign-rows.js';
import { CampaignRowsReadModel } from './campaign-rows.read-model.js';
import type { RowsPage } from './campaign-rows.read-model.js';

/** A list with what was asked of it, and how its pages are read. */
export interface CampaignListing<Row> {
  readonly definition: TableDefinition<Row>;
  readonly query: TableQuery;
  readonly read: (after: TableCursor | null, limit: number, masked: boolean) => Promise<RowsPage<Row>>;
  readonly count: () => Promise<RowCount>;
  /** It shows addresses, which may be asked for in full. */
  readonly hasAddresses: boolean;
}

type Raw = Readonly<Record<string, unknown>>;

/** The lists of a campaign, for a page or for a file. */
@Injectable()
export class CampaignLists {
  constructor(
    private readonly rows: CampaignRowsReadModel,
    private readonly ledger: LedgerReadModel,
  ) {}

  /** The audience: visits by part, or who is left out. Throws NotFoundError. */
  async audience(campaignId: number, raw: Raw, scope: RowScope): Promise<CampaignListing<AudienceRow>> {
    const { excluded } = await this.ledger.status(campaignId);
    const isExcluded = raw['part'] === 'excluded';
    const rules = isExcluded ? excludedRows(campaignId, Object.keys(excluded)) : visitRows(campaignId);
    const query = readTableQuery(rules, raw);
    const question = { campaignId, rules, scope };
    return {
      definition: rules,
      query,
      hasAddresses: false,
      read: (after, limit) => {
        const asked = { ...question, limit, query: { ...query, after } };
        return isExcluded ? this.rows.excluded(asked) : this.rows.visits(asked);
      },
      count: () => {
        const asked = { ...question, limit: 0, query };
        return isExcluded ? this.rows.countExcluded(asked) : this.rows.countVisits(asked);
      },
    };
  }

  /** The contacts, planned and made. */
  attempts(campaignId: number, raw: Raw, scope: RowScope): CampaignListing<AttemptRow> {
    const rules = attemptRows(campaignId);
    const query = readTableQuery(rules, raw);
    const question = { campaignId, rules, scope };
    return {
      definition: rules,
      query,
      hasAddresses: true,
      read: (after, limit, masked) => this.rows.attempts({ ...question, limit, query: { ...query, after } }, masked),
      count: () => this.rows.countAttempts({ ...question, limit: 0, query }),
    };
  }
}
