import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { ReportLineReadModel } from '../../reports/report-line.read-model.js';
import { RowCounts } from '../row-count.read-model.js';
import type { TableRows } from '../table.js';
import { cutPage, keysetSql } from '../table-query.js';
import type { TableQuery } from '../table-query.js';
import { REPORT_LIST, shareOf, type ReportLine } from './report-lines.js';

const PAGE = 25;
/** Of larger live campaigns the visits are not read for a list; their counters say what is planned and done. */
const MOST_COUNTED = 20_000;

// A report is frozen where its campaign is closed. The counters are deltas: their sum is the count.
const FROM = `campaigns c
  LEFT JOIN LATERAL (
    SELECT k.document -> 'headline' AS headline FROM report_archives k
     WHERE k.campaign_id = c.id AND c.state = 'archived' ORDER BY k.version DESC LIMIT 1) r ON true`;
const COUNTERS = `LEFT JOIN LATERAL (
    SELECT coalesce(sum(d.delta), 0)::int AS planned, coalesce(sum(d.delta) FILTER (WHERE d.key = 'completed'), 0)::int AS done
      FROM ledger_deltas d WHERE d.campaign_id = c.id AND d.kind = 'visit') l ON true`;

interface FoundLine extends Omit<ReportLine, 'doneRate' | 'reachedRate' | 'satisfied'> {
  readonly headline: FrozenNumbers | null;
  readonly sortValue: string;
}

interface FrozenNumbers {
  readonly planned: number;
  readonly done: number;
  readonly doneRate: { readonly share: number } | null;
  readonly reachedRate: { readonly share: number } | null;
  readonly satisfied: { readonly share: number } | null;
}

/** Reports beside each other: frozen numbers as they were frozen, live ones as of now. */
@Injectable()
export class ReportLines {
  constructor(
    private readonly database: Database,
    private readonly counts: RowCounts,
    private readonly live: ReportLineReadModel,
  ) {}

  /** A page; a draft has nothing to report. */
  async page(query: TableQuery): Promise<TableRows<ReportLine>> {
    const { where, params } = filterSql(query);
    const keyset = keysetSql(REPORT_LIST, query, 'c.id', params.length);
    const found = await this.database.query<FoundLine>(
      `SELECT c.id, c.name, c.kind, r.headline IS NOT NULL AS "isFrozen", c.start_at AS "startAt", c.deadline_at AS "deadlineAt",
              l.planned, l.done, r.headline, ${keyset.cursorSql} AS "sortValue"
         FROM ${FROM} ${COUNTERS} WHERE ${where} AND ${keyset.where} ORDER BY ${keyset.orderBy} LIMIT ${PAGE + 1}`,
      [...params, ...keyset.params],
    );
    const { items, next } = cutPage(found, PAGE);
    const lines: ReportLine[] = [];
    for (const line of items) lines.push(await this.complete(line));
    return { items: lines, next, count: await this.counts.count(`${FROM} WHERE ${where}`, params) };
  }

  private async complete({ headline, sortValue: _sortValue, ...line }: FoundLine): Promise<ReportLine> {
    if (headline !== null) {
      const share = (found: { readonly share: number } | null) => found?.share ?? null;
      return {
        ...line,
        planned: headline.planned,
        done: headline.done,
        doneRate: share(headline.doneRate),
        reachedRate: share(headline.reachedRate),
        satisfied: share(headline.satisfied),
      };
    }
    const { planned, done } = line;
    const known = { ...line, doneRate: shareOf(done, planned), reachedRate: null, satisfied: null };
    if (planned > MOST_COUNTED) return known;
    const { attempted, reached, serviceRated, serviceSatisfied } = await this.live.count(line.id);
    return {
      ...known,
      reachedRate: shareOf(reached, attempted),
      satisfied: shareOf(serviceSatisfied, serviceRated),
    };
  }
}

function filterSql({ filters }: TableQuery): { where: string; params: unknown[] } {
  const { name = null, state = null, kind = null } = filters;
  return {
    where: `c.state <> 'draft' AND ($1::text IS NULL OR strpos(lower(c.name), lower($1)) > 0)
       AND ($2::text IS NULL OR (r.headline IS NOT NULL) = ($2 = 'frozen')) AND ($3::text IS NULL OR c.kind = $3)`,
    params: [name, state, kind],
  };
}
