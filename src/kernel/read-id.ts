import { InputError } from './faults.js';

/** The number in a command's argument; `subject` says of what ("campaign"). Throws InputError. */
export function readId(text: string, subject: string): number {
  const id = Number(text);
  if (/^\d+$/.test(text.trim()) && Number.isSafeInteger(id) && id > 0) return id;
  throw new InputError([{ field: 'id', code: 'not-a-number', message: `"${text}" is not the number of a ${subject}` }]);
}
