import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../database/package-root.adapter.js';
import type { Channel } from '../kernel/words.js';
import type { TemplateText } from './template-text.js';

/** A template that comes with the program. */
export type PackagedTemplate = TemplateText & { readonly id: string; readonly language: string };

/** `visit-survey.email-text.zh-CN.hbs`: id, part, language. */
const FILE_NAME = /^([a-z0-9-]+)\.(sms|call|email|email-subject|email-text)\.([A-Za-z-]+)\.hbs$/;

/** Reads `templates/messages`; e-mail has three files, of its HTML, subject and text. */
export async function readPackagedTemplates(
  folder = join(packageRoot(), 'templates', 'messages'),
): Promise<PackagedTemplate[]> {
  const texts = new Map<string, string>();
  for (const file of (await readdir(folder)).sort()) {
    if (FILE_NAME.test(file)) texts.set(file, (await readFile(join(folder, file), 'utf8')).trimEnd());
  }
  const templates: PackagedTemplate[] = [];
  for (const [file, body] of texts) {
    const [, id = '', part = '', language = ''] = FILE_NAME.exec(file) ?? [];
    if (part !== 'sms' && part !== 'call' && part !== 'email') continue;
    const beside = (name: string) => texts.get(`${id}.${part}-${name}.${language}.hbs`) ?? null;
    templates.push({
      id,
      channel: part satisfies Channel,
      language,
      purpose: 'service',
      subject: beside('subject'),
      body,
      textBody: beside('text'),
    });
  }
  return templates;
}
