import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { packageRoot } from '../database/package-root.adapter.js';
import type { Catalogue } from '../kernel/catalogue.js';
import { LOCALES } from '../kernel/words.js';
import type { Locale } from '../kernel/words.js';
import { mergeStrings } from './merge-strings.js';
import type { StringsFile } from './merge-strings.js';

/** Every text of the product in both languages, read once from `templates/strings/<locale>/<stage>.json`. */
@Injectable()
export class StringsService {
  private readonly catalogues = new Map<Locale, Catalogue>();

  constructor() {
    for (const locale of LOCALES) this.catalogues.set(locale, mergeStrings(readStringsFiles(locale)).catalogue);
  }

  /** The catalogue of a language. */
  of(locale: Locale): Catalogue {
    return this.catalogues.get(locale) ?? {};
  }
}

/** The files of one language, by name. */
export function readStringsFiles(locale: Locale): StringsFile[] {
  const folder = join(packageRoot(), 'templates', 'strings', locale);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({
      stage: name.slice(0, -'.json'.length),
      texts: JSON.parse(readFileSync(join(folder, name), 'utf8')) as Catalogue,
    }));
}
