import { contentHash } from '../kernel/stable-json.js';
import type { ImportField } from './header-names.js';
import type { ImportKey } from './header-row.js';
import { makeFinding } from './import-findings.js';
import type { AttributeValue, Finding, IncomingRow, RawRow } from './import-row.js';
import type { RowContext, StatedCells } from './normalise-context.js';
import { readConsents, readContacts, readService } from './normalise-parts.js';
import { readFields } from './normalise-fields.js';
import { cleanText, isMissing } from './normalise-text.js';

export interface NormalisedRow {
  /** Null when the row is rejected; then the findings hold exactly one reject. */
  readonly row: IncomingRow | null;
  readonly findings: readonly Finding[];
}

const MAX_KEY = 100;
const MAX_ATTRIBUTE = 2000;

/** Whether nothing stands in the row; such rows are no rows. */
export function isBlank(raw: RawRow): boolean {
  return raw.cells.every((cell) => cell === '' || cleanText(cell) === '');
}

/**
 * Turns the cells of a row into what they state. Only an unusable key, date or type rejects the row; contact points
 * that cannot be used go in as invalid with a warning.
 */
export function normaliseRow(raw: RawRow, context: RowContext): NormalisedRow {
  const ragged = checkLength(raw, context);
  if (ragged !== null) return { row: null, findings: [ragged] };
  const cells: StatedCells = { line: raw.line, texts: readTexts(raw, context), findings: [] };
  const fields = readFields(cells, context);
  const contacts = readContacts(cells, fields.country ?? context.country);
  const service = readService(cells, context);
  const consents = readConsents(cells, context);
  const attributes = readAttributes(raw, context, cells);
  const key = findKey(cells, context.key, contacts.phones[0]?.address ?? null);
  const rejects = cells.findings.filter((finding) => finding.kind === 'reject');
  if (rejects.length > 0 || key === null) return { row: null, findings: [joinRejects(rejects)] };
  const customerNo =
    context.key === 'customer_no' ? key : (cells.texts.get('customer_no') ?? makeNumber(context.key, key));
  return {
    row: { line: raw.line, key, customerNo, fields, attributes, ...contacts, service, consents },
    findings: cells.findings,
  };
}

/** A number for a customer whose list has none; the same for the same key, and it does not show the key. */
export function makeNumber(key: ImportKey, value: string): string {
  return `${key === 'phone' ? 'P' : 'K'}${contentHash([key, value]).slice(0, 16).toUpperCase()}`;
}

function checkLength(raw: RawRow, context: RowContext): Finding | null {
  const width = context.columns.length;
  const isLong = raw.cells.slice(width).some((cell) => cell.trim() !== '');
  if (!isLong && (context.allowShort || raw.cells.length >= width)) return null;
  return makeFinding('reject', raw.line, { value: String(raw.cells.length), code: 'ragged-row' });
}

function readTexts(raw: RawRow, context: RowContext): Map<ImportField, string> {
  const texts = new Map<ImportField, string>();
  context.columns.forEach(({ target }, index) => {
    if (target.kind !== 'field') return;
    const cell = raw.cells[index] ?? '';
    const text = target.field === 'email' || target.field.startsWith('phone') ? cell : cleanText(cell);
    if (text !== '' && !isMissing(text)) texts.set(target.field, text);
  });
  return texts;
}

function readAttributes(raw: RawRow, context: RowContext, cells: StatedCells): Record<string, AttributeValue> {
  // Without a prototype, so that a header such as __proto__ is a name like any other.
  const attributes = Object.create(null) as Record<string, AttributeValue>;
  context.columns.forEach(({ target }, index) => {
    if (target.kind !== 'attribute') return;
    const text = cleanText(raw.cells[index] ?? '');
    if (isMissing(text)) return;
    if (text.length > MAX_ATTRIBUTE) rejectLong(cells, target.name, text, MAX_ATTRIBUTE);
    attributes[target.name] = typeAttribute(text);
  });
  return attributes;
}

/** Numbers and truth values as such, where the text is exactly how they are written; 007 and long digits stay text. */
function typeAttribute(text: string): AttributeValue {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d{1,15}(\.\d+)?$/.test(text) && String(Number(text)) === text) return Number(text);
  return text;
}

function findKey(cells: StatedCells, key: ImportKey, firstPhone: string | null): string | null {
  const text = cells.texts.get(key) ?? '';
  if (key === 'phone' && text.trim() !== '') {
    if (firstPhone === null) reject(cells, key, text, 'unusable-key', 'it is no usable phone number.');
    return firstPhone;
  }
  if (text.trim() === '') reject(cells, key, null, 'missing-key');
  else if (text.length > MAX_KEY) rejectLong(cells, key, text, MAX_KEY);
  return text === '' ? null : text;
}

function reject(cells: StatedCells, field: string, value: string | null, code: string, detail = ''): void {
  cells.findings.push(makeFinding('reject', cells.line, { field, value, code, detail }));
}

function rejectLong(cells: StatedCells, field: string, text: string, limit: number): void {
  reject(cells, field, text, 'too-long', String(limit));
}

/** One reject for a row, named after its first fault; its message tells all of them. */
function joinRejects(rejects: readonly Finding[]): Finding {
  const first = rejects[0];
  if (first === undefined) throw new Error('A rejected row has a fault.');
  const rest = rejects.slice(1).map((finding) => `${finding.field ?? ''}: ${finding.message}`);
  return { ...first, message: [first.message, ...rest].join(' ') };
}
