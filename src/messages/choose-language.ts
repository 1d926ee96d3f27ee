/** What archives write instead of a language tag. */
const COMMON_NAMES: Readonly<Record<string, string>> = {
  中文: 'zh-CN',
  汉语: 'zh-CN',
  普通话: 'zh-CN',
  国语: 'zh-CN',
  粤语: 'yue',
  广东话: 'yue',
  英语: 'en',
  英文: 'en',
  chinese: 'zh-CN',
  mandarin: 'zh-CN',
  cantonese: 'yue',
  english: 'en',
};

/** Languages of China that are read in 简体中文 where nothing closer exists. */
const WRITTEN_IN_CHINESE = new Set(['zh', 'cmn', 'yue', 'wuu', 'hak', 'nan', 'gan', 'hsn', 'cdo', 'cjy']);

/**
 * The languages to look for, best first: the customer's, its base language (`yue` → `zh-CN`, `en-GB` → `en`), the
 * organisation's.
 */
export function languageChain(customerLanguage: string | null, organisationLocale: string): string[] {
  const tag = customerLanguage === null ? null : readTag(customerLanguage);
  const chain = tag === null ? [organisationLocale] : [tag, ...baseOf(tag), organisationLocale];
  return [...new Set(chain)];
}

/** The first language of the chain in which something exists; null where none does. */
export function chooseLanguage(
  customerLanguage: string | null,
  organisationLocale: string,
  available: readonly string[],
): string | null {
  return languageChain(customerLanguage, organisationLocale).find((language) => available.includes(language)) ?? null;
}

/** Reading a tag costs more than choosing; archives write few, and what they write does not come to an end. */
const MOST_KNOWN_TAGS = 500;
const knownTags = new Map<string, string | null>();

function readTag(written: string): string | null {
  const known = knownTags.get(written);
  if (known !== undefined) return known;
  const tag = canonicalTag(written);
  if (knownTags.size >= MOST_KNOWN_TAGS) knownTags.clear();
  knownTags.set(written, tag);
  return tag;
}

function canonicalTag(written: string): string | null {
  const name = written.trim();
  if (name === '') return null;
  const known = COMMON_NAMES[name.toLowerCase()];
  if (known !== undefined) return known;
  try {
    return Intl.getCanonicalLocales(name.replaceAll('_', '-'))[0] ?? null;
  } catch {
    return null;
  }
}

function baseOf(tag: string): string[] {
  const base = tag.split('-')[0] ?? tag;
  return WRITTEN_IN_CHINESE.has(base) ? [base, 'zh-CN'] : [base];
}
