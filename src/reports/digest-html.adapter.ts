import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Handlebars from 'handlebars';
import { packageRoot } from '../database/package-root.adapter.js';
import type { DigestView } from './digest-view.js';

let template: Handlebars.TemplateDelegate | null = null;

/** The mail's HTML part: styles inline and nothing from outside, as mail programs want it. */
export function digestHtml(view: DigestView): string {
  template ??= Handlebars.compile(readFileSync(join(packageRoot(), 'templates', 'reports', 'digest.hbs'), 'utf8'));
  return template(view);
}
