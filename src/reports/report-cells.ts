import { formatPercent, LEAST_N_FOR_RATE, type Proportion } from './proportion.js';

/** How a number is written, and how a workbook formats it. */
export type NumberFormat = 'count' | 'share' | 'mean' | 'index' | 'points' | 'change' | 'point-change';

/** One cell: its text, the number behind it, and the query that lists its rows. */
export interface Cell {
  readonly text: string;
  /** Said more quietly beside it: the interval and the base of a rate. */
  readonly detail?: string;
  readonly value?: number;
  readonly format?: NumberFormat;
  /** The base of a rate and its interval, which a workbook gives columns of their own. */
  readonly rate?: Pick<Proportion, 'low' | 'high' | 'n'>;
  readonly rows?: string;
  /** A line above or below the others: headings of groups, sums. */
  readonly strong?: boolean;
}

/** A part of the report as a table: the one shape that page, PDF, workbook and CSV are made from. */
export interface Section {
  readonly key: string;
  readonly title: string;
  /** How it was counted, in a sentence. */
  readonly note?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What stands where nothing is known; never 0 and never NaN. */
export const NOTHING = '—';

// A line may break between interval and base, not inside either.
const NO_BREAK = '\u2060';

export const text = (value: string): Cell => ({ text: value });

/** A count, thousands set apart, with the rows behind it. */
export function count(value: number, rows?: string): Cell {
  return { text: groupDigits(value), value, format: 'count', ...(rows === undefined ? {} : { rows }) };
}

/** A number with this many decimals, or a dash. */
export function decimal(value: number | null, digits: 2 | 4): Cell {
  if (value === null) return text(NOTHING);
  return { text: value.toFixed(digits), value, format: digits === 2 ? 'mean' : 'index' };
}

/** A bare share without an interval: it counts everybody, so chance has no part in it. */
export function share(part: number, whole: number): Cell {
  if (whole === 0) return text(NOTHING);
  return { text: formatPercent(part / whole), value: part / whole, format: 'share' };
}

/** A rate with its interval and base; the bare counts where the base is small; a dash where there is none. */
export function rate(found: Proportion | null, rows?: string): Cell {
  if (found === null) return text(NOTHING);
  const { low, high, n } = found;
  const link = rows === undefined ? {} : { rows };
  if (n < LEAST_N_FOR_RATE) return { text: `${found.count} / ${n}`, ...link };
  const detail = `${formatPercent(low)}${NO_BREAK}–${NO_BREAK}${formatPercent(high)}, ${base(n)}`;
  return {
    text: formatPercent(found.share),
    detail,
    value: found.share,
    format: 'share',
    rate: { low, high, n },
    ...link,
  };
}

/** The base of a rate: `n = 460`. */
export function base(n: number): string {
  return `n\u00A0=\u00A0${groupDigits(n)}`;
}

/** A score in points from −100 to 100, with the real minus sign. */
export function points(value: number | null): string {
  return value === null ? NOTHING : withSign(value.toFixed(1));
}

/** `+3.1`, `−0.4`: a change, its sign always said. */
export function signed(value: number, digits: number): string {
  const rounded = value.toFixed(digits);
  return Number(rounded) > 0 ? `+${rounded}` : withSign(Number(rounded) === 0 ? (0).toFixed(digits) : rounded);
}

function withSign(rounded: string): string {
  return rounded.replace('-', '−');
}

/** 1234567 as `1,234,567`, which both languages read. */
export function groupDigits(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Whether a column holds words, which go to the left; numbers, and dashes in their place, go to the right. */
export function isTextColumn({ rows }: Pick<Section, 'rows'>, column: number): boolean {
  const isWords = ({ text, value, rows }: Cell) => value === undefined && rows === undefined && text !== NOTHING;
  return rows.every((row) => row[column] === undefined || isWords(row[column]));
}
