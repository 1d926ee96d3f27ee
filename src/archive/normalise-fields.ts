import type { ImportField } from './header-names.js';
import { makeFinding } from './import-findings.js';
import type { CustomerField, CustomerFields } from './import-row.js';
import { splitRegion } from './normalise-region.js';
import type { RowContext, StatedCells } from './normalise-context.js';
import { isPlaceholder, looksDamaged, toHalfWidth } from './normalise-text.js';
import * as values from './normalise-values.js';
import { parseDate } from './parse-date.js';

const MAX_NAME = 100;
const MAX_TEXT = 500;
const PLAIN_TEXTS = [
  ...(['name', 'contact_name', 'contact_relation', 'company', 'province', 'city', 'district', 'postcode'] as const),
  ...(['member_level', 'card_no', 'category', 'source', 'owner_agent_no', 'required_skill'] as const),
] as const;

type Reader<T> = (text: string) => T | null;

/** The plain and the typed fields that a row states. */
export function readFields(cells: StatedCells, context: RowContext): Partial<CustomerFields> {
  const fields: Partial<CustomerFields> = {};
  for (const field of PLAIN_TEXTS) readText(cells, field, fields);
  readPlace(cells, fields);
  readTyped(cells, fields, 'gender', values.readGender);
  readTyped(cells, fields, 'lifecycle', values.readLifecycle);
  readTyped(cells, fields, 'preferred_channel', values.readChannel);
  readTyped(cells, fields, 'preferred_time', values.readTimes);
  readTyped(cells, fields, 'country', values.readCountry);
  readTyped(cells, fields, 'do_not_contact', values.readDoNotContact);
  readTyped(cells, fields, 'tags', values.readList);
  readTyped(cells, fields, 'visit_interval_days', readDays, 'not-a-whole-number');
  const toDate: Reader<string> = (text) => parseDate(text, context.zone, context.date1904);
  readTyped(cells, fields, 'birthday', toDate, 'invalid-date');
  readTyped(cells, fields, 'card_expires_on', toDate, 'invalid-date');
  readZoneAndLanguage(cells, fields);
  if (typeof fields.name === 'string' && looksDamaged(fields.name)) warn(cells, 'name', fields.name, 'damaged-name');
  return fields;
}

function readText(cells: StatedCells, field: (typeof PLAIN_TEXTS)[number], fields: Partial<CustomerFields>): void {
  const text = cells.texts.get(field);
  if (text === undefined) return;
  const limit = field === 'name' ? MAX_NAME : MAX_TEXT;
  if (Array.from(text).length <= limit) fields[field] = text;
  else {
    const what = { field, value: text, code: 'too-long', detail: String(limit) };
    cells.findings.push(makeFinding('reject', cells.line, what));
  }
}

/** 地区 gives what the columns of its own do not. */
function readPlace(cells: StatedCells, fields: Partial<CustomerFields>): void {
  const text = cells.texts.get('region');
  if (text === undefined) return;
  const region = splitRegion(text.slice(0, MAX_TEXT));
  for (const part of ['province', 'city', 'district'] as const) {
    if (fields[part] === undefined && region[part] !== null) fields[part] = region[part];
  }
}

function readTyped<F extends CustomerField & ImportField>(
  cells: StatedCells,
  fields: Partial<CustomerFields>,
  field: F,
  read: Reader<NonNullable<CustomerFields[F]>>,
  code = 'unknown-value',
): void {
  const text = cells.texts.get(field);
  if (text === undefined || isPlaceholder(text)) return;
  const value = read(text);
  if (value === null) cells.findings.push(makeFinding('reject', cells.line, { field, value: text, code }));
  else fields[field] = value;
}

/** Kept even when they are not understood: an unknown zone holds every contact, a language may be the agents' word. */
function readZoneAndLanguage(cells: StatedCells, fields: Partial<CustomerFields>): void {
  const zone = cells.texts.get('timezone');
  if (zone !== undefined && zone.length <= MAX_TEXT) {
    fields.timezone = zone;
    if (!values.isTimeZone(zone)) warn(cells, 'timezone', zone, 'unknown-zone');
  }
  const language = cells.texts.get('language');
  if (language !== undefined && language.length <= MAX_TEXT) {
    const tag = values.readLanguage(language);
    fields.language = tag ?? language;
    if (tag === null) warn(cells, 'language', language, 'unknown-language');
  }
}

function readDays(text: string): number | null {
  const digits = toHalfWidth(text);
  return /^[1-9]\d{0,4}$/.test(digits) ? Number(digits) : null;
}

function warn(cells: StatedCells, field: string, value: string, code: string): void {
  cells.findings.push(makeFinding('warning', cells.line, { field, value, code }));
}
