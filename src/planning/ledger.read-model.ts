import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { NotFoundError } from '../kernel/faults.js';
import { ATTEMPT_STATES, type CampaignState, LEDGER_PARTS, VISIT_STATES } from '../kernel/words.js';

/** The books of a campaign, as `campaign status --json` gives them. */
export interface LedgerStatus {
  readonly campaignId: number;
  readonly state: CampaignState;
  readonly audience: number;
  readonly visits: Readonly<Record<string, number>>;
  readonly excluded: Readonly<Record<string, number>>;
  readonly attempts: Readonly<Record<string, number>>;
  readonly ledger: Readonly<Record<string, number>>;
  /** audience = Σ visits + Σ excluded = Σ ledger. */
  readonly balanced: boolean;
  /** How many contacts of campaigns of lower priority moved because this one goes first. */
  readonly displaced: number;
}

interface Count {
  readonly kind: 'visit' | 'attempt' | 'part' | 'excluded';
  readonly key: string;
  readonly n: number;
}

const COUNTS_SQL = `SELECT kind, key, sum(delta) AS n FROM ledger_deltas WHERE campaign_id = $1
GROUP BY kind, key HAVING sum(delta) <> 0 ORDER BY kind, key`;

/** The same counts by the rows themselves; slower, and what the counters are checked against. */
const RECOUNT_SQL = `SELECT 'visit' AS kind, state AS key, count(*) AS n FROM visits WHERE campaign_id = $1 GROUP BY state
UNION ALL SELECT 'part', ledger_part, count(*) FROM visits WHERE campaign_id = $1 GROUP BY ledger_part
UNION ALL SELECT 'attempt', state, count(*) FROM attempts WHERE campaign_id = $1 GROUP BY state
UNION ALL SELECT 'excluded', code, count(*) FROM exclusions WHERE campaign_id = $1 GROUP BY code
ORDER BY kind, key`;

/** Indexed: the review of what is displaced is the only one that writes such events. */
export const DISPLACED_SQL = `SELECT count(*) AS n FROM visit_events e
  WHERE e.actor = 'system:priority' AND (e.reason -> 'params' ->> 'campaignId')::bigint = $1`;

/** Reads the ledger of a campaign from its counters. */
@Injectable()
export class LedgerReadModel {
  constructor(private readonly database: Database) {}

  /** Throws NotFoundError. */
  status(campaignId: number): Promise<LedgerStatus> {
    return this.database.transaction((tx) => this.read(tx, campaignId, COUNTS_SQL), 'REPEATABLE READ');
  }

  /** The same inside a transaction of the caller's, so that it agrees with what else is read there. */
  statusIn(tx: Queryable, campaignId: number): Promise<LedgerStatus> {
    return this.read(tx, campaignId, COUNTS_SQL);
  }

  /** The same, counted from the rows. */
  recount(campaignId: number): Promise<LedgerStatus> {
    return this.database.transaction((tx) => this.read(tx, campaignId, RECOUNT_SQL), 'REPEATABLE READ');
  }

  private async read(db: Queryable, campaignId: number, sql: string): Promise<LedgerStatus> {
    const campaign = await db.maybe<{ state: CampaignState; audience: number }>(
      'SELECT state, audience FROM campaigns WHERE id = $1',
      [campaignId],
    );
    if (campaign === null) throw new NotFoundError('campaign', campaignId);
    const books = toStatus(campaignId, campaign, await db.query<Count>(sql, [campaignId]));
    const { n } = await db.one<{ n: number }>(DISPLACED_SQL, [campaignId]);
    return { ...books, displaced: n };
  }
}

function toStatus(
  campaignId: number,
  { state, audience }: { state: CampaignState; audience: number },
  counts: readonly Count[],
): Omit<LedgerStatus, 'displaced'> {
  const pick = (kind: Count['kind']) =>
    new Map(counts.filter((row) => row.kind === kind).map((row) => [row.key, row.n]));
  const visits = named(VISIT_STATES, pick('visit'));
  const excluded = Object.fromEntries(pick('excluded'));
  const parts = named(LEDGER_PARTS, pick('part'));
  const ledger = { ...parts, excluded: total(excluded) };
  const balanced = audience === total(visits) + total(excluded) && audience === total(ledger);
  return {
    campaignId,
    state,
    audience,
    visits,
    excluded,
    attempts: named(ATTEMPT_STATES, pick('attempt')),
    ledger,
    balanced,
  };
}

function named(words: readonly string[], counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries(words.map((word) => [camelCase(word), counts.get(word) ?? 0]));
}

function camelCase(word: string): string {
  return word.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, n) => sum + n, 0);
}
