import type { MeasureSource } from './report-source-sql.js';

/** A number of the report: the rows that it counts. The same condition counts them and lists them. */
export interface Measure {
  readonly from: MeasureSource;
  /** SQL over the columns of the source, whose alias is `s`; fixed text, never from a user. */
  readonly where: string;
}

const REACHED = 's.contact_at IS NOT NULL';
const ATTEMPTED = `(s.opened_at IS NOT NULL OR ${REACHED})`;
const LATE_BY_WISH = '(s.appointment_at IS NOT NULL AND s.appointment_at > s.due_at)';
const PROMISED = `s.state <> 'cancelled' AND NOT ${LATE_BY_WISH}`;
const KEPT = `(${REACHED} AND s.contact_at <= s.due_at)`;
const MATURED = `(${REACHED} OR s.ended_at IS NOT NULL OR s.due_at <= $2)`;
const WEEK = `s.week_due_at IS NOT NULL AND s.state <> 'cancelled'`;
const FIRST_TRY = 'least(s.opened_at, s.contact_at)';
const TOP_TWO = 4;
const BOTTOM_TWO = 2;

const visits = <W extends string>(where: W) => ({ from: 'visits', where }) as const;
const responses = <W extends string>(where: W) => ({ from: 'responses', where }) as const;

/**
 * The named numbers of the visit report. Persons, not attempts, are the unit of the funnel. A promise counts when it is
 * matured: kept, missed, or past its instant; what comes later by the customer's wish stands apart (T2).
 */
export const MEASURES = {
  audience: { from: 'audience', where: 'true' },
  excluded: { from: 'exclusions', where: 'true' },
  notContactable: { from: 'exclusions', where: `s.code NOT LIKE 'unplaced-%'` },
  planned: visits('true'),
  notAttempted: visits(`NOT ${ATTEMPTED}`),
  attempted: visits(ATTEMPTED),
  notReached: visits(`${ATTEMPTED} AND NOT ${REACHED}`),
  reached: visits(REACHED),
  unanswered: visits(`${REACHED} AND s.response_id IS NULL`),
  answered: visits('s.response_id IS NOT NULL'),
  done: visits(`s.state = 'completed'`),
  unfinished: visits(`s.state <> 'completed'`),
  ended: visits('s.ended_at IS NOT NULL'),
  open: visits('s.ended_at IS NULL'),
  refused: visits(`s.state = 'refused'`),
  optedOut: visits(`s.state = 'opted_out'`),
  cancelled: visits(`s.state = 'cancelled'`),
  promiseMatured: visits(`${PROMISED} AND ${MATURED}`),
  promiseKept: visits(`${PROMISED} AND ${KEPT}`),
  promiseMissed: visits(`${PROMISED} AND ${MATURED} AND NOT ${KEPT}`),
  promiseOpen: visits(`${PROMISED} AND NOT ${MATURED}`),
  promiseByWish: visits(`s.state <> 'cancelled' AND ${LATE_BY_WISH}`),
  weekMatured: visits(`${WEEK} AND (${ATTEMPTED} OR s.ended_at IS NOT NULL OR s.week_due_at <= $2)`),
  weekKept: visits(`${WEEK} AND ${FIRST_TRY} <= s.week_due_at`),
  responses: responses('true'),
  completeResponses: responses('s.complete'),
  partialResponses: responses('NOT s.complete'),
  lateResponses: responses('s.late'),
  flaggedResponses: responses(`s.flags <> '{}'`),
  productRated: responses('s.product_score IS NOT NULL'),
  productSatisfied: responses(`s.product_score >= ${TOP_TWO}`),
  serviceRated: responses('s.service_score IS NOT NULL'),
  serviceSatisfied: responses(`s.service_score >= ${TOP_TWO}`),
  dissatisfied: responses(`(s.product_score <= ${BOTTOM_TWO} OR s.service_score <= ${BOTTOM_TWO})`),
  recommended: responses('s.nps IS NOT NULL'),
  promoters: responses('s.nps >= 9'),
  passives: responses('s.nps BETWEEN 7 AND 8'),
  detractors: responses('s.nps <= 6'),
  effortRated: responses('s.ces IS NOT NULL'),
  effortEasy: responses('s.ces >= 5'),
  reasoned: responses(`s.reason_codes <> '{}'`),
  commented: responses(`coalesce(btrim(s.comment), '') <> ''`),
  sent: { from: 'attempts', where: 's.handed_over_at IS NOT NULL' },
  delivered: { from: 'attempts', where: `s.state = 'delivered'` },
  failed: { from: 'attempts', where: `s.state IN ('failed', 'undelivered')` },
  inDoubt: { from: 'attempts', where: `s.state IN ('in_doubt', 'assumed_sent')` },
  deferrals: { from: 'deferrals', where: 'true' },
  followUps: { from: 'followUps', where: 'true' },
  followUpsOpen: { from: 'followUps', where: `s.state <> 'closed'` },
  followUpsClosed: { from: 'followUps', where: `s.state = 'closed'` },
} as const satisfies Record<string, Measure>;

export type MeasureName = keyof typeof MEASURES;
export const MEASURE_NAMES = Object.keys(MEASURES) as MeasureName[];

/** Whether a word names a number of the report. */
export function isMeasureName(word: string): word is MeasureName {
  return Object.hasOwn(MEASURES, word);
}

/** What narrows a number to one line of a table: the SQL of each, `?` standing for the value as text. */
export const NARROWINGS: Readonly<Record<MeasureSource, Readonly<Record<string, string>>>> = {
  audience: {},
  visits: { agent: 's.agent_no = ?', part: 's.part = ?', code: 's.code = ?' },
  exclusions: { code: 's.code = ?' },
  responses: {
    agent: 's.agent_no = ?',
    channel: 's.channel = ?',
    product: 's.product_score::text = ?',
    service: 's.service_score::text = ?',
    nps: 's.nps::text = ?',
    ces: 's.ces::text = ?',
    reason: '? = ANY (s.reason_codes)',
  },
  attempts: { channel: 's.channel = ?', state: 's.state = ?' },
  deferrals: { code: 's.code = ?' },
  followUps: {},
};

/** The query that lists the rows of a number, or of one line of it: `measure=answered&agent=010`. */
export function rowsQuery(measure: MeasureName, narrowed: Readonly<Record<string, string | number>> = {}): string {
  const parts = Object.entries(narrowed).map(([name, value]) => `&${name}=${encodeURIComponent(value)}`);
  return `measure=${measure}${parts.join('')}`;
}

/** The path of the API that lists rows of a campaign's report. */
export function rowsPath(campaignId: number, query: string): string {
  return `/api/v1/reports/${campaignId}/rows?${query}`;
}
