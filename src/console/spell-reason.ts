import { renderReason } from '../kernel/catalogue.js';
import type { Catalogue } from '../kernel/catalogue.js';
import type { Reason, ReasonValue } from '../kernel/reason.js';
import type { Locale } from '../kernel/words.js';
import { formatDateTime } from './format-values.js';

/** What a reason's values need to become words: the texts, the language, the zone of instants. */
export interface Speech {
  readonly catalogue: Catalogue;
  readonly locale: Locale;
  readonly zone: string;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/**
 * A reason in words that people know: channels and states by their names, codes by their texts, instants in the zone. A
 * reason that only leads to another one (`why`) is said by that one, which says more.
 */
export function spellReason(reason: Reason, speech: Speech): string {
  const { why } = reason.params;
  if (typeof why === 'string' && speech.catalogue[`reason.${why}`] !== undefined && why !== reason.code) {
    const params = Object.entries(reason.params).filter(([name]) => name !== 'why');
    return spellReason({ code: why, params: Object.fromEntries(params) }, speech);
  }
  const params = Object.entries(reason.params).map(([name, value]) => [name, spellValue(value, speech)]);
  return renderReason(speech.catalogue, { code: reason.code, params: Object.fromEntries(params) as Reason['params'] });
}

function spellValue(value: ReasonValue, speech: Speech): ReasonValue {
  if (typeof value === 'string') return spellWord(value, speech);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return value.map((one) => spellWord(one, speech)).join(speech.locale === 'en' ? ', ' : '、');
}

function spellWord(word: string, { catalogue, locale, zone }: Speech): string {
  if (INSTANT.test(word)) return formatDateTime(new Date(word), locale, zone);
  const name = catalogue[`console.channel.${word}`] ?? catalogue[`console.state.${word}`];
  return name === undefined ? word : withinSentence(name);
}

/** `Call` within a sentence is `call`; `SMS` stays. */
export function withinSentence(name: string): string {
  return /^\p{Lu}\P{Lu}*$/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
