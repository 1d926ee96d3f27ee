import { renderReason, type Catalogue } from '../kernel/catalogue.js';
import type { Locale } from '../kernel/words.js';
import { rateChange, summarise } from './overview-sections.js';
import { base, type Cell, count, points, rate, type Section, signed, text } from './report-cells.js';
import type { FrozenReport, ReportDocument } from './report-document.js';
import { type MeasureName, rowsQuery } from './report-measures.js';
import { toSections } from './report-sections.js';
import { type Say, sayIn, sayPart, toSnakeCase } from './report-words.js';
import { formatInstant } from './scope-section.js';

/** A figure that is read before all others, and how it moved since the campaign before. */
export interface Tile {
  readonly label: string;
  readonly figure: Cell;
  readonly change: Cell | null;
}

/** One part of the ledger bar. */
export interface BarPart {
  readonly part: string;
  readonly label: string;
  readonly count: number;
  readonly text: string;
  /** Query that lists its rows. */
  readonly rows: string;
}

/** The counts of each mark, the lowest first, drawn beside each other. */
export interface MarkChart {
  readonly label: string;
  readonly series: readonly { readonly name: string; readonly counts: readonly number[] }[];
}

/** The report ready to be drawn in one language: the same for page and PDF. Plain data, so that a thread can take it. */
export interface ReportView {
  readonly locale: Locale;
  readonly title: string;
  readonly organisation: string;
  /** Lines below the title: organisation, period, live or frozen. */
  readonly lines: readonly string[];
  readonly alerts: readonly string[];
  readonly summary: string;
  readonly tiles: readonly Tile[];
  readonly bar: { readonly balanced: boolean; readonly verdict: string; readonly parts: readonly BarPart[] };
  readonly sections: readonly Section[];
  /** Null where nobody gave a mark. */
  readonly marks: MarkChart | null;
  /** Where rows are listed: a query of theirs goes behind it. Null: numbers are not links. */
  readonly rowsAt: string | null;
}

export interface ReportViewInput {
  readonly document: ReportDocument;
  readonly frozen: Omit<FrozenReport, 'document'> | null;
  readonly answersSince: number;
  readonly catalogue: Catalogue;
  readonly locale: Locale;
  readonly rowsAt?: string | null;
}

/** Puts the report in words. Times are in the organisation's zone, which is named. */
export function viewReport(input: ReportViewInput): ReportView {
  const { document, catalogue, locale } = input;
  const say = sayIn(catalogue);
  const { name, center, department } = document.organisation;
  const organisation = [name, center, department].filter(Boolean).join(' · ');
  return {
    locale,
    title: say('title-of', { name: document.scope.name }),
    organisation,
    lines: linesOf(input, organisation, say),
    alerts: alertsOf(input, say),
    summary: summarise(document, say),
    tiles: tilesOf(document, say),
    bar: barOf(document, catalogue, say),
    sections: toSections(document, catalogue, locale),
    marks: marksOf(document, say),
    rowsAt: input.rowsAt ?? null,
  };
}

function linesOf({ document, frozen, locale }: ReportViewInput, organisation: string, say: Say): string[] {
  const { scope } = document;
  const zone = document.organisation.timeZone;
  const at = (instant: Date) => formatInstant(instant, locale, zone);
  const state =
    frozen === null
      ? say('live', { at: at(document.asOf) })
      : say('frozen', { at: at(frozen.closedAt), version: frozen.version, hash: frozen.contentHash });
  return [organisation, say('period', { from: at(scope.startAt), to: at(scope.deadlineAt), zone }), state];
}

function alertsOf({ document, catalogue, answersSince }: ReportViewInput, say: Say): string[] {
  const notes = document.notes.map((note) => renderReason(catalogue, note));
  return answersSince === 0 ? notes : [...notes, say('answers-since', { count: answersSince })];
}

function tilesOf({ headline, previous, nps }: ReportDocument, say: Say): Tile[] {
  const rateTile = (key: 'doneRate' | 'reachedRate' | 'satisfied', measure: MeasureName): Tile => ({
    label: say(`tile.${key}`),
    figure: rate(headline[key], rowsQuery(measure)),
    change: previous === null ? null : rateChange(headline[key], previous[key], say),
  });
  const planned = count(headline.planned, rowsQuery('planned'));
  const score: Cell = { text: points(headline.nps), ...(nps === null ? {} : { detail: base(nps.n) }) };
  return [
    { label: say('tile.planned'), figure: planned, change: changeOf(headline.planned, previous?.planned, 0) },
    rateTile('doneRate', 'done'),
    rateTile('reachedRate', 'reached'),
    rateTile('satisfied', 'serviceSatisfied'),
    {
      label: say('tile.nps'),
      figure: { ...score, rows: rowsQuery('recommended') },
      change: changeOf(headline.nps, previous?.nps, 1),
    },
  ];
}

function changeOf(now: number | null, before: number | null | undefined, digits: number): Cell | null {
  if (now === null || before === null || before === undefined) return null;
  return text(signed(now - before, digits));
}

function barOf({ ledger }: ReportDocument, catalogue: Catalogue, say: Say): ReportView['bar'] {
  const parts = Object.entries(ledger.parts)
    .filter(([, n]) => n > 0)
    .map(([part, n]) => ({
      part: toSnakeCase(part),
      label: sayPart(catalogue, part),
      count: n,
      text: count(n).text,
      rows: part === 'excluded' ? rowsQuery('excluded') : rowsQuery('planned', { part: toSnakeCase(part) }),
    }));
  return { balanced: ledger.balanced, verdict: say(ledger.balanced ? 'balanced' : 'not-balanced'), parts };
}

function marksOf({ product, service }: ReportDocument, say: Say): MarkChart | null {
  if (product.n + service.n === 0) return null;
  return {
    label: say('distribution-chart'),
    series: [
      { name: say('product'), counts: product.distribution },
      { name: say('service'), counts: service.distribution },
    ],
  };
}
