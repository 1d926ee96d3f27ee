import { renderReason } from '../kernel/catalogue.js';
import type { Catalogue } from '../kernel/catalogue.js';
import { listedChannels } from '../kernel/listed-channels.js';
import type { Reason, ReasonValue } from '../kernel/reason.js';
import type { Locale } from '../kernel/words.js';
import { formatDateTime } from './format-values.js';

/** What a reason's values need to become words: the texts, the language, the zone of instants. */
export interface Speech {
  readonly catalogue: Catalogue;
  readonly locale: Locale;
  readonly zone: string;
  /** Instants in its year are said without the year; left out where the words are kept for longer than a look. */
  readonly now?: Date;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/**
 * A reason in words that people know: channels and states by their names, codes by their texts, instants in the zone. A
 * reason that only leads to another one (`why`) is said by that one, which says more, unless its text needs values that
 * this reason does not carry.
 */
export function spellReason(reason: Reason, speech: Speech): string {
  const behind = reasonBehind(reason, speech.catalogue);
  if (behind !== null) return spellReason(behind, speech);
  const params = Object.entries(reason.params).map(([name, value]) => [name, spellValue(value, speech)]);
  return renderReason(speech.catalogue, { code: reason.code, params: Object.fromEntries(params) as Reason['params'] });
}

/** The reason that `why` names, with the values of this one; null where there is none, or these values do not fill its text. */
function reasonBehind(reason: Reason, catalogue: Catalogue): Reason | null {
  const { why, ...params } = reason.params;
  if (typeof why !== 'string' || why === reason.code) return null;
  const text = catalogue[`reason.${why}`];
  if (text === undefined) return null;
  const needed = [...text.replace(/\[\[.*?\]\]/g, '').matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name ?? '');
  return needed.every((name) => Object.hasOwn(params, name)) ? { code: why, params } : null;
}

function spellValue(value: ReasonValue, speech: Speech): ReasonValue {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const words = typeof value === 'string' ? listedChannels(value) : value;
  return words.map((one) => spellWord(one, speech)).join(speech.locale === 'en' ? ', ' : '、');
}

function spellWord(word: string, { catalogue, locale, zone, now }: Speech): string {
  if (INSTANT.test(word)) return formatDateTime(new Date(word), locale, zone, now ?? null);
  const name =
    catalogue[`console.channel.${word}`] ??
    catalogue[`console.state.${word}`] ??
    catalogue[`console.audit.field.${word}`];
  return name === undefined ? word : withinSentence(name);
}

/** `Call` within a sentence is `call`; `SMS` stays. */
export function withinSentence(name: string): string {
  return /^\p{Lu}\P{Lu}*$/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
