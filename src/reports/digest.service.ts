import { Injectable } from '@nestjs/common';
import { addDays, isCalendarDate, localInstant } from '../archive/local-instant.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError, NotFoundError } from '../kernel/faults.js';
import { AGENTS_SQL, COUNTS_SQL, STANDING_SQL } from './digest-sql.js';

/** What happened on one local day (G6, G8). */
export interface DayCounts {
  readonly campaignsRunning: number;
  readonly sent: number;
  readonly reached: number;
  readonly answered: number;
  /** Answers with a mark for service, and those of 4 or 5. */
  readonly rated: number;
  readonly satisfied: number;
  readonly followUpsOpened: number;
}

/** What stood open when the digest was compiled. */
export interface StandingCounts {
  readonly followUpsOpen: number;
  readonly inDoubt: number;
  /** Visits past their promise that nobody was reached on. */
  readonly overduePromises: number;
}

/** One agent's day: the work log (G6). */
export interface AgentDay {
  readonly agentNo: string;
  readonly name: string;
  readonly records: number;
  readonly talkSeconds: number;
  readonly reached: number;
  readonly answered: number;
  readonly satisfied: number;
  readonly overduePromises: number;
}

/** The digest of one date in the organisation's zone; `until` is the end of the day once the day is over. */
export interface Digest {
  readonly date: string;
  readonly from: Date;
  readonly until: Date;
  readonly compiledAt: Date;
  readonly counts: DayCounts;
  readonly standing: StandingCounts;
  readonly agents: readonly AgentDay[];
}

const COLUMNS = `d.local_date::text AS date, d.from_at AS "from", d.until_at AS until, d.compiled_at AS "compiledAt",
  d.counts, d.standing, d.agents`;
const MAX_PAGE = 100;

/** The daily digest for managers: one row for each local date. */
@Injectable()
export class DigestService {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** Compiles a date until now, or whole when it is over. A digest that covers the day already stays as it is. */
  async compile(date: string): Promise<Digest> {
    if (!isCalendarDate(date)) throw notADate(date);
    const { timeZone } = await this.settings.organisation();
    const now = this.clock.now();
    const from = localInstant(date, 0, timeZone, 'end');
    const end = localInstant(addDays(date, 1), 0, timeZone, 'end');
    const until = end < now ? end : now;
    if (until <= from) throw new InputError([{ field: 'date', code: 'not-yet', message: `${date} has not begun` }]);
    await this.database.transaction(async (tx) => {
      const stretch = [from, until];
      const counts = await tx.one<DayCounts>(COUNTS_SQL, stretch);
      const standing = await tx.one<StandingCounts>(STANDING_SQL, [until]);
      const agents = await tx.query<AgentDay>(AGENTS_SQL, stretch);
      await tx.execute(
        `INSERT INTO digests AS d (local_date, from_at, until_at, compiled_at, counts, standing, agents)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (local_date) DO UPDATE
           SET until_at = excluded.until_at, compiled_at = excluded.compiled_at, counts = excluded.counts,
               standing = excluded.standing, agents = excluded.agents
           WHERE d.until_at < excluded.until_at`,
        [date, from, until, now, JSON.stringify(counts), JSON.stringify(standing), JSON.stringify(agents)],
      );
    }, 'REPEATABLE READ');
    return this.get(date);
  }

  /** The day before, as far as its digest was made before it was over: its evening belongs to it too. */
  async completeDayBefore(date: string): Promise<void> {
    const before = addDays(date, -1);
    if ((await this.find(before)) !== null) await this.compile(before);
  }

  /** Newest first, those before a date (cursor). */
  list(before: string | null, limit: number): Promise<Digest[]> {
    if (before !== null && !isCalendarDate(before)) throw notADate(before);
    return this.database.query<Digest>(
      `SELECT ${COLUMNS} FROM digests d WHERE $1::date IS NULL OR d.local_date < $1 ORDER BY d.local_date DESC LIMIT $2`,
      [before, Math.min(Math.max(limit, 1), MAX_PAGE)],
    );
  }

  /** Throws NotFoundError, and InputError for what is no date. */
  async get(date: string): Promise<Digest> {
    if (!isCalendarDate(date)) throw notADate(date);
    const found = await this.find(date);
    if (found === null) throw new NotFoundError('digest', date);
    return found;
  }

  private find(date: string): Promise<Digest | null> {
    return this.database.maybe<Digest>(`SELECT ${COLUMNS} FROM digests d WHERE d.local_date = $1`, [date]);
  }
}

function notADate(text: string): InputError {
  return new InputError([{ field: 'date', code: 'not-a-date', message: `"${text}" is not a date written YYYY-MM-DD` }]);
}
