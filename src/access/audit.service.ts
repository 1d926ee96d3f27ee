import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';

/** Sessions and lock-outs follow the database's own clock, which a demonstration does not move. */
const SESSION_ACTIONS = 'user.sign-';

/** One thing that somebody did. `details` never holds a password, a token, or an unmasked address. */
export interface AuditEntry {
  readonly actor: string;
  readonly action: string;
  readonly subject?: string | null;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An entry as it stands in the trail; `at` is business time, of signing in and out the database's own. */
export interface AuditEvent {
  readonly id: number;
  readonly at: Date;
  readonly actor: string;
  readonly action: string;
  readonly subject: string | null;
  readonly details: Record<string, unknown>;
}

export interface AuditFilter {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  /** Entries older than this one (cursor). */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** The audit trail: who did what, when. Entries are only ever added. */
@Injectable()
export class AuditService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Adds an entry, in the caller's transaction when `db` is one. */
  async audit(db: Queryable, entry: AuditEntry): Promise<void> {
    const at = entry.action.startsWith(SESSION_ACTIONS) ? null : this.clock.now();
    await db.execute(
      `INSERT INTO audit_events (at, actor, action, subject, details)
       VALUES (coalesce($1::timestamptz, clock_timestamp()), $2, $3, $4, $5::jsonb)`,
      [at, entry.actor, entry.action, entry.subject ?? null, JSON.stringify(entry.details ?? {})],
    );
  }

  /** Adds an entry on its own. */
  async record(entry: AuditEntry): Promise<void> {
    await this.audit(this.database, entry);
  }

  /** Entries that match, newest first. */
  list(filter: AuditFilter): Promise<AuditEvent[]> {
    return this.database.query<AuditEvent>(
      `SELECT id, at, actor, action, subject, details
         FROM audit_events
        WHERE ($1::text IS NULL OR actor = $1)
          AND ($2::text IS NULL OR action = $2)
          AND ($3::text IS NULL OR subject = $3)
          AND ($4::bigint IS NULL OR id < $4)
        ORDER BY id DESC
        LIMIT $5`,
      [filter.actor ?? null, filter.action ?? null, filter.subject ?? null, filter.before ?? null, filter.limit],
    );
  }
}
