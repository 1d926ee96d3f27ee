import type { Catalogue } from '../kernel/catalogue.js';
import { type Cell, count, NOTHING, points, rate, type Section, share, signed, text } from './report-cells.js';
import { difference, formatPercent, type Proportion } from './proportion.js';
import type { CodeCount, Headline, ReportDocument } from './report-document.js';
import { type MeasureName, rowsQuery } from './report-measures.js';
import { type Say, sayCode, sayIn, sayPart, sayUnfinished, toSnakeCase } from './report-words.js';

/** What a manager asks first, beside the campaign before. */
export function headlineSection({ headline, previous }: ReportDocument, say: Say): Section {
  const line = (key: string, pick: (from: Headline) => Cell, change: Cell) => [
    text(say(key)),
    pick(headline),
    previous === null ? text(NOTHING) : withoutRows(pick(previous)),
    change,
  ];
  const number = (key: 'planned' | 'done' | 'reached' | 'answered') =>
    line(key, (from) => count(from[key], rowsQuery(key)), countChange(headline[key], previous?.[key]));
  const proportionOf = (key: 'doneRate' | 'reachedRate' | 'satisfied' | 'productSatisfied', measure: MeasureName) =>
    line(kebab(key), (from) => rate(from[key], rowsQuery(measure)), rateChange(headline[key], previous?.[key], say));
  return {
    key: 'headline',
    title: say('headline'),
    columns: [
      '',
      say('this-campaign'),
      previous === null ? say('previous') : say('previous-named', { name: previous.name }),
      say('change'),
    ],
    rows: [
      number('planned'),
      number('done'),
      proportionOf('doneRate', 'done'),
      number('reached'),
      proportionOf('reachedRate', 'reached'),
      number('answered'),
      proportionOf('satisfied', 'serviceSatisfied'),
      proportionOf('productSatisfied', 'productSatisfied'),
      line('nps', (from) => npsCell(from.nps), npsChange(headline.nps, previous?.nps)),
    ],
  };
}

function npsCell(score: number | null): Cell {
  if (score === null) return text(NOTHING);
  return { text: points(score), value: score, format: 'points', rows: rowsQuery('recommended') };
}

/** The numbers of the campaign before have their rows in its own report. */
function withoutRows({ rows: _, ...cell }: Cell): Cell {
  return cell;
}

function countChange(now: number, before: number | undefined): Cell {
  if (before === undefined) return text(NOTHING);
  return { text: signed(now - before, 0), value: now - before, format: 'change' };
}

/** Percentage points, and a word where chance alone may explain them. */
export function rateChange(now: Proportion | null, before: Proportion | null | undefined, say: Say): Cell {
  if (now === null || before === null || before === undefined) return text(NOTHING);
  const { delta, shown } = difference(now, before);
  const detail = say(shown ? 'points' : 'points-same');
  return { text: signed(delta * 100, 1), detail, value: delta * 100, format: 'point-change' };
}

function npsChange(now: number | null, before: number | null | undefined): Cell {
  if (now === null || before === null || before === undefined) return text(NOTHING);
  return { text: signed(now - before, 1), value: now - before, format: 'point-change' };
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const STEPS = [
  'audience',
  'excluded',
  'planned',
  'notAttempted',
  'attempted',
  'notReached',
  'reached',
  'unanswered',
  'answered',
] as const;
const LOST = ['excluded', 'notAttempted', 'notReached', 'unanswered'];

/** The audience on its way to an answer; what is lost at each step stands between the steps. */
export function funnelSection({ funnel }: ReportDocument, say: Say): Section {
  const rows = STEPS.map((step) => {
    const strong = LOST.includes(step) ? {} : { strong: true };
    const name = { ...text(say(`step.${step}`)), ...strong };
    return [name, { ...count(funnel[step], rowsQuery(step)), ...strong }, share(funnel[step], funnel.audience)];
  });
  const columns = ['', say('customers'), say('of-audience')];
  return { key: 'funnel', title: say('funnel'), note: say('funnel-note'), columns, rows };
}

/** Counts by reason, with their shares. */
function codeSection(
  key: 'excluded' | 'unfinished' | 'deferrals',
  lines: readonly CodeCount[],
  say: Say,
  sayLine: (code: string) => string,
): Section {
  const total = lines.reduce((sum, line) => sum + line.count, 0);
  const rows = lines.map((line) => [
    text(sayLine(line.code)),
    count(line.count, rowsQuery(key, { code: line.code })),
    share(line.count, total),
  ]);
  if (rows.length > 1) rows.push(sumRow(say, total, rowsQuery(key)));
  return { key, title: say(key), note: say(`${key}-note`), columns: [say('reason'), say('count'), say('share')], rows };
}

function sumRow(say: Say, total: number, rows: string): Cell[] {
  return [{ ...text(say('sum')), strong: true }, { ...count(total, rows), strong: true }, text('')];
}

export function unfinishedSection(document: ReportDocument, catalogue: Catalogue): Section {
  return codeSection('unfinished', document.unfinished, sayIn(catalogue), (code) => sayUnfinished(catalogue, code));
}

export function excludedSection(document: ReportDocument, catalogue: Catalogue): Section {
  return codeSection('excluded', document.excluded, sayIn(catalogue), (code) => sayCode(catalogue, code));
}

export function deferralSection(document: ReportDocument, catalogue: Catalogue): Section {
  return codeSection('deferrals', document.deferrals, sayIn(catalogue), (code) => sayCode(catalogue, code));
}

/** The eleven parts of the audience, and whether they add up. */
export function ledgerSection({ ledger }: ReportDocument, catalogue: Catalogue): Section {
  const say = sayIn(catalogue);
  const rows = Object.entries(ledger.parts).map(([part, n]) => [
    text(sayPart(catalogue, part)),
    count(n, part === 'excluded' ? rowsQuery('excluded') : rowsQuery('planned', { part: toSnakeCase(part) })),
    share(n, ledger.audience),
  ]);
  const verdict = text(ledger.balanced ? say('balanced') : say('not-balanced'));
  rows.push([
    { ...text(say('sum')), strong: true },
    { ...count(ledger.audience, rowsQuery('audience')), strong: true },
    { ...verdict, strong: true },
  ]);
  return { key: 'ledger', title: say('ledger'), columns: [say('part'), say('customers'), say('of-audience')], rows };
}

/** One sentence with the numbers that matter. */
export function summarise({ funnel, headline }: ReportDocument, say: Say): string {
  const percent = (found: Proportion | null) => formatPercent(found?.share);
  return say('summary', {
    audience: count(funnel.audience).text,
    planned: count(headline.planned).text,
    done: count(headline.done).text,
    doneRate: percent(headline.doneRate),
    reachedRate: percent(headline.reachedRate),
    answered: count(headline.answered).text,
    satisfied: percent(headline.satisfied),
  });
}
