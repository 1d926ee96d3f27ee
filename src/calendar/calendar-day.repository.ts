import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import type { CalendarFileDay } from './calendar-file.js';
import type { ImportedDay } from './calendar-snapshot.js';

export interface DayCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/** The table of imported days off and make-up workdays. */
@Injectable()
export class CalendarDayRepository {
  all(db: Queryable): Promise<ImportedDay[]> {
    return db.query<ImportedDay>(
      `SELECT d.region, d.date, d.day, d.name FROM calendar_days d ORDER BY d.region, d.date`,
    );
  }

  /** Changes whenever a day or a policy does; cheap to ask. */
  async fingerprint(db: Queryable): Promise<string> {
    const row = await db.one<{ fingerprint: string }>(
      `SELECT concat_ws(' ', (SELECT count(*) || '/' || max(p.created_at) FROM policies p),
                             (SELECT count(*) || '/' || max(d.imported_at) FROM calendar_days d)) AS fingerprint`,
    );
    return row.fingerprint;
  }

  /** What `save` would do with these days. */
  async compare(db: Queryable, days: readonly CalendarFileDay[]): Promise<DayCounts> {
    return db.one<DayCounts>(
      `SELECT (count(*) FILTER (WHERE d.date IS NULL))::int AS created,
              (count(*) FILTER (WHERE (d.day, d.name, d.source) IS DISTINCT FROM (f.day, f.name, f.source)
                                  AND d.date IS NOT NULL))::int AS updated,
              (count(*) FILTER (WHERE (d.day, d.name, d.source) IS NOT DISTINCT FROM (f.day, f.name, f.source)))::int AS unchanged
         FROM jsonb_to_recordset($1::jsonb) AS f(region text, date text, day text, name text, source text)
         LEFT JOIN calendar_days d ON d.region = f.region AND d.date = f.date::date`,
      [JSON.stringify(days)],
    );
  }

  /** Adds or replaces days, in one statement; a day that says the same as before stays untouched. */
  async save(db: Queryable, days: readonly CalendarFileDay[]): Promise<DayCounts> {
    const touched = await db.query<{ created: boolean }>(
      `INSERT INTO calendar_days AS d (region, date, day, name, source, imported_at)
       SELECT f.region, f.date::date, f.day, f.name, f.source, clock_timestamp()
         FROM jsonb_to_recordset($1::jsonb) AS f(region text, date text, day text, name text, source text)
       ON CONFLICT (region, date) DO UPDATE
          SET day = excluded.day, name = excluded.name, source = excluded.source, imported_at = excluded.imported_at
        WHERE (d.day, d.name, d.source) IS DISTINCT FROM (excluded.day, excluded.name, excluded.source)
       RETURNING d.xmax = 0 AS created`,
      [JSON.stringify(days)],
    );
    const created = touched.filter((row) => row.created).length;
    return { created, updated: touched.length - created, unchanged: days.length - touched.length };
  }
}
