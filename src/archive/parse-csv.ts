import type { ReadRow } from './import-row.js';

const MAX_LINES_PER_ROW = 200;
const MAX_CHARS_PER_ROW = 1_000_000;

/**
 * Cuts decoded text into rows as it arrives. A row with a misplaced quotation mark costs that one line: reading goes
 * on at the line after it, where a common parser would swallow everything up to the next quotation mark.
 */
export class CsvRows {
  private carry = '';
  private nextLine = 1;
  private pending: string[] = [];
  private pendingChars = 0;
  private isOpen = false;

  constructor(private readonly delimiter: string) {}

  /** Takes the next piece of text; answers with the rows that are complete. Blank lines are no rows. */
  push(text: string): ReadRow[] {
    const whole = this.carry + text;
    // A carriage return at the very end may be the first half of a line end.
    const usable = whole.endsWith('\r') ? whole.length - 1 : whole.length;
    const lines = whole.slice(0, usable).split(/\r\n|\n|\r/);
    this.carry = (lines.pop() ?? '') + whole.slice(usable);
    return this.takeLines(lines);
  }

  /** The rows that were still waiting for their end. */
  finish(): ReadRow[] {
    const rows = this.takeLines(this.carry === '' ? [] : [this.carry.replace(/\r$/, '')]);
    this.carry = '';
    while (this.pending.length > 0) rows.push(...this.recover());
    return rows;
  }

  private takeLines(lines: readonly string[]): ReadRow[] {
    const rows: ReadRow[] = [];
    for (const line of lines) {
      if (this.pending.length === 0 && !line.includes('"')) {
        if (line !== '') rows.push({ line: this.nextLine, cells: line.split(this.delimiter) });
        this.nextLine += 1;
      } else rows.push(...this.takeQuoted(line));
    }
    return rows;
  }

  private takeQuoted(line: string): ReadRow[] {
    this.pending.push(line);
    this.pendingChars += line.length;
    if (line.split('"').length % 2 === 0) this.isOpen = !this.isOpen;
    if (this.isOpen) {
      const isTooLong = this.pending.length >= MAX_LINES_PER_ROW || this.pendingChars > MAX_CHARS_PER_ROW;
      return isTooLong ? this.recover() : [];
    }
    const cells = splitQuoted(this.pending.join('\n'), this.delimiter);
    if (cells === null) return this.recover();
    const row = { line: this.nextLine, cells };
    this.nextLine += this.pending.length;
    this.clearPending();
    return [row];
  }

  private recover(): ReadRow[] {
    const [first = '', ...rest] = this.pending;
    const broken = { line: this.nextLine, code: 'broken-quotes', value: first };
    this.nextLine += 1;
    this.clearPending();
    return [broken, ...this.takeLines(rest)];
  }

  private clearPending(): void {
    this.pending = [];
    this.pendingChars = 0;
    this.isOpen = false;
  }
}

/** The cells of one complete row with quotation marks (RFC 4180); null where they are misplaced. */
export function splitQuoted(record: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const cell = record.startsWith('"', at) ? readQuotedCell(record, at) : readPlainCell(record, at, delimiter);
    if (cell === null) return null;
    cells.push(cell.text);
    if (cell.end === record.length) return cells;
    if (!record.startsWith(delimiter, cell.end)) return null;
    at = cell.end + delimiter.length;
  }
}

function readPlainCell(record: string, start: number, delimiter: string): { text: string; end: number } | null {
  const found = record.indexOf(delimiter, start);
  const end = found < 0 ? record.length : found;
  const text = record.slice(start, end);
  return text.includes('"') ? null : { text, end };
}

function readQuotedCell(record: string, start: number): { text: string; end: number } | null {
  let from = start + 1;
  for (;;) {
    const quote = record.indexOf('"', from);
    if (quote < 0) return null;
    if (record[quote + 1] !== '"')
      return { text: record.slice(start + 1, quote).replaceAll('""', '"'), end: quote + 1 };
    from = quote + 2;
  }
}

const DELIMITERS = [',', '\t', ';', '，', '|', '；'];

/** The separator under which one of the first lines shows the most known headers, or simply the most cells. */
export function findDelimiter(lines: readonly string[], countKnown: (cells: readonly string[]) => number): string {
  let best = { delimiter: ',', known: 0, cells: 1 };
  for (const delimiter of DELIMITERS) {
    for (const line of lines) {
      const cells = (splitQuoted(line, delimiter) ?? line.split(delimiter)).length;
      const known = countKnown(splitQuoted(line, delimiter) ?? line.split(delimiter));
      if (known > best.known || (known === best.known && known === 0 && cells > best.cells))
        best = { delimiter, known, cells };
    }
  }
  return best.delimiter;
}
