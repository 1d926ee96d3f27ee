import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { MEASURES, type MeasureName } from './report-measures.js';
import { selectSql } from './report.read-model.js';
import type { MeasureSource } from './report-source-sql.js';

/** The few numbers by which reports stand beside each other; the same counts as in the report. */
export type ReportLineCounts = Readonly<Record<(typeof NAMES)[number], number>>;

const NAMES = [
  'planned',
  'attempted',
  'done',
  'reached',
  'serviceRated',
  'serviceSatisfied',
] as const satisfies MeasureName[];

/** Counts the numbers of one line in a list of reports. */
@Injectable()
export class ReportLineReadModel {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** The numbers of a live campaign as of now. Reads its visits: not for the largest ones. */
  async count(campaignId: number): Promise<ReportLineCounts> {
    const about = [campaignId, this.clock.now()];
    const of = async (source: MeasureSource) => {
      const columns = NAMES.filter((name) => MEASURES[name].from === source).map(
        (name) => `count(*) FILTER (WHERE ${MEASURES[name].where}) AS "${name}"`,
      );
      return this.database.one<Partial<Record<string, number>>>(selectSql(source, columns.join(', ')), about);
    };
    return { ...(await of('visits')), ...(await of('responses')) } as ReportLineCounts;
  }
}
