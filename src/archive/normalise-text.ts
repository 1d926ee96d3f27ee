const PLACEHOLDERS = new Set([
  '',
  '-',
  '--',
  '—',
  '/',
  'n/a',
  '#n/a',
  'na',
  'null',
  'nil',
  'none',
  '\\n',
  '无',
  '暂无',
  '空',
]);
const MISSING_MARKS = new Set(['', 'null', '#n/a', 'n/a', '\\n']);
// Spaces of all kinds, and the marks that are invisible at the edge of a copied cell.
const INVISIBLE = /[\u200b\u2060\ufeff]/g;
const SPACES = /[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g;

/** A cell as text that PostgreSQL can hold: NFC, no NUL or other control characters, trimmed. */
export function cleanText(raw: string): string {
  if (isPlainAscii(raw)) return raw.trim();
  const visible = raw.replace(INVISIBLE, '').replace(SPACES, ' ').normalize('NFC');
  return dropControls(visible).trim();
}

/** NFKC of a cleaned cell: full-width digits, letters and signs become their usual forms. */
export function toHalfWidth(raw: string): string {
  const text = cleanText(raw);
  return isPlainAscii(text) ? text : text.normalize('NFKC').trim();
}

/** Whether a cell of an address or a date says "nothing" in one of the usual ways. */
export function isPlaceholder(text: string): boolean {
  return text.length <= 4 && PLACEHOLDERS.has(text.toLowerCase());
}

/** Whether a cell of free text is empty, or holds an export's mark for a missing value. */
export function isMissing(text: string): boolean {
  return text.length <= 4 && MISSING_MARKS.has(text.toLowerCase());
}

/** Whether a name lost characters on its way through an encoding that could not hold them. */
export function looksDamaged(text: string): boolean {
  return text.includes('?') || text.includes('\ufffd');
}

function isPlainAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 32 || code > 126) return false;
  }
  return true;
}

function dropControls(text: string): string {
  let clean = '';
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code === 9 || code === 10 || code === 13) clean += ' ';
    else if (code >= 32 && !(code >= 127 && code <= 159)) clean += char;
  }
  return clean;
}
