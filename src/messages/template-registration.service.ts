import { Injectable } from '@nestjs/common';
import { AuditService } from '../access/audit.service.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { type Fault, InputError, NotFoundError } from '../kernel/faults.js';
import { reason, type Reason } from '../kernel/reason.js';
import { chooseLanguage } from './choose-language.js';
import { capabilityOf } from './provider-capability.js';
import type { RegisteredTemplate, ReviewState } from './registered-text.js';
import {
  type SendableTemplate,
  type TemplateRegistration,
  TemplateRegistrationRepository,
} from './template-registration.repository.js';
import type { TemplateVersion } from './template-text.js';

/** What somebody registers: a version, what the provider calls it, and the text that was handed in. */
export interface NewRegistration {
  readonly provider: string;
  readonly template: TemplateVersion;
  readonly providerTemplateId: string;
  readonly longestParam: number;
  readonly text: string;
  readonly params: readonly string[];
}

/** A template for a provider that sends nothing but what it has on its books, or why there is none. */
export type ChosenTemplate =
  { readonly template: TemplateVersion; readonly registered: RegisteredTemplate } | { readonly reason: Reason };

/** How long a worker may go on with what it knows, in milliseconds of its own monotonic clock. */
const CACHE_MS = 2_000;
/** Longer than this takes no provider; what it really allows stands in its approval. */
const LONGEST_PARAM = 500;

interface Known {
  readonly until: number;
  readonly sendable: readonly SendableTemplate[];
}

/** Which texts a provider has on its books, and what its review said. */
@Injectable()
export class TemplateRegistrationService {
  private readonly cache = new Map<string, Known>();

  constructor(
    private readonly database: Database,
    private readonly registrations: TemplateRegistrationRepository,
    private readonly settings: SettingsService,
    private readonly audit: AuditService,
  ) {}

  /** The newest version that we and the provider let go, in the customer's language, its base, or the organisation's. */
  async choose(provider: string, templateId: string, customerLanguage: string | null): Promise<ChosenTemplate> {
    const sendable = await this.sendableOf(provider, templateId);
    const { locale } = await this.settings.organisation();
    const languages = sendable.map(({ template }) => template.language);
    const language = chooseLanguage(customerLanguage, locale, languages);
    const chosen = sendable.find(({ template }) => template.language === language);
    if (chosen === undefined) return { reason: await this.refusalOf(provider, templateId) };
    const { text, params, providerTemplateId, longestParam } = chosen.registration;
    const signature = await this.signature();
    return { template: chosen.template, registered: { text, params, providerTemplateId, longestParam, signature } };
  }

  /** Why no message of this template can go through the provider; null where one can, or where it takes any text. */
  async refusal(provider: string, country: string | null, templateId: string): Promise<Reason | null> {
    if (capabilityOf(provider, country)?.byTemplateId !== true) return null;
    const sendable = await this.sendableOf(provider, templateId);
    return sendable.length > 0 ? null : this.refusalOf(provider, templateId);
  }

  /** The registered signature (签名), without 【】; the sandbox signs with the organisation's name. */
  async signature(): Promise<string> {
    const { tencent } = this.settings.settings;
    return tencent?.signName ?? (await this.settings.organisation()).name;
  }

  /** Every registration of a template, the newest version first. */
  listOf(templateId: string): Promise<TemplateRegistration[]> {
    return this.registrations.of(this.database, templateId);
  }

  pending(provider: string, limit = 100): Promise<TemplateRegistration[]> {
    return this.registrations.pending(this.database, provider, limit);
  }

  /** By what the provider calls it; null for a name that nobody registered. */
  named(provider: string, providerTemplateId: string): Promise<TemplateRegistration | null> {
    return this.registrations.named(this.database, provider, providerTemplateId);
  }

  /** Writes down what was handed in; it waits for the provider's review. `InputError` lists every fault. */
  async register(made: NewRegistration, by: { readonly actor: string; readonly at: Date }): Promise<void> {
    const faults = faultsOf(made);
    if (faults.length > 0) throw new InputError(faults);
    const { provider, template, providerTemplateId, longestParam, text, params } = made;
    const { id: templateId, language, version } = template;
    const of = { provider, templateId, language, version, providerTemplateId, longestParam, text, params };
    await this.database.transaction(async (tx) => {
      await this.registrations.save(tx, { ...of, registeredBy: by.actor, registeredAt: by.at });
      const subject = `template:${templateId}/sms/${language}/${version}`;
      const details = { provider, providerTemplateId };
      await this.audit.audit(tx, { actor: by.actor, action: 'template.register', subject, details });
    });
    this.cache.clear();
  }

  /**
   * Notes what the provider says of a text, from its review or from its answer to a message, or what a person read in its
   * console. `NotFoundError` for a name that nobody registered.
   */
  async decide(
    of: { readonly provider: string; readonly providerTemplateId: string },
    to: { readonly state: ReviewState; readonly note: string | null; readonly at: Date },
    actor: string,
  ): Promise<void> {
    const changed = await this.database.transaction(async (tx) => {
      const rows = await this.registrations.decide(tx, of, to);
      const subject = `provider-template:${of.provider}/${of.providerTemplateId}`;
      const details = { review: to.state, note: to.note };
      if (rows > 0) await this.audit.audit(tx, { actor, action: 'template.review', subject, details });
      return rows;
    });
    this.cache.clear();
    if (changed === 0 && (await this.named(of.provider, of.providerTemplateId)) === null)
      throw new NotFoundError('registered template', of.providerTemplateId);
  }

  /** The provider refused a message because of its template or signature: nothing of it goes until somebody looked. */
  async noteRefusal(
    of: { readonly provider: string; readonly providerTemplateId: string },
    code: string,
    at: Date,
  ): Promise<void> {
    if ((await this.named(of.provider, of.providerTemplateId)) === null) return;
    await this.decide(of, { state: 'rejected', note: code, at }, 'system:dispatch');
  }

  private async sendableOf(provider: string, templateId: string): Promise<readonly SendableTemplate[]> {
    const key = `${provider} ${templateId}`;
    const known = this.cache.get(key);
    if (known !== undefined && known.until > performance.now()) return known.sendable;
    const sendable = await this.registrations.sendable(this.database, provider, templateId);
    this.cache.set(key, { until: performance.now() + CACHE_MS, sendable });
    return sendable;
  }

  /** In the words of whoever has to do something about it: hand it in, wait, or read why it was rejected. */
  private async refusalOf(provider: string, template: string): Promise<Reason> {
    const [newest] = await this.registrations.of(this.database, template, provider);
    if (newest === undefined) return reason('template-not-registered', { template, provider });
    if (newest.state === 'pending') return reason('template-in-review', { template, provider });
    if (newest.state === 'rejected') {
      return reason('template-rejected', { template, provider, note: newest.note ?? newest.providerTemplateId });
    }
    return reason('template-not-approved', { template, channel: 'sms' });
  }
}

function faultsOf({ provider, template, providerTemplateId, longestParam }: NewRegistration): Fault[] {
  const faults: Fault[] = [];
  if (template.channel !== 'sms' || capabilityOf(provider, 'CN')?.byTemplateId !== true) {
    faults.push({ field: 'provider', code: 'no-registration', message: 'keeps no templates of ours' });
  }
  if (!/^\d{1,20}$/.test(providerTemplateId)) {
    faults.push({ field: 'providerTemplateId', code: 'not-a-number', message: 'is the number that the provider gave' });
  }
  if (!Number.isInteger(longestParam) || longestParam < 1 || longestParam > LONGEST_PARAM) {
    const params = { least: 1, most: LONGEST_PARAM };
    faults.push({ field: 'longestParam', code: 'out-of-range', message: `must be 1 to ${LONGEST_PARAM}`, params });
  }
  return faults;
}
