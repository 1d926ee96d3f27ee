import type { Column } from './header-row.js';
import type { EncodingAlternative, ImportPreview } from './import-preview.js';
import { cleanText } from './normalise-text.js';
import type { RawRow } from './import-row.js';

const DELIMITER_NAMES: Readonly<Record<string, string>> = { '\t': 'tab' };
const ALTERNATIVE_ROWS = 3;

/** A preview as lines for a terminal, without its warnings; other encodings only where they are in doubt. */
export function describePreview(preview: ImportPreview): string[] {
  const { alternatives, encoding, warnings } = preview;
  const doubted = warnings.flatMap(({ field, value }) => (field === 'encoding' ? (value ?? '').split(', ') : []));
  const others = alternatives.filter((other) => other.encoding !== encoding && doubted.includes(other.encoding));
  return [
    `preview: ${describeForm(preview)}`,
    ...preview.columns.map((column) => `  ${cleanText(column.header)}: ${describeTarget(column)}`),
    ...preview.rows.map(describeRow),
    ...others.flatMap(describeAlternative),
  ];
}

function describeForm({ encoding, decidedBy, delimiter, sheet, headerLine }: ImportPreview): string {
  return [
    decidedBy === null ? encoding : `${encoding} (${decidedBy})`,
    ...(delimiter === null ? [] : [`separator ${DELIMITER_NAMES[delimiter] ?? delimiter}`]),
    ...(sheet === null || sheet === '' ? [] : [`sheet ${cleanText(sheet)}`]),
    ...(headerLine === null ? [] : [`headers in line ${headerLine}`]),
  ].join(', ');
}

function describeTarget({ target }: Column): string {
  if (target.kind === 'ignore') return 'ignored';
  return target.kind === 'field' ? target.field : `attribute ${cleanText(target.name)}`;
}

function describeRow({ line, cells }: RawRow): string {
  return `  line ${line}: ${cells.map(cleanText).join(' | ')}`;
}

function describeAlternative({ encoding, rows }: EncodingAlternative): string[] {
  return [`as ${encoding}:`, ...rows.slice(0, ALTERNATIVE_ROWS).map(describeRow)];
}
