import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import type { Queryable } from '../database/queryable.js';
import { isOnDays, type RegionDay, type ScheduledContact } from './touched-days.js';

const BATCH = 5_000;
/** No zone's day begins or ends further from UTC's; a day more for hours that cross midnight. */
const EDGE_HOURS = 16;

// An appointment is between people: its hand-over says what is wrong, nobody moves it by itself.
const SQL = `SELECT a.id, a.scheduled_at AS "scheduledAt", a.channel, v.zones, c.policy_id AS "policyId",
  c.holiday_windows AS "holidayWindows", coalesce((c.options ->> 'minutesPerCall')::float8, 5) AS "minutesPerCall"
FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id AND c.state = 'running'
WHERE a.state = 'scheduled' AND NOT a.fixed_time AND a.id > $1
  AND a.scheduled_at >= $2::date - $4 * interval '1 hour'
  AND a.scheduled_at < $3::date + interval '2 days' + $4 * interval '1 hour'
ORDER BY a.id LIMIT $5`;

/** The scheduled attempts of running campaigns whose day changes its type. */
@Injectable()
export class TouchedContactsReadModel {
  constructor(private readonly calendars: CalendarService) {}

  async count(db: Queryable, days: readonly RegionDay[], now: Date): Promise<number> {
    let count = 0;
    for await (const batch of this.batches(db, days, now)) count += batch.length;
    return count;
  }

  /** In the order of their ids, some thousands at a time. */
  async *batches(db: Queryable, days: readonly RegionDay[], now: Date): AsyncGenerator<ScheduledContact[]> {
    const dates = days.map(({ date }) => date).sort();
    const [first, last] = [dates[0], dates.at(-1)];
    if (first === undefined || last === undefined) return;
    const snapshot = await this.calendars.snapshot();
    for (let after = 0; ;) {
      const rows = await db.query<ScheduledContact>(SQL, [after, first, last, EDGE_HOURS, BATCH]);
      yield rows.filter((row) => isOnDays(row, days, snapshot, now));
      const end = rows.at(-1);
      if (end === undefined || rows.length < BATCH) return;
      after = end.id;
    }
  }
}
