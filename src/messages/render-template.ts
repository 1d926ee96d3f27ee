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
const compiledText = new Map<string, Compiled>();
const compiledHtml = new Map<string, Compiled>();

/** The variables of a text, read once. */
export function variablesIn(text: string): ReadonlySet<string> {
  return compile(text, false).names;
}

/** Renders an SMS: text as it is, names without 【】, which only our own signature may use. */
export function renderSms(template: TemplateText, variables: Variables): Rendered<string> {
  const rendered = render(template.body, variables, { clean: plainForSms });
  return rendered.ok ? { ok: true, value: rendered.value.trim() } : rendered;
}

/** Renders a call script for the agent's screen, as plain text. */
export function renderCall(template: TemplateText, variables: Variables): Rendered<string> {
  return render(template.body, variables, { clean: plain });
}

/** Renders the three parts of an e-mail: subject and text as they are, HTML escaped. */
export function renderEmail(template: TemplateText, variables: Variables): Rendered<EmailText> {
  const subject = render(template.subject ?? '', variables, { clean: plain });
  if (!subject.ok) return subject;
  const text = render(template.textBody ?? '', variables, { clean: plain });
  if (!text.ok) return text;
  const html = render(template.body, variables, { clean: plain, asHtml: true });
  if (!html.ok) return html;
  return {
    ok: true,
    value: { subject: subject.value.replace(/\s+/g, ' ').trim(), text: text.value, html: html.value },
  };
}

interface Rendering {
  /** Takes out of a value what may not stand in this kind of text. */
  readonly clean: (value: string) => string;
  readonly asHtml?: boolean;
}

function render(text: string, variables: Variables, { clean, asHtml = false }: Rendering): Rendered<string> {
  const template = compile(text, asHtml);
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const name of template.names) {
    const value = Object.hasOwn(variables, name) ? variables[name] : null;
    const cleaned = typeof value === 'string' ? clean(value) : '';
    if (cleaned.trim() === '' && !(typeof value === 'string' && PHRASE_VARIABLES.has(name))) missing.push(name);
    else values[name] = cleaned;
  }
  if (missing.length > 0) return { ok: false, reason: reason('missing-variable', { variables: missing }) };
  return { ok: true, value: template.run(values) };
}

/** Data are never compiled: only the template's own text is, once. */
function compile(text: string, asHtml: boolean): Compiled {
  const compiled = asHtml ? compiledHtml : compiledText;
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const options = { strict: true, noEscape: !asHtml, knownHelpersOnly: true, preventIndent: true };
  const made = { names: placeholdersOf(text), run: Handlebars.compile<Record<string, string>>(text, options) };
  if (compiled.size >= CACHE_LIMIT) compiled.clear();
  compiled.set(text, made);
  return made;
}

const UNWANTED = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\u200e\u200f]/u;

/** One line without control characters and without marks that turn the direction of writing. */
function plain(value: string): string {
  if (!UNWANTED.test(value)) return value;
  return value.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu, '');
}

/** As `plain`, without 【】, which only our own signature may use. */
export function plainForSms(value: string): string {
  return plain(value).replace(/[【】]/g, '');
}
