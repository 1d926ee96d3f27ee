import pgSimple from 'connect-pg-simple';
import session from 'express-session';
import { ACCOUNT_COLUMNS } from '../access/account-columns.js';
import type { Account } from '../access/account.js';
import type { Database } from '../database/database.service.js';
import { lookUpEach } from '../database/look-up-each.js';
import { GatheredReads } from '../kernel/gathered-reads.js';
import type { WebRequest } from './web-request.adapter.js';

const PRUNE_SECONDS = 3_600;
/** A session's life is prolonged when this much of it has gone by, not at every request: a read is no write. */
const PROLONG_AFTER_MS = 60_000;

// One round trip says whose sessions they are and whether the accounts still may come in: nothing is remembered, so that a
// sign-out or a disabled account holds with the next request, in every process.
const SESSIONS_SQL =
  lookUpEach(`SELECT s.sid, s.sess::text AS sess, extract(epoch FROM s.expire::timestamptz)::float8 * 1000 AS "endsAtMs",
    to_jsonb(account.*) AS account
  FROM sessions s
  LEFT JOIN LATERAL (
    SELECT ${ACCOUNT_COLUMNS} FROM users u WHERE u.id = (s.sess ->> 'userId')::bigint AND u.disabled_at IS NULL) account ON true
 WHERE s.sid = asked.key AND s.expire >= clock_timestamp()`);

interface Found {
  readonly sid: string;
  /** As JSON: each request gets an object of its own. */
  readonly sess: string;
  readonly endsAtMs: number;
  readonly account: Account | null;
}

type Callback<T extends unknown[]> = (error: unknown, ...rest: T) => void;

const Base = pgSimple(session);

/** Sessions in PostgreSQL; with a session comes the account that it belongs to, while that is enabled. */
export class SessionStore extends Base {
  private readonly found = new WeakMap<object, Found>();
  private readonly endsAtMs = new WeakMap<object, number>();
  private readonly reads: GatheredReads<string, Found>;

  constructor(database: Database) {
    const pool = database.pool();
    super({ pool, tableName: 'sessions', createTableIfMissing: false, pruneSessionInterval: PRUNE_SECONDS });
    this.reads = new GatheredReads(async (sids) => {
      const rows = await database.prepared<Found>('sessions', SESSIONS_SQL, [JSON.stringify(sids)]);
      return sids.map((sid) => rows.find((row) => row.sid === sid));
    });
  }

  override get(sid: string, callback: Callback<[session.SessionData?]>): void {
    this.reads.find(sid).then(
      (found) => {
        if (found === undefined) return callback(null);
        const data = JSON.parse(found.sess) as session.SessionData;
        this.found.set(data, found);
        callback(null, data);
      },
      (error: unknown) => callback(error),
    );
  }

  /** The session as an object of the request; the account goes with the request. */
  override createSession(request: WebRequest, data: session.SessionData): session.Session & session.SessionData {
    const found = this.found.get(data);
    const made = super.createSession(request, data);
    if (found) {
      this.endsAtMs.set(made, found.endsAtMs);
      if (found.account) Object.assign(request, { account: found.account });
    }
    return made;
  }

  override touch(sid: string, data: session.SessionData, callback?: () => void): void {
    const known = this.endsAtMs.get(data);
    const wanted = data.cookie.expires?.getTime();
    if (known !== undefined && wanted !== undefined && wanted - known < PROLONG_AFTER_MS) return callback?.();
    super.touch(sid, data, callback);
  }
}
