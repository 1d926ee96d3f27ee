import { knownZoneClock } from '../calendar/zone-clock.js';
import { renderReason, type Catalogue } from '../kernel/catalogue.js';
import { listedChannels } from '../kernel/listed-channels.js';
import type { Reason, ReasonValue } from '../kernel/reason.js';
import { LOCALES, type Locale } from '../kernel/words.js';

/** A reason with its words in both languages. */
export interface ToldReason extends Reason {
  readonly texts: Readonly<Record<Locale, string>>;
}

/** What puts reasons into words: the texts of both languages, and the zone in which instants are said. */
export interface Teller {
  readonly catalogues: Readonly<Record<Locale, Catalogue>>;
  readonly zone: string;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;
const COMMAS: Readonly<Record<Locale, string>> = { en: ', ', 'zh-CN': '、' };

/** The reason as it is, with its texts; instants are said as wall-clock times with their zone. */
export function tellReason(why: Reason, { catalogues, zone }: Teller): ToldReason {
  const texts = LOCALES.map((locale) => {
    const params = Object.entries(why.params).map(([name, value]) => [
      name,
      tellValue(value, catalogues[locale], zone, COMMAS[locale]),
    ]);
    const spelled = { code: why.code, params: Object.fromEntries(params) as Reason['params'] };
    return [locale, renderReason(catalogues[locale], spelled)];
  });
  return { ...why, texts: Object.fromEntries(texts) as Record<Locale, string> };
}

/** A wall-clock time with its zone: `2026-11-24 09:00 (Asia/Shanghai)`. */
export function wallClock(at: number, zone: string): string {
  return `${localMinute(at, zone)} (${zone})`;
}

/** The local date and minute of an instant: `2026-11-24 09:00`. */
export function localMinute(at: number, zone: string): string {
  return new Date(knownZoneClock(zone).localOf(at)).toISOString().slice(0, 16).replace('T', ' ');
}

function tellValue(value: ReasonValue, catalogue: Catalogue, zone: string, comma: string): ReasonValue {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const words = typeof value === 'string' ? listedChannels(value) : value;
  return words.map((word) => tellWord(word, catalogue, zone)).join(comma);
}

function tellWord(word: string, catalogue: Catalogue, zone: string): string {
  if (INSTANT.test(word)) return wallClock(Date.parse(word), zone);
  const name = catalogue[`console.channel.${word}`];
  if (name === undefined) return word;
  // `Call` within a sentence is `call`; `SMS` stays.
  return /^\p{Lu}\P{Lu}*$/u.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}
