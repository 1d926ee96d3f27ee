/** The longest quotation that a report shows, in characters; the rest stays in the record. */
export const QUOTE_LENGTH = 200;

const EMAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const LINK = /\b(?:https?:\/\/|www\.)\S+/giu;
// Phone, card and order numbers, also in groups: six digits or more, with at most two separators between two of them.
const LONG_NUMBER = /\+?\d(?:[\s().-]{0,2}\d){5,}/gu;
// Marks that turn the direction of text around, and invisible ones.
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;
// Line ends and other control characters.
const CONTROL = /\p{Cc}+/gu;
const HIDDEN = '***';

/**
 * A customer's words as a report may quote them: without the customer's names, numbers, addresses and links, on one line,
 * shortened. What it says otherwise stays as it was written.
 */
export function anonymiseComment(comment: string, names: readonly (string | null)[] = []): string {
  let text = comment.replace(INVISIBLE, '').replace(CONTROL, ' ').normalize('NFC');
  text = text.replace(LINK, HIDDEN).replace(EMAIL, HIDDEN).replace(LONG_NUMBER, HIDDEN);
  for (const name of names) if (name !== null && [...name].length > 1) text = text.split(name).join(HIDDEN);
  const characters = [...text.replace(/\s+/gu, ' ').trim()];
  return characters.length <= QUOTE_LENGTH ? characters.join('') : `${characters.slice(0, QUOTE_LENGTH - 1).join('')}…`;
}

/** The same words once, with how often they came; the order of their first appearance is kept. */
export function countQuotes(quotes: readonly string[]): { text: string; count: number }[] {
  const counts = new Map<string, { text: string; count: number }>();
  for (const text of quotes) {
    const key = text
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s\p{P}]+/gu, '');
    const seen = counts.get(key);
    if (seen === undefined) counts.set(key, { text, count: 1 });
    else seen.count += 1;
  }
  return [...counts.values()];
}
