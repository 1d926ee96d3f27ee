import { translate, type Catalogue } from '../kernel/catalogue.js';

/** Says a text of the report: its key without `report.`, and its values. */
export type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Speaks one language. */
export function sayIn(catalogue: Catalogue): Say {
  return (key, params = {}) => translate(catalogue, `report.${key}`, params);
}

/** The report's own short text for a code; else the reason's text without its values; else the code. */
export function sayCode(catalogue: Catalogue, code: string): string {
  return catalogue[`report.code.${code}`] ?? withoutValues(catalogue[`reason.${code}`]) ?? code;
}

/** `unreachable/nothing-delivered` in words: the state, and the reason where it says more. */
export function sayUnfinished(catalogue: Catalogue, code: string): string {
  const [state = '', why = ''] = code.split('/');
  const say = sayIn(catalogue);
  if (state === 'still') return say('still', { part: say(`part.${why}`) });
  const ended = say(`ended.${state}`);
  const more = sayCode(catalogue, why);
  return why === '' || why === state || more === ended ? ended : say('because', { ended, why: more });
}

/** A part of the ledger by its name in JSON: `notReached`. */
export function sayPart(catalogue: Catalogue, part: string): string {
  return sayIn(catalogue)(`part.${toSnakeCase(part)}`);
}

/** `notReached` → `not_reached`, as the database spells it. */
export function toSnakeCase(part: string): string {
  return part.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function withoutValues(reasonText: string | undefined): string | undefined {
  if (reasonText === undefined) return undefined;
  const bare = reasonText
    .replace(/\s*[(（][^()（）]*\{\{[^()（）]*[)）]/g, '')
    .replace(/\s*[:：;；,，][^:：;；,，]*\{\{.*$/, '');
  return bare.replace(/\{\{[^}]*\}\}/g, '…').trim();
}
