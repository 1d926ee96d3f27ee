import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { CampaignCounts } from '../campaign-card.js';
import { CampaignCards } from '../campaign-card.read-model.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableCursor, TableQuery } from '../table-query.js';
import { CAMPAIGN_LIST } from './campaign-list.js';

const PAGE = 20;
const MATCHES = `($1::text IS NULL OR position(lower($1) IN lower(c.name)) > 0) AND ($2::text IS NULL OR c.state = $2)`;

/** A page of campaigns and how many match. */
export interface FoundCampaigns {
  readonly campaigns: readonly CampaignCounts[];
  readonly next: TableCursor | null;
  readonly count: number;
}

/** Finds campaigns for the list. */
@Injectable()
export class CampaignListReadModel {
  constructor(
    private readonly database: Database,
    private readonly cards: CampaignCards,
  ) {}

  async find(query: TableQuery): Promise<FoundCampaigns> {
    const filters = [query.filters['name'] ?? null, query.filters['state'] ?? null];
    const keyset = keysetSql(CAMPAIGN_LIST, query, 'c.id', filters.length);
    const found = await this.database.query<{ id: number; sortValue: string }>(
      `SELECT c.id, ${keyset.cursorSql} AS "sortValue" FROM campaigns c
        WHERE ${MATCHES} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${PAGE + 1}`,
      [...filters, ...keyset.params],
    );
    const { items, next } = cutPage(found, PAGE);
    const { n } = await this.database.one<{ n: number }>(
      `SELECT count(*)::int AS n FROM campaigns c WHERE ${MATCHES}`,
      filters,
    );
    const cards = new Map((await this.cards.some(items.map(({ id }) => id))).map((card) => [card.id, card]));
    return { campaigns: items.flatMap(({ id }) => cards.get(id) ?? []), next, count: n };
  }
}
