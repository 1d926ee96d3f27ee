const FORMULA_START = /^[=+\-@]/;

/**
 * Text that no spreadsheet takes for a formula: an apostrophe goes before anything that looks like one after trimming
 * and full-width folding (`=`, ` =`, `＝`, `+`, `-`, `@`, tab, carriage return). Numbers go out as numbers, not through here.
 */
export function spreadsheetSafe(text: string): string {
  const folded = text.replace(/^[\s\u200B-\u200F\u2060\uFEFF;；]+/u, '').normalize('NFKC');
  const begins = /^[\t\r\n]/.test(text) || FORMULA_START.test(folded);
  return begins ? `'${text}` : text;
}
