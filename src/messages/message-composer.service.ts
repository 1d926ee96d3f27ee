import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { NotFoundError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import { DEFAULT_SURVEY } from '../surveys/default-survey.js';
import type { SurveyDefinition } from '../surveys/survey-definition.js';
import { composeMessage, type Composition, type LinkBase, type MessageFacts, variablesOf } from './compose-message.js';
import { longestCustomer } from './longest-customer.js';
import { mailDomainOf } from './mail-domain.js';
import type { MessageCustomer } from './message-context.js';
import { capabilityOf } from './provider-capability.js';
import { type RegisteredTemplate, toRegisteredText } from './registered-text.js';
import { TemplateRegistrationService } from './template-registration.service.js';
import type { TemplateVersion } from './template-text.js';
import { TemplateService } from './template.service.js';

/** What goes into a message: its facts, and which template. */
export type ComposeInput = MessageFacts & { readonly channel: Channel; readonly templateId: string };

/** What a preview shows; without a customer it shows an invented one. */
export interface PreviewInput {
  readonly templateId: string;
  readonly channel: Channel;
  readonly language: string;
  readonly facts?: Partial<MessageFacts>;
}

@Injectable()
export class MessageComposer {
  constructor(
    private readonly templates: TemplateService,
    private readonly settings: SettingsService,
    private readonly registrations: TemplateRegistrationService,
  ) {}

  /** The message in the customer's language, or the reason why it must be held. */
  compose(input: ComposeInput): Promise<Composition> {
    return this.composeWith(input, this.linkBase());
  }

  /** The same message to be looked at: its links are signed with another key, so that they change nothing. */
  composeSample(input: ComposeInput): Promise<Composition> {
    const base = this.linkBase();
    return this.composeWith(input, { ...base, secretKey: `sample ${base.secretKey}` });
  }

  /** The message as this customer would get it; `NotFoundError` where the language has no such template. */
  async preview({ templateId, channel, language, facts }: PreviewInput): Promise<Composition> {
    const template = await this.templates.load(templateId, channel, language);
    if (template === null) throw new NotFoundError('template', `${templateId} ${channel} ${language}`);
    return this.previewText(template, facts);
  }

  /**
   * How many segments the longest usual SMS in a language takes; 1 where none can be made. It is counted with long names,
   * because a plan is made before the single texts are.
   */
  async countLongestSms(
    sms: { readonly templateId: string; readonly language: string | null; readonly country: string | null },
    about: Pick<MessageFacts, 'provider' | 'campaign' | 'survey'>,
  ): Promise<number> {
    const template = await this.templates.load(sms.templateId, 'sms', sms.language);
    if (template === null) return 1;
    const customer = longestCustomer(template.language);
    const facts = { ...sampleFacts('sms', template.language), ...about, country: sms.country, customer };
    const organisation = await this.settings.organisation();
    const composed = composeMessage(template, { ...facts, organisation }, this.linkBase());
    return 'segments' in composed ? Math.max(1, composed.segments ?? 1) : 1;
  }

  /**
   * The text to hand in at a provider that sends nothing but what it has on its books, with the organisation's facts and the
   * survey's question written out; every fault that keeps it from being handed in is named.
   */
  async textToRegister(template: TemplateVersion, provider: string, survey: SurveyDefinition | null) {
    const organisation = await this.settings.organisation();
    const facts = { ...sampleFacts('sms', template.language), organisation, provider, survey };
    return toRegisteredText(template.body, variablesOf(template, facts, this.linkBase()));
  }

  /** As `preview`, for a text that need not be stored or agreed to. */
  async previewText(template: TemplateVersion, facts?: Partial<MessageFacts>): Promise<Composition> {
    const { channel, language } = template;
    const organisation = await this.settings.organisation();
    return composeMessage(template, { ...sampleFacts(channel, language), organisation, ...facts }, this.linkBase());
  }

  private async composeWith(input: ComposeInput, base: LinkBase): Promise<Composition> {
    const { templateId, channel, provider, country, customer } = input;
    const loaded = await this.templates.load(templateId, channel, customer.language);
    if (loaded === null) return { reason: reason('no-template', { template: templateId, channel }) };
    const byId = channel === 'sms' && capabilityOf(provider, country)?.byTemplateId === true;
    const chosen = byId ? await this.registrations.choose(provider, templateId, customer.language) : ourOwn(loaded);
    return 'reason' in chosen ? chosen : composeMessage(chosen.template, input, base, chosen.registered);
  }

  private linkBase(): LinkBase {
    const { publicUrl, secretKey } = this.settings.settings;
    return { publicUrl, secretKey, mailDomain: mailDomainOf(this.settings.settings) };
  }
}

/** A text that needs no provider's approval. */
function ourOwn(template: TemplateVersion): { template: TemplateVersion; registered: RegisteredTemplate | null } {
  return { template, registered: null };
}

function sampleFacts(channel: Channel, language: string): Omit<MessageFacts, 'organisation'> {
  const zh = language.startsWith('zh');
  return {
    visitId: 0,
    attemptKey: 'preview',
    to: channel === 'email' ? 'zhangsan@example.com' : '+8613800138000',
    country: channel === 'email' ? null : 'CN',
    provider: 'sandbox',
    customer: sampleCustomer(zh),
    campaign: { kind: 'after-service', purpose: 'service' },
    agent: { agentNo: '010', name: zh ? '李客服' : 'Li Na' },
    survey: DEFAULT_SURVEY,
  };
}

function sampleCustomer(zh: boolean): MessageCustomer {
  return {
    name: zh ? '张三' : 'Zhang San',
    gender: 'male',
    language: zh ? 'zh-CN' : 'en',
    lastServiceAt: new Date('2026-11-20T09:00:00Z'),
    lastServiceItem: zh ? '会员课程' : 'Member course',
    memberLevel: zh ? '金卡' : 'Gold',
    cardExpiresOn: '2026-12-31',
  };
}
