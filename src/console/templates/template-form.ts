import { CHANNELS, PURPOSES } from '../../kernel/words.js';
import type { TemplateDraft } from '../../messages/template.service.js';
import type { TemplateVersion } from '../../messages/template-text.js';

/** The fields of the editor; `customer` is whom its preview is for. */
export const TEMPLATE_FIELDS = [
  'id',
  'channel',
  'language',
  'purpose',
  'subject',
  'body',
  'textBody',
  'customer',
] as const;
export type TemplateTyped = Readonly<Partial<Record<(typeof TEMPLATE_FIELDS)[number], string>>>;

/** What was posted, with the line ends of browsers made those of texts. */
export function readTyped(body: Readonly<Record<string, unknown>>): TemplateTyped {
  const found = TEMPLATE_FIELDS.map((name) => [name, body[name]] as const);
  return Object.fromEntries(
    found.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value.replaceAll('\r\n', '\n')]] : [])),
  );
}

/** The draft that was typed; e-mail without a text part gets one made of its HTML. */
export function toDraft(typed: TemplateTyped): TemplateDraft {
  const channel = CHANNELS.find((each) => each === typed.channel) ?? 'sms';
  const textBody = typed.textBody?.trim() ?? '';
  return {
    id: typed.id?.trim() ?? '',
    channel,
    language: typed.language?.trim() ?? '',
    purpose: PURPOSES.find((each) => each === typed.purpose) ?? 'service',
    subject: typed.subject?.trim() ?? '',
    body: typed.body ?? '',
    textBody: textBody === '' ? null : (typed.textBody ?? ''),
  };
}

/** A stored version as its editor shows it. */
export function toTyped(version: TemplateVersion): TemplateTyped {
  const { id, channel, language, purpose, subject, body, textBody } = version;
  return { id, channel, language, purpose, body, subject: subject ?? '', textBody: textBody ?? '' };
}
