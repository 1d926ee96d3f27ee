import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { InputError } from '../kernel/faults.js';
import { isMeasureName, MEASURES, SOURCES } from './report-measures.js';

/** One row behind a number: the customer, and what happened. */
export interface ReportRow {
  readonly customerNo: string;
  readonly name: string;
  readonly visitId: number | null;
  readonly state: string;
  readonly at: Date | null;
  readonly reason: unknown;
}

export interface ReportRowPage {
  readonly rows: readonly ReportRow[];
  readonly next: string | null;
}

const PAGE = 100;
const CUSTOMER = 'customers c ON c.id =';

/** Which columns the rows of each source show; `rowId` orders them and is the cursor. */
const LISTINGS = {
  visits: `SELECT v.id AS "rowId", c.customer_no AS "customerNo", c.name, v.id AS "visitId", v.state, coalesce(v.ended_at, v.reached_at, v.due_at) AS at,
    coalesce(v.end_reason, v.reasons -> -1) AS reason FROM ${SOURCES.visits.replace(' WHERE', ` JOIN ${CUSTOMER} v.customer_id WHERE`)}`,
  exclusions: `SELECT x.customer_id AS "rowId", c.customer_no AS "customerNo", c.name, NULL AS "visitId", 'excluded' AS state, x.created_at AS at,
    jsonb_build_object('code', x.code, 'params', x.params) AS reason FROM ${SOURCES.exclusions.replace(' WHERE', ` JOIN ${CUSTOMER} x.customer_id WHERE`)}`,
  responses: `SELECT r.id AS "rowId", c.customer_no AS "customerNo", c.name, r.visit_id AS "visitId", 'answered' AS state, r.answered_at AS at,
    jsonb_build_object('product', r.product_score, 'service', r.service_score, 'nps', r.nps, 'channel', r.channel) AS reason
    FROM ${SOURCES.responses.replace(' WHERE', ` JOIN ${CUSTOMER} r.customer_id WHERE`)}`,
  attempts: `SELECT a.id AS "rowId", c.customer_no AS "customerNo", c.name, a.visit_id AS "visitId", a.state, coalesce(a.ended_at, a.handed_over_at) AS at,
    a.reasons -> -1 AS reason FROM ${SOURCES.attempts.replace(' WHERE', ` JOIN ${CUSTOMER} a.customer_id WHERE`)}`,
  deferrals: `SELECT e.id AS "rowId", c.customer_no AS "customerNo", c.name, e.visit_id AS "visitId", e.to_state AS state, e.at, e.reason
    FROM ${SOURCES.deferrals.replace(' WHERE', ` JOIN visits ev ON ev.id = e.visit_id JOIN ${CUSTOMER} ev.customer_id WHERE`)}`,
} as const;

const ROW_IDS = {
  visits: 'v.id',
  exclusions: 'x.customer_id',
  responses: 'r.id',
  attempts: 'a.id',
  deferrals: 'e.id',
} as const;
const CODES = {
  excluded: 'x.code',
  deferrals: `e.reason ->> 'code'`,
  unfinished: `CASE WHEN v.ended_at IS NULL THEN 'still-' || v.ledger_part ELSE coalesce(v.end_reason ->> 'code', v.state) END`,
} as const;

/** Lists the rows behind a number of the report, by the condition that counted it. */
@Injectable()
export class ReportRowReadModel {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** A page of rows; `measure` is a name of the report, `code` one of its lines. Throws InputError for another word. */
  async list(campaignId: number, measure: string, code: string | null, cursor: string | null): Promise<ReportRowPage> {
    if (measure === 'audience') return this.audience(campaignId, cursor);
    const { source, condition, codeSql } = this.conditionOf(measure);
    const params: unknown[] = [campaignId, this.clock.now(), cursor === null ? 0 : Number(cursor)];
    const conditions = [`(${condition})`, '$2::timestamptz IS NOT NULL', `${ROW_IDS[source]} > $3::bigint`];
    if (code !== null && codeSql !== null) conditions.push(`${codeSql} = $${params.push(code)}`);
    const sql = `${LISTINGS[source]} AND ${conditions.join(' AND ')} ORDER BY ${ROW_IDS[source]} LIMIT ${PAGE + 1}`;
    return toPage(await this.database.query<ReportRow & { rowId: number }>(sql, params));
  }

  private async audience(campaignId: number, cursor: string | null): Promise<ReportRowPage> {
    const sql = `SELECT * FROM (
        SELECT v.customer_id AS "rowId", c.customer_no AS "customerNo", c.name, v.id AS "visitId", v.state, v.due_at AS at, v.reasons -> -1 AS reason
          FROM visits v JOIN ${CUSTOMER} v.customer_id WHERE v.campaign_id = $1
        UNION ALL SELECT x.customer_id, c.customer_no, c.name, NULL, 'excluded', x.created_at, jsonb_build_object('code', x.code, 'params', x.params)
          FROM exclusions x JOIN ${CUSTOMER} x.customer_id WHERE x.campaign_id = $1) everybody
      WHERE "rowId" > $2::bigint ORDER BY "rowId" LIMIT ${PAGE + 1}`;
    return toPage(await this.database.query(sql, [campaignId, cursor === null ? 0 : Number(cursor)]));
  }

  private conditionOf(measure: string) {
    if (measure === 'unfinished') {
      return { source: 'visits', condition: `v.state <> 'completed'`, codeSql: CODES.unfinished } as const;
    }
    if (!isMeasureName(measure)) {
      const known = [...Object.keys(MEASURES), 'audience', 'unfinished'].join(', ');
      throw new InputError([
        {
          field: 'measure',
          code: 'unknown',
          message: `"${measure}" is not a number of the report; those are ${known}`,
        },
      ]);
    }
    const { from, where } = MEASURES[measure];
    const codeSql = measure === 'excluded' || measure === 'deferrals' ? CODES[measure] : null;
    return { source: from, condition: where, codeSql };
  }
}

function toPage(found: readonly (ReportRow & { rowId: number })[]): ReportRowPage {
  const shown = found.slice(0, PAGE);
  const next = found.length > PAGE ? String(shown.at(-1)?.rowId ?? '') : null;
  return { rows: shown.map(({ rowId: _, ...row }) => row), next };
}
