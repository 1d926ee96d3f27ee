import type { Fault } from '../kernel/faults.js';
import { reason, type Reason } from '../kernel/reason.js';
import { plainForSms } from './render-template.js';
import type { Variables } from './template-variables.js';

/** A text as a provider has it on its books: `{1}`, `{2}` … stand for these variables, in this order. */
export interface RegisteredText {
  readonly text: string;
  readonly params: readonly string[];
}

/** What a provider calls a registered text, and how it lets it be filled. */
export interface RegisteredTemplate extends RegisteredText {
  readonly providerTemplateId: string;
  /** Most characters of one parameter. */
  readonly longestParam: number;
  /** The registered signature (签名), which the provider puts in front in 【】. */
  readonly signature: string;
}

/** How far the provider's review is. */
export const REVIEW_STATES = ['pending', 'approved', 'rejected'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** What differs from customer to customer; everything else is written out when a text is handed in. */
const BY_CUSTOMER: ReadonlySet<string> = new Set([
  ...['salutation', 'name', 'member_name', 'honorific', 'product', 'member_level', 'card_expires_on'],
  ...['service_date', 'service_item', 'service_phrase', 'agent_no', 'agent_name', 'closing_wish'],
]);
const PLACE = /\{\{\s*([a-z_0-9]+)\s*\}\}/g;
const SIGNATURE = /^【[^【】]*】/;

/** Takes our own signature off: the provider puts the registered one in its place. */
export function withoutSignature(text: string): string {
  return text.replace(SIGNATURE, '').trim();
}

/** The text to hand in for review, with the organisation's own facts and the survey's question written out. */
export function toRegisteredText(
  body: string,
  fixed: Variables,
): { readonly registered: RegisteredText; readonly faults: readonly Fault[] } {
  const params: string[] = [];
  const missing: string[] = [];
  const links: string[] = [];
  const text = withoutSignature(body).replace(PLACE, (_place, name: string) => {
    if (/_link(?:_\d)?$/.test(name)) links.push(name);
    else if (BY_CUSTOMER.has(name)) return `{${params.push(name)}}`;
    else if (typeof fixed[name] !== 'string') missing.push(name);
    return plainForSms(fixed[name] ?? '');
  });
  const faults: Fault[] = [];
  const fault = (code: string, message: string, params: Fault['params'] = {}) =>
    faults.push({ field: 'version', code, message, params });
  if (links.length > 0) fault('registered-link', 'carries a link, which may not stand in a parameter');
  if (missing.length > 0) {
    const names = missing.join(', ');
    fault('registered-missing', `needs ${names}, which the organisation or the survey does not have`, { names });
  }
  if (/\{\{|\{\d+\}/.test(withoutSignature(body).replace(PLACE, ''))) {
    fault('registered-braces', 'has braces that are no simple variable');
  }
  if (text.replace(/\{\d+\}/g, '').trim() === '') fault('registered-empty', 'consists of parameters alone');
  return { registered: { text: text.trim(), params }, faults };
}

/** The values of the parameters in their order, or why they cannot go: a missing fact, a value that is too long. */
export function parametersOf(
  { params, longestParam }: RegisteredTemplate,
  variables: Variables,
): { readonly values: readonly string[] } | { readonly reason: Reason } {
  const values = params.map((name) => plainForSms(variables[name] ?? ''));
  const missing = params.filter((_name, at) => values[at]?.trim() === '');
  if (missing.length > 0) return { reason: reason('missing-variable', { variables: missing }) };
  const long = params.filter((_name, at) => (values[at]?.length ?? 0) > longestParam);
  if (long.length > 0) return { reason: reason('parameter-too-long', { variables: long, limit: longestParam }) };
  return { values };
}

/** The text that the provider makes of its parameters. */
export function fillRegistered(text: string, values: readonly string[]): string {
  return text.replace(/\{(\d+)\}/g, (place, number: string) => values[Number(number) - 1] ?? place);
}
