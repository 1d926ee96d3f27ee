import type { Organisation } from '../config/organisation.js';
import { reason, type Reason } from '../kernel/reason.js';
import { contentHash } from '../kernel/stable-json.js';
import type { SurveyDefinition } from '../surveys/survey-definition.js';
import type { MessageAgent, MessageCampaign, MessageContext, MessageCustomer } from './message-context.js';
import { canReach, capabilityOf, type Capability } from './provider-capability.js';
import { renderCall, renderEmail, renderSms, variablesIn, type Rendered } from './render-template.js';
import { fillRegistered, parametersOf, type RegisteredTemplate, withoutSignature } from './registered-text.js';
import { optOutToken, surveyToken } from './signed-link.js';
import { CHINA_MAX_UNITS, countSegments } from './sms-segments.js';
import { templateNeeds } from './template-check.js';
import type { TemplateRef, TemplateVersion } from './template-text.js';
import { buildVariables, type Variables } from './template-variables.js';

/** Everything about one message but its template. */
export interface MessageFacts {
  readonly visitId: number;
  /** Travels with the message: in its Message-ID, or in the status callback's URL. */
  readonly attemptKey: string;
  /** The number in E.164 or the e-mail address; for a call the number to dial. */
  readonly to: string;
  /** Of the number, ISO 3166 alpha-2; null where unknown, and for e-mail. */
  readonly country: string | null;
  /** `twilio`, `tencent`, `smtp`, `sandbox`, or a sandbox that imitates one (`sandbox:twilio`). */
  readonly provider: string;
  readonly customer: MessageCustomer;
  readonly campaign: MessageCampaign;
  readonly agent: MessageAgent | null;
  readonly organisation: Organisation;
  readonly survey: SurveyDefinition | null;
}

/** Where links lead, what signs them, and the domain of Message-IDs. */
export interface LinkBase {
  readonly publicUrl: string;
  readonly secretKey: string;
  readonly mailDomain: string;
}

/** A registered template with its parameters in their order. */
export interface RegisteredMessage {
  readonly providerTemplateId: string;
  readonly params: readonly string[];
  readonly signature: string;
}

/** A message as it leaves. The hash covers subject, text and HTML; `templateVersion` says what it was made of. */
export interface Composed {
  readonly channel: TemplateVersion['channel'];
  readonly to: string;
  readonly subject?: string;
  readonly text: string;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly segments?: number;
  /** What goes in place of the text to a provider that sends nothing but what it has on its books. */
  readonly registered?: RegisteredMessage;
  readonly bodyHash: string;
  readonly templateVersion: TemplateRef;
}

/** A message, or why it must be held. */
export type Composition = Composed | { readonly reason: Reason };

/** One strict address: no list, no group, no comment, nothing that a mail server could read as two. */
const MAIL_ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,253}$/u;

/** Whether a composition is a message. */
export function isComposed(composition: Composition): composition is Composed {
  return !('reason' in composition);
}

/**
 * Makes the message, or says why it must be held: a missing fact, a provider that cannot carry it, an unsafe address.
 * `registered` is the template as a provider has it that sends nothing else; without it such a message is only looked at.
 */
export function composeMessage(
  template: TemplateVersion,
  facts: MessageFacts,
  base: LinkBase,
  registered: RegisteredTemplate | null = null,
): Composition {
  const capability = capabilityOf(facts.provider, facts.country);
  if (template.channel === 'call') return composeCall(template, facts, base);
  const refusal = canReach(facts.provider, facts.country, needsOf(template));
  if (refusal !== null) return { reason: refusal };
  if (capability === null)
    return { reason: reason('provider-unknown', { provider: facts.provider, country: facts.country ?? '' }) };
  const variables = variablesOf(template, facts, base);
  if (template.channel === 'email') return composeEmail(template, facts, base, variables);
  return registered === null
    ? composeSms(template, facts, capability, variables)
    : composeRegistered(template, facts, registered, variables);
}

/** The values of every variable in a message like this. */
export function variablesOf(template: TemplateVersion, facts: MessageFacts, base: LinkBase): Variables {
  return buildVariables(contextOf(template, facts, base, capabilityOf(facts.provider, facts.country)));
}

function needsOf(template: TemplateVersion): { twoWay?: boolean; urls: boolean } {
  const needs = templateNeeds(variablesIn(template.body));
  // An e-mail's question is answered on a page; only an SMS needs the reply itself.
  return template.channel === 'sms' ? needs : { urls: needs.urls };
}

function contextOf(
  template: TemplateVersion,
  facts: MessageFacts,
  base: LinkBase,
  capability: Capability | null,
): MessageContext {
  const { visitId, to, customer, campaign, agent, organisation, survey } = facts;
  const unsubscribe = optOutToken({ address: to, channel: template.channel, visitId }, base.secretKey);
  return {
    channel: template.channel,
    language: template.language,
    customer,
    campaign,
    agent,
    organisation,
    survey,
    surveyLink: survey === null ? null : `${base.publicUrl}/s/${surveyToken(visitId, base.secretKey)}`,
    unsubscribeLink: `${base.publicUrl}/u/${unsubscribe}`,
    replies: capability?.twoWay ?? false,
    links: capability?.urls ?? false,
  };
}

function composeCall(template: TemplateVersion, facts: MessageFacts, base: LinkBase): Composition {
  const rendered = renderCall(template, buildVariables(contextOf(template, facts, base, null)));
  return finish(template, facts, rendered, (text) => ({ text }));
}

function composeSms(
  template: TemplateVersion,
  facts: MessageFacts,
  capability: Capability,
  variables: Variables,
): Composition {
  const rendered = renderSms(template, variables);
  if (!rendered.ok) return { reason: rendered.reason };
  const signed = countSegments(rendered.value, facts.country);
  const limit = Math.min(capability.maxUnits ?? Infinity, facts.country === 'CN' ? CHINA_MAX_UNITS : Infinity);
  if (rendered.value.length > limit)
    return { reason: reason('message-too-long', { units: rendered.value.length, limit }) };
  return finish(template, facts, rendered, (text) => ({ text, segments: signed.segments }));
}

/** The provider makes the text of its own copy; it must come out as ours would, or somebody gets another text than was agreed to. */
function composeRegistered(
  template: TemplateVersion,
  facts: MessageFacts,
  registered: RegisteredTemplate,
  variables: Variables,
): Composition {
  const rendered = renderSms(template, variables);
  if (!rendered.ok) return { reason: rendered.reason };
  const filled = parametersOf(registered, variables);
  if ('reason' in filled) return filled;
  const { providerTemplateId, signature } = registered;
  const unsigned = fillRegistered(registered.text, filled.values);
  if (unsigned !== withoutSignature(rendered.value)) {
    return { reason: reason('template-text-differs', { template: template.id, providerTemplate: providerTemplateId }) };
  }
  // The signature counts, whoever puts it in front; the customer sees it, so it belongs to the text.
  const text = `【${signature}】${unsigned}`;
  if (text.length > CHINA_MAX_UNITS)
    return { reason: reason('message-too-long', { units: text.length, limit: CHINA_MAX_UNITS }) };
  const { segments } = countSegments(text, facts.country);
  const message = { providerTemplateId, params: filled.values, signature };
  return finish(template, facts, { ok: true, value: text }, () => ({ text, segments, registered: message }));
}

function composeEmail(
  template: TemplateVersion,
  facts: MessageFacts,
  base: LinkBase,
  variables: Variables,
): Composition {
  if (!MAIL_ADDRESS.test(facts.to)) return { reason: reason('unsafe-address') };
  const rendered = renderEmail(template, variables);
  return finish(template, facts, rendered, (email) => ({
    ...email,
    headers: {
      'Message-ID': `<${facts.attemptKey}@${base.mailDomain}>`,
      'List-Unsubscribe': `<${variables['unsubscribe_link'] ?? ''}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
    },
  }));
}

type Parts = Pick<Composed, 'text' | 'subject' | 'html' | 'headers' | 'segments' | 'registered'>;

function finish<T>(
  template: TemplateVersion,
  facts: MessageFacts,
  rendered: Rendered<T>,
  parts: (value: T) => Parts,
): Composition {
  if (!rendered.ok) return { reason: rendered.reason };
  const made = parts(rendered.value);
  const { id, channel, language, version } = template;
  return {
    channel,
    to: facts.to,
    ...made,
    bodyHash: contentHash({ subject: made.subject ?? null, text: made.text, html: made.html ?? null }),
    templateVersion: { id, channel, language, version },
  };
}
