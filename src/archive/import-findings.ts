import { translate, type Catalogue } from '../kernel/catalogue.js';
import type { Finding, FindingKind } from './import-row.js';
import { cleanText } from './normalise-text.js';

/** The texts of the command line and of stored findings; pages translate the code with their own catalogue. */
const TEXTS: Catalogue = {
  'missing-key': 'The key {{field}} is empty.',
  'unusable-key': 'The key {{field}} cannot be used: {{detail}}',
  'ambiguous-key': 'Several customers have {{value}}; it does not say which one is meant.',
  'ragged-row': 'The row has {{value}} cells, which is not the number of headers.',
  'broken-quotes': 'A quotation mark is opened or closed in the wrong place.',
  'invalid-date':
    '{{value}} is not a date that exists, in a form that is read (2026-11-20, 2026/11/20, 2026年11月20日).',
  'unknown-value': '{{value}} is not a value of {{field}}.',
  'not-a-whole-number': '{{value}} is not a whole number above 0.',
  'too-long': 'The text is longer than {{detail}} characters.',
  'repeated-key-differs': 'The customer stands in an earlier row of this file with another {{detail}}.',
  'repeated-key-nothing-new': 'The customer stands in an earlier row of this file, and this row adds no service.',
  'digits-lost': 'A spreadsheet has cut digits off this number.',
  masked: 'The number is masked.',
  'text-in-number': 'There is text beside the number.',
  'country-missing': 'The number seems to be from elsewhere; it needs a + and a country code, or a country column.',
  'area-code-missing': 'The number lacks its area code.',
  'short-code': 'A service or short number cannot be called for a visit.',
  'emergency-number': 'An emergency number is never contacted.',
  'not-a-number': 'This is not a phone number that exists.',
  'several-numbers': 'The cell holds several numbers; they are kept one after another.',
  'not-one-email': 'This is not exactly one e-mail address.',
  'line-break-in-email': 'There is a line break in the e-mail address.',
  'email-local-part': 'The part before the @ cannot be used.',
  'email-domain': 'The part after the @ is not a domain.',
  'damaged-name': 'The name seems to have lost characters in an encoding.',
  'unknown-zone': '{{value}} is not an IANA time zone; the customer is not contacted before it is put right.',
  'unknown-language': '{{value}} is not a language tag; it is kept as it is.',
  'hand-edited': '{{field}} was changed by hand and is kept; the file says {{value}}.',
  'encoding-undecidable':
    'The file can be read as {{value}}, each differently; compare the rows, and name the right one with --encoding.',
  'consent-denied': 'The customer denied {{field}}; the file says {{value}}, the denial stays.',
};

/** Every code that a finding may have. */
export const FINDING_CODES: readonly string[] = Object.keys(TEXTS);

/** The codes with which a file as a whole is not taken; each has its text `import.fault.<code>`, which may name the field. */
export const FILE_FAULT_CODES = [
  ...['unreadable-file', 'old-workbook', 'damaged-file', 'empty-file', 'encoding-unknown', 'unknown-encoding'],
  ...['unknown-sheet', 'no-header', 'missing-column', 'duplicate-header', 'unknown-field'],
  ...['unreadable-folder', 'unreadable-source'],
] as const;

const MAX_VALUE = 200;

/** A finding with its text; long values are cut for the account. */
export function makeFinding(
  kind: FindingKind,
  line: number,
  what: { field?: string | null; value?: string | null; code: string; detail?: string },
): Finding {
  const value = what.value === undefined || what.value === null ? null : cleanText(what.value);
  const shown = value !== null && value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value;
  const params = { field: what.field ?? '', value: shown ?? '', detail: what.detail ?? '' };
  const message = translate(TEXTS, what.code, params);
  return { kind, line, field: what.field ?? null, value: shown, code: what.code, message };
}

/** The text of a code on its own. */
export function findingText(code: string): string {
  return translate(TEXTS, code, { value: '…', field: '…', detail: '…' });
}
