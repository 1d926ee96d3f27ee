import { normaliseHeader } from './header-names.js';

/** The two columns that a list of rejects has before its own, by language: what is wrong, and where it stood. */
export const REJECT_NOTES = {
  en: { why: 'why_rejected', line: 'line_in_file' },
  'zh-CN': { why: '拒收原因', line: '原文件行号' },
} as const;

const NOTES = new Set(Object.values(REJECT_NOTES).flatMap(({ why, line }) => [why, line].map(normaliseHeader)));
const WHY = new Set(Object.values(REJECT_NOTES).map(({ why }) => normaliseHeader(why)));

/** Whether a column is a note of ours, which an import leaves out. */
export function isNoteHeader(header: string): boolean {
  return NOTES.has(normaliseHeader(header));
}

/** Whether a file with these headers is a list of rejects that comes back mended. */
export function isRejectFile(headers: readonly string[]): boolean {
  return headers.some((header) => WHY.has(normaliseHeader(header)));
}

/** A cell of such a list without the apostrophe that keeps a spreadsheet from taking it for a formula. */
export function withoutMark(cell: string): string {
  if (!cell.startsWith("'")) return cell;
  const rest = cell.slice(1);
  const folded = rest.replace(/^[\s\u200B-\u200F\u2060\uFEFF;；]+/u, '').normalize('NFKC');
  return /^[=+\-@]/.test(folded) || /^[\t\r\n]/.test(rest) ? rest : cell;
}
