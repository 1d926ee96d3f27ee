import { fieldOfHeader } from '../../archive/header-names.js';
import { isNoteHeader } from '../../archive/reject-file.js';

/** The fields of the two forms, besides one line for each header. */
export const DRAFT_FIELDS = [
  'file',
  'country',
  'key',
  'consent',
  'evidence',
  'encoding',
  'sheet',
  'headerRow',
] as const;

/** By what customers may be told apart. */
export const KEY_OPTIONS = [
  { value: 'customer_no', labelKey: 'archive.field.customerNo' },
  { value: 'phone', labelKey: 'archive.field.phone' },
  { value: 'card_no', labelKey: 'archive.field.cardNo' },
] as const;

const TEXTS = ['country', 'key', 'evidence', 'encoding', 'sheet', 'headerRow'] as const;
const MOST_HEADERS = 500;

type Body = Readonly<Record<string, unknown>>;

/** What a form says of a file: only what was filled in, unchecked. */
export function readDraftOptions(body: Body): Record<string, unknown> {
  const texts = TEXTS.map((name) => [name, textOf(body[name])]).filter(([, text]) => text !== '');
  const consent = [body['consent']].flat().filter((one) => typeof one === 'string' && one !== '');
  const mapping = readMapping(body);
  return {
    ...Object.fromEntries(texts),
    ...(consent.length > 0 ? { consent } : {}),
    ...(mapping === null ? {} : { mapping }),
  };
}

/** What a header becomes when nobody says anything, as the form spells it. */
export function ownTarget(header: string): string {
  if (header === '' || isNoteHeader(header)) return 'ignore';
  return fieldOfHeader(header) ?? `attr:${header}`;
}

/**
 * The mapping of the headers that were shown; only what differs from what they mean by themselves. Null when it was not
 * asked, or was shown for another encoding, sheet or header row than is wished for now: then it means other headers.
 */
function readMapping(body: Body): Record<string, string> | null {
  if (textOf(body['header.0']) === '' || !isOfShownLayout(body)) return null;
  const mapping: Record<string, string> = {};
  for (let at = 0; at < MOST_HEADERS && body[`header.${at}`] !== undefined; at += 1) {
    const header = textOf(body[`header.${at}`]);
    const target = textOf(body[`to.${at}`]);
    const name = textOf(body[`name.${at}`]) || header;
    const full = target === 'attr' ? `attr:${name}` : target;
    if (header !== '' && full !== '' && full !== ownTarget(header)) mapping[header] = full;
  }
  return mapping;
}

function isOfShownLayout(body: Body): boolean {
  return (['encoding', 'sheet', 'headerRow'] as const).every((name) => {
    const wanted = textOf(body[name]);
    return wanted === '' || wanted === 'auto' || wanted === textOf(body[`was.${name}`]);
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
