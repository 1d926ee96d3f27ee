import type { Catalogue } from '../kernel/catalogue.js';

/** The texts of one stage in one language, as they stand in its file. */
export interface StringsFile {
  readonly stage: string;
  readonly texts: Catalogue;
}

/** One catalogue of all stages, and the keys that more than one stage gives a different text. */
export function mergeStrings(files: readonly StringsFile[]): { catalogue: Catalogue; clashes: string[] } {
  const catalogue: Record<string, string> = Object.create(null) as Record<string, string>;
  const clashes: string[] = [];
  for (const file of files) {
    for (const [key, text] of Object.entries(file.texts)) {
      const earlier = catalogue[key];
      if (earlier !== undefined && earlier !== text) clashes.push(`${file.stage}: ${key}`);
      catalogue[key] ??= text;
    }
  }
  return { catalogue, clashes };
}

/** Keys of `one` that `other` lacks, in order. */
export function missingKeys(one: Catalogue, other: Catalogue): string[] {
  return Object.keys(one)
    .filter((key) => other[key] === undefined)
    .sort();
}

/** The names in a text's `{{name}}` and `{{name:form|forms}}`, sorted: both languages of a key must use the same. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*(?::[^{}]+)?\}\}/g)].map((match) => match[1] ?? ''))].sort();
}

/** Keys that a page's template asks for literally: `{{t "key" …}}` and `(t "key" …)`. */
export function keysInTemplate(source: string): string[] {
  return [...source.matchAll(/[{(]\s*t\s+"([^"]+)"/g)].map((match) => match[1] ?? '');
}
