import type { Catalogue } from '../kernel/catalogue.js';
import type { Locale } from '../kernel/words.js';
import { sayDissatisfied } from './detail-sections.js';
import { type Cell, count, type Section, text } from './report-cells.js';
import type { ReportDocument } from './report-document.js';
import { type MeasureName, rowsQuery } from './report-measures.js';
import { type Say, sayIn } from './report-words.js';

/** Of the reasons that customers name, so many are worth a line: more would be no order of work. */
const MOST_REASONS = 3;

/** What the numbers say should be better next time (改进措施), each with the customers whom it concerns. */
export function improvementSection(document: ReportDocument, catalogue: Catalogue, locale: Locale): Section {
  const say = sayIn(catalogue);
  const rows = [...reasonRows(document, catalogue, locale, say), ...workRows(document, say)];
  const columns = [say('improvement'), say('customers')];
  return { key: 'improvements', title: say('improvements'), note: say('improvements-note'), columns, rows };
}

function reasonRows(document: ReportDocument, catalogue: Catalogue, locale: Locale, say: Say): Cell[][] {
  return document.reasons
    .filter((line) => line.vital)
    .slice(0, MOST_REASONS)
    .map(({ code, count: n }) => [
      text(say('improve-reason', { reason: sayDissatisfied(document, catalogue, locale, code) })),
      count(n, rowsQuery('reasoned', { reason: code })),
    ]);
}

function workRows({ funnel, promise, followUps }: ReportDocument, say: Say): Cell[][] {
  const line = (key: string, n: number, measure: MeasureName): Cell[][] =>
    n > 0 ? [[text(say(key)), count(n, rowsQuery(measure))]] : [];
  return [
    ...line('improve-not-reached', funnel.notReached, 'notReached'),
    ...line('improve-promise', promise.missed, 'promiseMissed'),
    ...line('improve-follow-ups', followUps.opened - followUps.closed, 'followUpsOpen'),
  ];
}
