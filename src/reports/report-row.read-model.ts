import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { type Fault, InputError } from '../kernel/faults.js';
import { isMeasureName, MEASURE_NAMES, MEASURES, NARROWINGS, type MeasureName } from './report-measures.js';
import { selectSql } from './report.read-model.js';
import { formatCursor, parseCursor } from './row-cursor.js';

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

/** Which rows: a number's name, and what narrows it to one line of a table (`code`, `agent`, `channel` …). */
export interface RowQuestion {
  readonly measure: string;
  readonly narrowed?: Readonly<Record<string, string>>;
  readonly cursor?: string | null;
}

interface FoundRow extends ReportRow {
  readonly rowId: number;
  readonly rowKey: string;
}

const PAGE = 100;

/** Of a closed campaign, the rows are those at the instant of its newest frozen report. */
const AS_OF_SQL = `SELECT (kept.document ->> 'asOf')::timestamptz AS "asOf" FROM report_archives kept WHERE kept.campaign_id = $1
  ORDER BY kept.version DESC LIMIT 1`;

/** Lists the rows behind a number of the report, by the condition that counted it. */
@Injectable()
export class ReportRowReadModel {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The same rows as a source for a list in another order: FROM and its parameters, over `s` (row_id and row_key together
   * name a row) and `c`, the customer. Throws InputError like `list`.
   */
  async source(
    campaignId: number,
    question: RowQuestion,
  ): Promise<{ readonly from: string; readonly params: unknown[] }> {
    const measure = parseMeasure(question);
    const params = await this.about(campaignId);
    return { from: `(${rowsSql(measure, question, params)}) s JOIN customers c ON c.id = s.customer_id`, params };
  }

  /** A page of rows. Throws InputError for a word that names no number, no line of it, or no place. */
  async list(campaignId: number, question: RowQuestion): Promise<ReportRowPage> {
    const measure = parseMeasure(question);
    const place = parseCursor(question.cursor ?? null);
    const params = [...(await this.about(campaignId)), place.id, place.key];
    const rows = rowsSql(measure, question, params);
    const sql = `SELECT s.row_id AS "rowId", s.row_key AS "rowKey", c.customer_no AS "customerNo", c.name, s.visit_id AS "visitId", s.state, s.at, s.reason
      FROM (${rows}) s JOIN customers c ON c.id = s.customer_id
      WHERE (s.row_id, s.row_key) > ($3::bigint, $4::text) ORDER BY s.row_id, s.row_key LIMIT ${PAGE + 1}`;
    return toPage(await this.database.query<FoundRow>(sql, params));
  }

  private async about(campaignId: number): Promise<unknown[]> {
    const frozen = await this.database.maybe<{ asOf: Date }>(AS_OF_SQL, [campaignId]);
    return [campaignId, frozen?.asOf ?? this.clock.now()];
  }
}

/** The rows of a number; what narrows it becomes one more parameter each. */
function rowsSql(measure: MeasureName, { narrowed = {} }: RowQuestion, params: unknown[]): string {
  const { from, where } = MEASURES[measure];
  const conditions = Object.entries(narrowed).map(
    ([name, value]) => NARROWINGS[from][name]?.replace('?', `$${params.push(value)}`) ?? 'false',
  );
  return selectSql(from, 's.*').concat(...[where, ...conditions].map((condition) => ` AND ${condition}`));
}

function parseMeasure({ measure, narrowed = {} }: RowQuestion): MeasureName {
  if (!isMeasureName(measure)) {
    const message = `"${measure}" is not a number of the report; those are ${MEASURE_NAMES.join(', ')}`;
    throw new InputError([{ field: 'measure', code: 'unknown', message }]);
  }
  const known = Object.keys(NARROWINGS[MEASURES[measure].from]);
  const faults: Fault[] = Object.keys(narrowed)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      field: name,
      code: 'unknown',
      message: `${measure} cannot be narrowed by ${name}; it can by ${known.join(', ') || 'nothing'}`,
    }));
  if (faults.length > 0) throw new InputError(faults);
  return measure;
}

function toPage(found: readonly FoundRow[]): ReportRowPage {
  const shown = found.slice(0, PAGE);
  const last = shown.at(-1);
  const next = found.length > PAGE && last !== undefined ? formatCursor({ id: last.rowId, key: last.rowKey }) : null;
  return { rows: shown.map(({ rowId: _, rowKey: __, ...row }) => row), next };
}
