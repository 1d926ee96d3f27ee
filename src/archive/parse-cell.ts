/**
 * The text of a spreadsheet's cell: dates in ISO form (a spreadsheet's dates are wall-clock times, which arrive as if
 * they were UTC), formulas by their result, links and rich text by what is seen.
 */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return dateText(value);
  return typeof value === 'object' ? objectText(value as Readonly<Record<string, unknown>>) : '';
}

function dateText(value: Date): string {
  if (Number.isNaN(value.getTime())) return '';
  // Spreadsheets keep times as fractions of a day: round to the second.
  const iso = new Date(Math.round(value.getTime() / 1000) * 1000).toISOString();
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

function objectText(value: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(value['richText'])) {
    return value['richText']
      .map((part: { text?: unknown }) => (typeof part.text === 'string' ? part.text : ''))
      .join('');
  }
  if ('result' in value) return cellText(value['result']);
  if ('text' in value) return cellText(value['text']);
  return typeof value['error'] === 'string' ? value['error'] : '';
}
