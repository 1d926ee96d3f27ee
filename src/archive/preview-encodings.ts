import iconv from 'iconv-lite';
import { decodesStrictly } from './detect-encoding.js';
import { firstDoubtfulLine, type EncodingDecision } from './encoding-doubt.js';
import type { HeaderMapping } from './header-row.js';
import { makeFinding } from './import-findings.js';
import type { EncodingAlternative } from './import-preview.js';
import type { Finding } from './import-row.js';
import { sampleCsv } from './sample-csv.js';

const CANDIDATES = ['utf-8', 'gb18030', 'big5', 'windows-1252'];
const WIDE_CANDIDATES = ['utf-16le', 'utf-16be'];

/** The beginning of a file up to its last whole line; all of it when the file ends there. */
export function wholeLines(start: Uint8Array, isWhole: boolean): Uint8Array {
  const end = start.lastIndexOf(0x0a);
  // In none of the encodings that the ladder knows is a line feed half of another character.
  return isWhole || end < 0 ? start : start.subarray(0, end + 1);
}

/** The text of a file's beginning, as the import decodes it. */
export function decodeStart(start: Uint8Array, encoding: string): string {
  return iconv.decode(Buffer.from(start), encoding).replace(/^\ufeff/, '');
}

/** The encodings worth looking at, the chosen one first, each with the first rows as it reads them. */
export function readAlternatives(
  start: Uint8Array,
  decision: EncodingDecision,
  form: { readonly mapping: HeaderMapping; readonly rows: number },
): EncodingAlternative[] {
  // Text of one or two bytes a character holds no NUL; UTF-16 of any list does.
  const wide = start.includes(0) ? WIDE_CANDIDATES : [];
  const names = new Set([decision.encoding, ...CANDIDATES, ...wide]);
  return [...names].map((encoding) => {
    const text = decodeStart(start, encoding);
    const fits = decodesStrictly(start, encoding) || (!isStandard(encoding) && !text.includes('\ufffd'));
    return { encoding, fits, rows: sampleCsv(text, form.mapping, form.rows).rows };
  });
}

/** The warning of a file that several encodings read plausibly and differently; it names the option. */
export function encodingWarnings(start: Uint8Array, decision: EncodingDecision): Finding[] {
  if (decision.contenders.length === 0) return [];
  const what = { field: 'encoding', value: decision.contenders.join(', '), code: 'encoding-undecidable' };
  return [makeFinding('warning', firstDoubtfulLine(start), what)];
}

/** Whether the platform's decoder knows the encoding; others only the import's library knows. */
function isStandard(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== '';
  } catch {
    return false;
  }
}
