import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/database.service.js';
import type { Reason } from '../kernel/reason.js';
import type { ChannelOrAll } from './opt-out-channels.js';

/** A customer closed (or opened again) an address for a channel, or for all. */
export interface OptOutChange {
  /** E.164 number or normalised e-mail address. */
  readonly address: string;
  readonly channel: ChannelOrAll;
  /** 'sms-reply', 'one-click', 'page', 'call', 'complaint', 'provider', 'import', 'api'. */
  readonly source: string;
  readonly evidence?: string | null;
  readonly actor: string;
  readonly at: Date;
}

export interface OptOutEntry {
  readonly id: number;
  readonly address: string;
  readonly channel: ChannelOrAll;
  readonly optedIn: boolean;
  readonly source: string;
  readonly evidence: string | null;
  readonly actor: string;
  readonly at: Date;
}

export interface OptOutFilter {
  readonly address?: string | undefined;
  /** Entries older than this one (cursor). */
  readonly before?: number | undefined;
  readonly limit?: number | undefined;
}

const HISTORY = `
  INSERT INTO opt_outs (address, channel, opted_in, source, evidence, actor, at)
  SELECT changed.address, $2, changed.opted_in, $3, $4, $5, $6::timestamptz FROM changed`;

// One statement each, so that the state and its history cannot part, in a transaction or not.
const CLOSE = `
  WITH changed AS (
    INSERT INTO addresses AS a (address, kind, opted_out, updated_at)
    VALUES ($1, CASE WHEN strpos($1, '@') > 0 THEN 'email' ELSE 'phone' END, ARRAY[$2::text], $6::timestamptz)
    ON CONFLICT (address) DO UPDATE
      SET opted_out = CASE WHEN $2::text = 'all' THEN ARRAY['all'] ELSE a.opted_out || $2::text END,
          version = a.version + 1, updated_at = excluded.updated_at
      WHERE NOT a.opted_out && ARRAY['all', $2::text]
    RETURNING a.address, FALSE AS opted_in
  )${HISTORY}`;
const OPEN = `
  WITH changed AS (
    UPDATE addresses AS a
       SET opted_out = CASE WHEN $2::text = 'all' THEN '{}'
             ELSE array_remove(CASE WHEN a.opted_out @> ARRAY['all'] THEN ARRAY['call', 'sms', 'email']
                               ELSE a.opted_out END, $2::text) END,
           version = a.version + 1, updated_at = $6::timestamptz
     WHERE a.address = $1
       AND (a.opted_out && ARRAY['all', $2::text] OR ($2::text = 'all' AND a.opted_out <> '{}'))
    RETURNING a.address, TRUE AS opted_in
  )${HISTORY}`;

/**
 * Opt-outs belong to the address, not to the customer: two customers with one number are both left alone, and a
 * customer who is imported again stays silent.
 */
@Injectable()
export class OptOutService {
  constructor(private readonly database: Database) {}

  /** Closes an address; false when it was closed already. Locks the address row against hand-overs (invariant 4). */
  async optOut(db: Queryable, change: OptOutChange): Promise<boolean> {
    return (await db.execute(CLOSE, paramsOf(change))) > 0;
  }

  /** Opens an address again, at the customer's own wish only; false when nothing was closed. */
  async optIn(db: Queryable, change: OptOutChange): Promise<boolean> {
    return (await db.execute(OPEN, paramsOf(change))) > 0;
  }

  /** Stops everything automatic to an address, known or not, until it is released; what is worse than that stays. */
  async suspend(db: Queryable, address: string, at: Date, why: Reason | null = null): Promise<void> {
    await db.execute(
      `INSERT INTO addresses AS a (address, kind, status, status_reason, updated_at)
       VALUES ($1, CASE WHEN strpos($1, '@') > 0 THEN 'email' ELSE 'phone' END, 'suspended', $3::jsonb, $2)
       ON CONFLICT (address) DO UPDATE SET status = 'suspended', status_reason = excluded.status_reason,
         version = a.version + 1, updated_at = excluded.updated_at
       WHERE a.status = 'active'`,
      [address, at, why === null ? null : JSON.stringify(why)],
    );
  }

  /** Lifts a suspension, and nothing else. */
  async release(db: Queryable, address: string, at: Date): Promise<void> {
    await db.execute(
      `UPDATE addresses SET status = 'active', status_reason = NULL, version = version + 1, updated_at = $2
       WHERE address = $1 AND status = 'suspended'`,
      [address, at],
    );
  }

  /** The history, newest first. */
  list(filter: OptOutFilter = {}): Promise<OptOutEntry[]> {
    return this.database.query<OptOutEntry>(
      `SELECT id, address, channel, opted_in AS "optedIn", source, evidence, actor, at
         FROM opt_outs
        WHERE ($1::text IS NULL OR address = $1) AND ($2::bigint IS NULL OR id < $2)
        ORDER BY id DESC LIMIT $3`,
      [filter.address ?? null, filter.before ?? null, filter.limit ?? 50],
    );
  }
}

function paramsOf(change: OptOutChange): unknown[] {
  return [change.address, change.channel, change.source, change.evidence ?? null, change.actor, change.at];
}
