import type { Content, TableCell } from 'pdfmake/interfaces.js';
import { type Cell, isTextColumn, type Section } from './report-cells.js';

export const QUIET = '#566067';
export const LINE = '#e2e0da';
// Few columns stay close together, so that the eye finds the number of its line.
const NARROW_COLUMNS = 4;
const NARROW_WITH_RATES = 2;
const NARROW_WIDTH = 420;
const WIDE_GAP = 22;
const GAP = 9;

/**
 * A section's table for pdfmake. A `heading` given with it becomes the first header row, which is repeated on each page
 * with the names of the columns.
 */
export function sectionTable(section: Section, rowsAt: string | null, heading: Content[]): Content {
  const isText = section.columns.map((_, i) => isTextColumn(section, i));
  const isNarrow = isNarrowTable(section) && !isText.every(Boolean);
  const side = (i: number) => (isText[i] === true ? 'left' : 'right');
  const rows = section.rows.map((row) => row.map((cell, i): TableCell => drawCell(cell, side(i), rowsAt)));
  const head = headRows(section, heading, side);
  const table: Content = {
    table: {
      headerRows: head.length,
      keepWithHeaderRows: Math.min(2, rows.length),
      dontBreakRows: true,
      widths: widthsOf(section, isText),
      body: [...head, ...rows],
    },
    layout: {
      hLineWidth: (i: number) => (i < head.length || i === 0 ? 0 : 0.6),
      vLineWidth: () => 0,
      hLineColor: () => LINE,
      paddingLeft: (i: number) => (i === 0 ? 0 : isNarrow ? WIDE_GAP : GAP),
      paddingRight: () => 0,
      paddingTop: () => 2.2,
      paddingBottom: () => 2.2,
    },
    margin: [0, 2, 0, 0],
  };
  return isNarrow
    ? {
        columns: [
          { width: NARROW_WIDTH, ...table },
          { width: '*', text: '' },
        ],
      }
    : table;
}

/** Rates with their intervals need the whole width, unless there is one column of them. */
function isNarrowTable({ columns, rows }: Section): boolean {
  const hasDetails = rows.some((row) => row.some((cell) => cell.detail !== undefined));
  return columns.length <= (hasDetails ? NARROW_WITH_RATES : NARROW_COLUMNS);
}

function headRows(section: Section, heading: Content[], side: (column: number) => 'left' | 'right'): TableCell[][] {
  const titles = section.columns.map((title, i): TableCell => ({
    text: drawable(title),
    style: 'head',
    alignment: side(i),
  }));
  const named = section.columns.some((column) => column !== '') ? [titles] : [];
  if (heading.length === 0) return named;
  const across: TableCell = { stack: heading, colSpan: section.columns.length };
  return [[across, ...section.columns.slice(1).map(() => '')], ...named];
}

/** Words take the room that numbers leave; of several columns of words the last one does. */
function widthsOf(section: Section, isText: readonly boolean[]): string[] {
  const roomy = isText.lastIndexOf(true);
  const hasRate = section.columns.map((_, i) => section.rows.some((row) => row[i]?.detail !== undefined));
  return isText.map((_, i) => (i === roomy || (roomy === -1 && hasRate[i] === false) ? '*' : 'auto'));
}

/** The quiet part stands before the number, so that the numbers of a column end at one edge, a line each. */
function drawCell({ text, detail, strong, rows }: Cell, alignment: 'left' | 'right', rowsAt: string | null): TableCell {
  const link = rowsAt === null || rows === undefined ? {} : { link: `${rowsAt}?${rows}` };
  const main = { text: drawable(text), bold: strong === true, ...link };
  if (detail === undefined) return { text: [main], alignment };
  const quiet = { text: `${drawable(detail).replaceAll(' ', '\u00A0')}\u00A0\u00A0 `, fontSize: 7, color: QUIET };
  return { text: [quiet, main], alignment };
}

/** Characters beyond the basic plane (𠮷, emoji) have no glyph in the font: their code stands for them, visibly. */
export function drawable(text: string): string {
  const shown = text.replaceAll('\u2060', '');
  return shown.replace(
    /[\u{10000}-\u{10FFFF}]/gu,
    (char) => `[U+${char.codePointAt(0)?.toString(16).toUpperCase() ?? ''}]`,
  );
}
