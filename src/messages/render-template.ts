import Handlebars from 'handlebars';
import { reason, type Reason } from '../kernel/reason.js';
import { placeholdersOf } from './template-check.js';
import type { TemplateText } from './template-text.js';
import { PHRASE_VARIABLES, type Variables } from './template-variables.js';

/** A text, or the reason why there is none: a missing fact holds the message, it never leaves a blank (E5). */
export type Rendered<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: Reason };

export interface EmailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

interface Compiled {
  readonly names: ReadonlySet<string>;
  readonly run: (variables: Record<string, string>) => string;
}

const CACHE_LIMIT = 500;
const compiled = new Map<string, Compiled>();

/** Renders an SMS: text as it is, names without 【】, which only our own signature may use. */
export function renderSms(template: TemplateText, variables: Variables): Rendered<string> {
  const rendered = renderText(template.body, mapValues(variables, plainForSms));
  return rendered.ok ? { ok: true, value: rendered.value.trim() } : rendered;
}

/** Renders a call script for the agent's screen, as plain text. */
export function renderCall(template: TemplateText, variables: Variables): Rendered<string> {
  return renderText(template.body, mapValues(variables, plain));
}

/** Renders the three parts of an e-mail: subject and text as they are, HTML escaped. */
export function renderEmail(template: TemplateText, variables: Variables): Rendered<EmailText> {
  const values = mapValues(variables, plain);
  const subject = renderText(template.subject ?? '', values);
  if (!subject.ok) return subject;
  const text = renderText(template.textBody ?? '', values);
  if (!text.ok) return text;
  const html = render(template.body, values, true);
  if (!html.ok) return html;
  return {
    ok: true,
    value: { subject: subject.value.replace(/\s+/g, ' ').trim(), text: text.value, html: html.value },
  };
}

function renderText(text: string, variables: Variables): Rendered<string> {
  return render(text, variables, false);
}

function render(text: string, variables: Variables, asHtml: boolean): Rendered<string> {
  const template = compile(text, asHtml);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const name of template.names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : null;
    if (typeof value === 'string' && (value !== '' || PHRASE_VARIABLES.has(name))) values[name] = value;
    else missing.push(name);
  }
  if (missing.length > 0) return { ok: false, reason: reason('missing-variable', { variables: missing }) };
  return { ok: true, value: template.run(values) };
}

/** Data are never compiled: only the template's own text is, once. */
function compile(text: string, asHtml: boolean): Compiled {
  const key = `${asHtml ? 'html' : 'text'} ${text}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const options = { strict: true, noEscape: !asHtml, knownHelpersOnly: true, preventIndent: true };
  const made = { names: placeholdersOf(text), run: Handlebars.compile<Record<string, string>>(text, options) };
  if (compiled.size >= CACHE_LIMIT) compiled.clear();
  compiled.set(key, made);
  return made;
}

function mapValues(variables: Variables, change: (value: string) => string): Variables {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value === null ? null : change(value)]),
  );
}

/** One line without control characters and without marks that turn the direction of writing. */
function plain(value: string): string {
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, '');
}

function plainForSms(value: string): string {
  return plain(value).replace(/[【】]/g, '');
}
