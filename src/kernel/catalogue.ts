import type { Reason, ReasonValue } from './reason.js';
import { LOCALES } from './words.js';

/** The texts of one language by key. */
export type Catalogue = Readonly<Record<string, string>>;

/** Under this key a catalogue names its own language, as a BCP 47 tag. */
const LANGUAGE_KEY = 'language.tag';
const CATEGORIES: readonly Intl.LDMLPluralRule[] = ['zero', 'one', 'two', 'few', 'many', 'other'];
const PLURALS = new Map<string, Plurals>(LOCALES.map((locale) => [locale, pluralsOf(locale)]));

interface Plurals {
  readonly rules: Intl.PluralRules;
  /** Those that the language has, from zero to other. */
  readonly categories: readonly Intl.LDMLPluralRule[];
}

/**
 * The text of `key` with `{{name}}` replaced by its parameter, and `{{name:visit|visits}}` by the form that the language has
 * for that many (forms in the order of the language's plural categories, from zero to other). Of `[[a {{x}}|b {{y}}]]` those
 * parts stay whose values are there. The key itself where the text is missing.
 */
export function translate(
  catalogue: Catalogue,
  key: string,
  params: Readonly<Record<string, ReasonValue>> = {},
): string {
  const whole = catalogue[key] ?? key;
  if (!whole.includes('{{')) return whole;
  const text = keepFilled(whole, params, catalogue[LANGUAGE_KEY] === 'zh-CN' ? '，' : ', ');
  return text.replace(/\{\{\s*(\w+)\s*(?::([^{}]+))?\}\}/g, (_, name: string, forms: string | undefined) =>
    forms === undefined
      ? formatValue(params[name])
      : pluralForm(catalogue[LANGUAGE_KEY] ?? 'en', forms.split('|'), params[name]),
  );
}

/** A reason in words. */
export function renderReason(catalogue: Catalogue, reason: Reason): string {
  return translate(catalogue, `reason.${reason.code}`, reason.params);
}

function keepFilled(text: string, params: Readonly<Record<string, ReasonValue>>, comma: string): string {
  return text.replace(/\[\[([^[\]]+)\]\]/g, (_, parts: string) =>
    parts
      .split('|')
      .filter((part) => [...part.matchAll(/\{\{\s*(\w+)/g)].every(([, name = '']) => isThere(params[name])))
      .join(comma),
  );
}

function isThere(value: ReasonValue | null | undefined): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** A number may be written already: `1,234`. What is no number takes the last form. */
function pluralForm(language: string, forms: readonly string[], value: ReasonValue | undefined): string {
  const { rules, categories } = PLURALS.get(language) ?? pluralsOf(language);
  const count = Number(String(value).replaceAll(',', ''));
  return forms[categories.indexOf(rules.select(count))] ?? forms.at(-1) ?? '';
}

function pluralsOf(language: string): Plurals {
  const rules = new Intl.PluralRules(language);
  const has = rules.resolvedOptions().pluralCategories;
  return { rules, categories: CATEGORIES.filter((one) => has.includes(one)) };
}

function formatValue(value: ReasonValue | undefined): string {
  if (value === undefined) return '—';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
