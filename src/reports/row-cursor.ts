import { InputError } from '../kernel/faults.js';

/** The place of a row in a list: after which id and key the next page begins. */
export interface RowPlace {
  readonly id: number;
  readonly key: string;
}

/** Before every row. */
export const FIRST_PLACE: RowPlace = { id: 0, key: '' };

/** A place as an opaque word for a URL. */
export function formatCursor({ id, key }: RowPlace): string {
  return Buffer.from(JSON.stringify([id, key])).toString('base64url');
}

/** The place of a word; the beginning for null. Throws InputError for a word that is not a cursor. */
export function parseCursor(word: string | null): RowPlace {
  if (word === null || word === '') return FIRST_PLACE;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(word, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && Number.isSafeInteger(parsed[0]) && typeof parsed[1] === 'string') {
      return { id: parsed[0] as number, key: parsed[1] };
    }
  } catch {
    // Not even JSON: the same fault as below.
  }
  throw new InputError([{ field: 'cursor', code: 'unknown', message: 'This is not a cursor of this list.' }]);
}
