import { secondReminder, type StandingRule, type Trigger } from './standing-rule.js';

/** The stretch in which triggers can have come up; the exact decision is made by due-occasions. */
export interface TriggerSearch {
  readonly rule: StandingRule;
  readonly now: Date;
  readonly since: Date;
  readonly zone: string;
}

const DAY_MS = 86_400_000;
/** Working days, holidays among them, and zones make a promise longer than its days; never by more than this. */
const SLACK_DAYS = 40;

/** Parameters of `triggerSql`: from, to, earliest days, the organisation's zone, and the day of a second reminder. */
export function triggerParams({ rule, now, since, zone }: TriggerSearch): [Date, Date, number, string, number | null] {
  return [
    new Date(since.getTime() - (rule.dueDays + SLACK_DAYS) * DAY_MS),
    new Date(now.getTime() - (rule.earliestDays - 2) * DAY_MS),
    rule.earliestDays,
    zone,
    secondReminder(rule),
  ];
}

/**
 * SQL of the candidates of a trigger: `customer_id`, what the archive knows (`ref`, `at`, `on`), and the key of the
 * occasion as due-occasions spells it. Parameters stand from `$first` on, as `triggerParams` gives them.
 */
export function triggerSql(trigger: Trigger, first: number): string {
  const [from, to, days, zone] = [0, 1, 2, 3].map((offset) => `$${first + offset}`) as [string, string, string, string];
  const second = `$${first + 4}::int`;
  const unused = `(${days}::int IS NOT NULL AND ${zone}::text IS NOT NULL AND coalesce(${second}, 0) IS NOT NULL)`;
  const between = (at: string): string => `${at} BETWEEN ${from}::timestamptz AND ${to}::timestamptz AND ${unused}`;
  switch (trigger) {
    case 'last-service':
      return `SELECT s.customer_id, s.id::text AS ref, s.served_at AS at, NULL::date AS "on",
          'service:' || s.id AS occasion
        FROM services s WHERE ${between('s.served_at')}`;
    case 'assigned':
      return `SELECT c.id AS customer_id, NULL AS ref, c.assigned_at AS at, NULL::date AS "on",
          'assigned:' || ${isoSql('c.assigned_at')} AS occasion
        FROM customers c WHERE ${between('c.assigned_at')}`;
    case 'complaint-closed':
      return `SELECT i.customer_id, i.ref, i.closed_at AS at, NULL::date AS "on",
          'complaint:' || i.ref AS occasion
        FROM closed_issues i WHERE ${between('i.closed_at')}`;
    case 'last-visit':
      return `SELECT l.customer_id, NULL AS ref, max(l.at) AS at, NULL::date AS "on",
          'last-visit:' || ${isoSql('max(l.at)')} AS occasion
        FROM contact_log l JOIN customers c ON c.id = l.customer_id WHERE l.reached AND ${unused}
        GROUP BY l.customer_id, c.visit_interval_days
        HAVING max(l.at) + make_interval(days => coalesce(c.visit_interval_days, ${days}::int))
          <= ${to}::timestamptz + make_interval(days => ${days}::int) AND ${from}::timestamptz IS NOT NULL`;
    case 'card-expiry':
      return `SELECT c.id AS customer_id, NULL AS ref, NULL::timestamptz AS at, c.card_expires_on AS "on",
          'card-expiry:' || c.card_expires_on || r.suffix AS occasion
        FROM customers c
          CROSS JOIN (SELECT '' AS suffix UNION ALL SELECT ':' || ${second} WHERE ${second} IS NOT NULL) r
        WHERE c.card_expires_on BETWEEN ${dateSql(from, zone)} AND ${dateSql(to, zone)}
          AND ${unused}`;
    case 'birthday':
      return `SELECT c.id AS customer_id, NULL AS ref, NULL::timestamptz AS at, c.birthday AS "on",
          'birthday:' || y.year AS occasion
        FROM customers c CROSS JOIN generate_series(extract(year FROM ${dateSql(from, zone)})::int,
          extract(year FROM ${dateSql(to, zone)})::int + 1) AS y (year)
        WHERE (c.birthday + make_interval(years => y.year - extract(year FROM c.birthday)::int))::date
          BETWEEN ${dateSql(from, zone)} AND ${dateSql(to, zone)} AND ${unused}`;
  }
}

/** As Date.toISOString writes it. */
function isoSql(at: string): string {
  return `to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

function dateSql(at: string, zone: string): string {
  return `(${at}::timestamptz AT TIME ZONE ${zone}::text)::date`;
}
