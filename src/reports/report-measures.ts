/** Where the rows behind a number come from. */
export type MeasureSource = 'visits' | 'exclusions' | 'responses' | 'attempts' | 'deferrals';

/** A number of the report: the rows that it counts. The same condition counts them and lists them. */
export interface Measure {
  readonly from: MeasureSource;
  /** SQL over the source's own columns (`visits v`, `exclusions x`, `responses r`, `attempts a`, `visit_events e`); fixed text, never from a user. */
  readonly where: string;
}

const SETTLED = `(v.reached_at IS NOT NULL OR v.ended_at IS NOT NULL OR v.due_at <= $2)`;
const LATE_BY_WISH = `(v.appointment_at IS NOT NULL AND v.appointment_at > v.due_at)`;
const KEPT = `v.reached_at IS NOT NULL AND v.reached_at <= v.due_at`;
const SENT = `a.handed_over_at IS NOT NULL`;

/**
 * The named numbers of the visit report. `$1` is the campaign, `$2` the instant as of which is counted. Persons, not
 * attempts, are the unit of the funnel; the promise counts matured visits only, and unreached matured ones as misses.
 */
export const MEASURES = {
  planned: { from: 'visits', where: 'true' },
  attempted: { from: 'visits', where: `v.opened_at IS NOT NULL OR v.reached_at IS NOT NULL` },
  reached: { from: 'visits', where: 'v.reached_at IS NOT NULL' },
  answered: { from: 'visits', where: `EXISTS (SELECT 1 FROM responses r WHERE r.visit_id = v.id)` },
  done: { from: 'visits', where: `v.ended_at IS NOT NULL AND v.state <> 'cancelled'` },
  completed: { from: 'visits', where: `v.state = 'completed'` },
  refused: { from: 'visits', where: `v.state = 'refused'` },
  optedOut: { from: 'visits', where: `v.state = 'opted_out'` },
  notReached: { from: 'visits', where: `v.state = 'unreachable'` },
  expired: { from: 'visits', where: `v.state = 'expired'` },
  cancelled: { from: 'visits', where: `v.state = 'cancelled'` },
  open: { from: 'visits', where: 'v.ended_at IS NULL' },
  excluded: { from: 'exclusions', where: 'true' },
  promiseMatured: { from: 'visits', where: `${SETTLED} AND v.state <> 'cancelled' AND NOT ${LATE_BY_WISH}` },
  promiseKept: { from: 'visits', where: `v.state <> 'cancelled' AND NOT ${LATE_BY_WISH} AND ${KEPT}` },
  promiseByWish: { from: 'visits', where: LATE_BY_WISH },
  responses: { from: 'responses', where: 'true' },
  lateResponses: { from: 'responses', where: 'r.late' },
  productRated: { from: 'responses', where: 'r.product_score IS NOT NULL' },
  productSatisfied: { from: 'responses', where: 'r.product_score >= 4' },
  serviceRated: { from: 'responses', where: 'r.service_score IS NOT NULL' },
  serviceSatisfied: { from: 'responses', where: 'r.service_score >= 4' },
  dissatisfied: { from: 'responses', where: 'r.product_score <= 2 OR r.service_score <= 2' },
  sent: { from: 'attempts', where: SENT },
  failed: { from: 'attempts', where: `a.state IN ('failed', 'undelivered')` },
  inDoubt: { from: 'attempts', where: `a.state IN ('in_doubt', 'assumed_sent')` },
  deferrals: { from: 'deferrals', where: 'true' },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;

/** Whether a word names a number of the report. */
export function isMeasureName(word: string): word is MeasureName {
  return Object.hasOwn(MEASURES, word);
}

/** SQL of each source: its table, its alias, and the condition that binds it to the campaign. */
export const SOURCES: Readonly<Record<MeasureSource, string>> = {
  visits: 'visits v WHERE v.campaign_id = $1',
  exclusions: 'exclusions x WHERE x.campaign_id = $1',
  responses: 'responses r WHERE r.campaign_id = $1',
  attempts: 'attempts a WHERE a.campaign_id = $1',
  deferrals: `visit_events e WHERE e.campaign_id = $1 AND e.kind = 'attempt' AND e.from_state IN ('claimed', 'scheduled') AND e.to_state = 'scheduled'
    AND e.reason ->> 'code' IN ('rest-hours', 'rest-day', 'no-lawful-window')`,
};
