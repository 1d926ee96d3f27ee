import Handlebars from 'handlebars';
import type { Fault } from '../kernel/faults.js';
import { reason, type Reason } from '../kernel/reason.js';
import { checkHtmlPlaces } from './html-places.js';
import { lintWording } from './lint-wording.js';
import { plainTextOf } from './plain-text.js';
import { REQUIRED_SECTIONS, splitScript } from './script-sections.js';
import type { Placeholder, TemplateText } from './template-text.js';
import { KNOWN_VARIABLES } from './template-variables.js';

/** What a template uses, what is wrong with it, and what an author should look at. */
export interface CheckedTemplate {
  readonly faults: readonly Fault[];
  readonly variables: ReadonlySet<string>;
  readonly warnings: readonly Reason[];
}

interface ParsedText {
  readonly placeholders: readonly Placeholder[];
  readonly faults: readonly Fault[];
}

/** Checks a template when it is saved: syntax, only simple known variables, what its channel demands, safe HTML. */
export function checkTemplate(template: TemplateText): CheckedTemplate {
  const parts = textsOf(template).map(([field, text]) => ({ field, text, ...parseText(field, text) }));
  const variables = new Set(parts.flatMap(({ placeholders }) => placeholders.map(({ name }) => name)));
  const faults = parts.flatMap((part) => part.faults);
  const html = parts.find(({ field }) => template.channel === 'email' && field === 'body');
  if (html !== undefined) faults.push(...checkHtmlPlaces(html.text, html.placeholders));
  if (faults.length === 0) faults.push(...channelFaults(template, parts, variables));
  const words = parts.map((part) => (part === html ? plainTextOf(part.text) : part.text));
  const warnings = words
    .flatMap((text) => lintWording(text))
    .map(({ phrase, kind }) => reason(`wording-${kind}`, { phrase }));
  return { faults, variables, warnings };
}

/** What a text needs of its provider: a reply to a question, links. */
export function templateNeeds(variables: ReadonlySet<string>): { twoWay: boolean; urls: boolean } {
  return { twoWay: variables.has('question'), urls: [...variables].some((name) => /_link(?:_\d)?$/.test(name)) };
}

/** The variables of one text; empty for a text that cannot be read. */
export function placeholdersOf(text: string): ReadonlySet<string> {
  return new Set(parseText('body', text).placeholders.map(({ name }) => name));
}

function textsOf(template: TemplateText): [string, string][] {
  const texts: [string, string][] = [['body', template.body]];
  if (template.subject !== null) texts.unshift(['subject', template.subject]);
  if (template.textBody !== null) texts.push(['textBody', template.textBody]);
  return texts;
}

function parseText(field: string, text: string): ParsedText {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parseWithoutProcessing(text);
  } catch (error) {
    return { placeholders: [], faults: [syntaxFault(field, error)] };
  }
  const placeholders: Placeholder[] = [];
  const faults: Fault[] = [];
  let before = '';
  for (const statement of program.body) {
    if (statement.type === 'ContentStatement') {
      before += (statement as hbs.AST.ContentStatement).original;
      continue;
    }
    const name = simpleVariable(statement);
    const line = statement.loc.start.line;
    if (name === null)
      faults.push(fault(field, 'not-allowed', line, 'only simple variables such as {{name}} are allowed'));
    else if (!KNOWN_VARIABLES.has(name))
      faults.push(fault(field, 'unknown-variable', line, `{{${name}}} is not known`, name));
    else placeholders.push({ name, line, before });
  }
  return { placeholders, faults };
}

/** The name of a plain `{{name}}`; null for blocks, partials, helpers, paths, raw output and everything else. */
function simpleVariable(statement: hbs.AST.Statement): string | null {
  if (statement.type !== 'MustacheStatement') return null;
  const mustache = statement as hbs.AST.MustacheStatement;
  if (!mustache.escaped || mustache.params.length > 0 || (mustache.hash?.pairs.length ?? 0) > 0) return null;
  if (mustache.path.type !== 'PathExpression') return null;
  const path = mustache.path as hbs.AST.PathExpression;
  const [name] = path.parts;
  return !path.data && path.depth === 0 && path.parts.length === 1 && path.original === name ? name : null;
}

function channelFaults(
  template: TemplateText,
  parts: readonly { field: string; placeholders: readonly Placeholder[] }[],
  variables: ReadonlySet<string>,
): Fault[] {
  if (template.channel === 'email') return emailFaults(template, parts);
  if (template.channel === 'call') return callFaults(template, variables);
  return smsFaults(template, variables);
}

function emailFaults(
  template: TemplateText,
  parts: readonly { field: string; placeholders: readonly Placeholder[] }[],
): Fault[] {
  const faults: Fault[] = [];
  if (template.subject === null || template.subject.trim() === '')
    faults.push(fault('subject', 'missing-subject', 1, 'an e-mail needs a subject'));
  for (const { field, placeholders } of parts) {
    if (field === 'subject' || placeholders.some(({ name }) => name === 'unsubscribe_link')) continue;
    faults.push(fault(field, 'missing-variable', 1, 'an e-mail needs {{unsubscribe_link}}', 'unsubscribe_link'));
  }
  return faults;
}

function smsFaults(template: TemplateText, variables: ReadonlySet<string>): Fault[] {
  const faults: Fault[] = [];
  if (template.body.trim() === '') faults.push(fault('body', 'empty', 1, 'is empty'));
  if (/[【】]/.test(template.body.replace(/^【[^【】]*】/, ''))) {
    faults.push(fault('body', 'second-signature', 1, 'one 【signature】 may stand at the beginning, and nowhere else'));
  }
  const refusable = variables.has('opt_out_note') || variables.has('unsubscribe_link');
  if (template.purpose === 'marketing' && !refusable) {
    faults.push(fault('body', 'missing-variable', 1, 'a marketing message needs {{opt_out_note}}', 'opt_out_note'));
  }
  return faults;
}

function callFaults(template: TemplateText, variables: ReadonlySet<string>): Fault[] {
  const announced = variables.has('announcement') || (variables.has('org_name') && variables.has('agent_no'));
  const sections = splitScript(template.body);
  const faults = REQUIRED_SECTIONS.filter((name) => !sections.has(name)).map((name) =>
    fault('body', 'missing-section', 1, `a call script needs the part "## ${name}"`, name),
  );
  if (!announced)
    faults.push(fault('body', 'missing-variable', 1, 'a call script needs {{announcement}}', 'announcement'));
  return faults;
}

function syntaxFault(field: string, error: unknown): Fault {
  const message = error instanceof Error ? error.message : String(error);
  const line = Number(/line (\d+)/.exec(message)?.[1] ?? /(\d+):\d+$/.exec(message)?.[1] ?? 1);
  return fault(field, 'syntax', line, 'cannot be read; check that every {{ has its }}');
}

/** `name` is the variable or the part of a script that the fault is about. */
function fault(field: string, code: string, line: number, message: string, name = ''): Fault {
  return { field, code, message: `line ${line}: ${message}`, params: { line, name } };
}
