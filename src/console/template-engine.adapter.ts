import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '../database/package-root.adapter.js';
import { translate } from '../kernel/catalogue.js';
import type { Catalogue } from '../kernel/catalogue.js';
import type { Fault } from '../kernel/faults.js';
import type { Reason, ReasonValue } from '../kernel/reason.js';
import type { Locale } from '../kernel/words.js';
import { spellActor } from './spell-actor.js';
import { spellFault } from './spell-fault.js';
import { spellReason } from './spell-reason.js';
import {
  formatCount,
  formatDateTime,
  formatDay,
  formatRelative,
  formatShare,
  formatShortDay,
  formatTime,
} from './format-values.js';

/** What every template may rely on besides its own page: language, zone, the present instant. */
export interface Rendering {
  readonly locale: Locale;
  readonly catalogue: Catalogue;
  readonly zone: string;
  readonly now: Date;
  readonly assets: (name: string) => string;
}

type CompileOptions = Parameters<typeof Handlebars.compile>[1];
type Options = Handlebars.HelperOptions & { data: Rendering };

const FOLDERS = ['console', 'survey'];

/**
 * Handlebars over the product's own templates: `<folder>/<page>` from `templates/<folder>/pages`, partials by name, escaped
 * always. A layout is a partial block. Compiled once.
 */
export class TemplateEngine {
  private readonly handlebars = Handlebars.create();
  private readonly pages = new Map<string, Handlebars.TemplateDelegate>();

  constructor() {
    this.registerWords();
    this.registerValues();
    const options = compileOptions(Object.keys(this.handlebars.helpers));
    for (const folder of FOLDERS) {
      // Without the line's end: a cell that shows nothing must be empty for the style sheet too.
      for (const [name, source] of readTemplates(folder, 'partials')) {
        this.handlebars.registerPartial(name, source.trimEnd());
      }
      for (const [name, source] of readTemplates(folder, 'pages')) {
        this.pages.set(`${folder}/${name}`, this.handlebars.compile(source, options));
      }
    }
  }

  /** The HTML of a page. Throws when there is no such page: a fault of the program. */
  render(page: string, model: object, rendering: Rendering): string {
    const template = this.pages.get(page);
    if (!template) throw new Error(`There is no page template ${page}.`);
    return template(model, { data: { ...rendering } });
  }

  private registerWords(): void {
    this.handlebars.registerHelper('t', (key: string, { hash, data }: Options) =>
      translate(data.catalogue, key, hash as Record<string, ReasonValue>),
    );
    this.handlebars.registerHelper('reason', (reason: Reason | null | undefined, { data }: Options) =>
      reason ? spellReason(reason, data) : '',
    );
    this.handlebars.registerHelper('fault', (fault: Fault, { data }: Options) => spellFault(fault, data));
    this.handlebars.registerHelper('who', (actor: string | null | undefined, { data }: Options) =>
      actor ? spellActor(actor, data.catalogue) : '',
    );
    this.handlebars.registerHelper('key', (...parts: unknown[]) => parts.slice(0, -1).join(''));
    this.handlebars.registerHelper('eq', (one: unknown, other: unknown) => one === other);
    this.handlebars.registerHelper('or', (...values: unknown[]) => values.slice(0, -1).some(isThere));
    this.handlebars.registerHelper('and', (...values: unknown[]) => values.slice(0, -1).every(isThere));
    this.handlebars.registerHelper('not', (value: unknown) => !isThere(value));
    this.handlebars.registerHelper('is-number', (value: unknown) => typeof value === 'number');
    this.handlebars.registerHelper(
      'includes',
      (list: unknown, value: unknown) => Array.isArray(list) && list.includes(value),
    );
    this.handlebars.registerHelper('asset', (name: string, { data }: Options) => data.assets(name));
  }

  private registerValues(): void {
    const { handlebars } = this;
    handlebars.registerHelper('count', (value: number, { data }: Options) => formatCount(value, data.locale));
    handlebars.registerHelper('share', (value: number | null, { data }: Options) => formatShare(value, data.locale));
    handlebars.registerHelper('dateTime', (at: Date, { data, hash }: Options) =>
      formatDateTime(at, data.locale, (hash as { zone?: string }).zone ?? data.zone, data.now),
    );
    handlebars.registerHelper('count-of', (value: number, { data }: Options) => formatCount(value, data.locale));
    handlebars.registerHelper('time', (at: Date, { data }: Options) => formatTime(at, data.locale, data.zone));
    handlebars.registerHelper('day', (at: Date, { data }: Options) => formatDay(at, data.locale, data.zone));
    handlebars.registerHelper('short-day', (at: Date, { data }: Options) => formatShortDay(at, data.locale, data.zone));
    handlebars.registerHelper('relative', (at: Date, { data }: Options) => formatRelative(at, data.now, data.locale));
    handlebars.registerHelper('iso', (at: Date) => at.toISOString());
  }
}

/** Every helper is known: what is none of them is a value, and need not be looked for among them with each use. */
function compileOptions(helpers: readonly string[]): CompileOptions {
  const knownHelpers = Object.fromEntries(helpers.map((name) => [name, true]));
  // Partials are compiled with the options of the page that uses them first.
  return { strict: false, preventIndent: true, knownHelpersOnly: true, knownHelpers };
}

/** As a block's condition sees it: an empty list is nothing. */
function isThere(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** Name (without its ending) and text of each template in a folder. */
export function readTemplates(folder: string, kind: 'pages' | 'partials'): [string, string][] {
  const path = join(packageRoot(), 'templates', folder, kind);
  return readdirSync(path)
    .filter((name) => name.endsWith('.hbs'))
    .map((name) => [name.slice(0, -'.hbs'.length), readFileSync(join(path, name), 'utf8')]);
}
