import { Injectable } from '@nestjs/common';
import { type Account, actorOf } from '../access/account.js';
import { Clock } from '../kernel/clock.js';
import { type Fault, InputError, NotFoundError } from '../kernel/faults.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { MessageComposer } from '../messages/message-composer.service.js';
import { capabilityOf } from '../messages/provider-capability.js';
import type { RegisteredText, ReviewState } from '../messages/registered-text.js';
import type { TemplateRegistration } from '../messages/template-registration.repository.js';
import { TemplateRegistrationService } from '../messages/template-registration.service.js';
import type { TemplateVersion } from '../messages/template-text.js';
import { TemplateService } from '../messages/template.service.js';
import { SurveyService } from '../surveys/survey.service.js';

/** A provider's books, as far as they concern one version of a text. */
export interface TemplateBook {
  /** By its capability's name. */
  readonly provider: string;
  /** What is handed in for review, and what keeps it from being handed in. */
  readonly draft: RegisteredText & { readonly faults: readonly Fault[] };
  /** Every registration of the template in this language, the newest version first. */
  readonly registrations: readonly TemplateRegistration[];
}

/** What somebody enters: the number that the provider gave, and how long a parameter may be. */
export interface RegistrationForm {
  readonly version: number;
  readonly provider: string;
  readonly providerTemplateId: string;
  readonly longestParam: number;
  /** Whose question the text asks. */
  readonly survey: string;
}

type Place = Pick<TemplateVersion, 'id' | 'language'>;

/** Handing texts in at the providers that send nothing but what they have on their books. */
@Injectable()
export class TemplateBooks {
  constructor(
    private readonly templates: TemplateService,
    private readonly composer: MessageComposer,
    private readonly registrations: TemplateRegistrationService,
    private readonly providers: ChannelProviders,
    private readonly surveys: SurveyService,
    private readonly clock: Clock,
  ) {}

  /** The books that matter for a version of an SMS: those of the providers in use, and those that it stands in. */
  async of(template: TemplateVersion, survey = 'default'): Promise<TemplateBook[]> {
    if (template.channel !== 'sms') return [];
    const all = await this.registrations.listOf(template.id);
    const mine = all.filter(({ language }) => language === template.language);
    const names = [...new Set([...(await this.inUse()), ...mine.map(({ provider }) => provider)])];
    const { definition } = await this.surveys.current(survey);
    return Promise.all(
      names.map(async (provider) => {
        const { registered, faults } = await this.composer.textToRegister(template, provider, definition);
        const registrations = mine.filter((one) => one.provider === provider);
        return { provider, draft: { ...registered, faults }, registrations };
      }),
    );
  }

  /** Writes down that a version was handed in. `InputError` lists every fault of the text and of what was entered. */
  async register({ id, language }: Place, form: RegistrationForm, account: Account): Promise<void> {
    const { version, provider, providerTemplateId, longestParam } = form;
    const template = await this.templates.get(id, 'sms', language, version);
    const { definition } = await this.surveys.current(form.survey);
    const { registered, faults } = await this.composer.textToRegister(template, provider, definition);
    if (faults.length > 0) throw new InputError(faults);
    const made = { provider, template, providerTemplateId, longestParam, ...registered };
    await this.registrations.register(made, { actor: actorOf(account), at: this.clock.now() });
  }

  /** What a person read in the provider's console; `pending` has the provider asked again. */
  async decide(
    { id, language }: Place,
    of: { readonly provider: string; readonly providerTemplateId: string },
    to: { readonly state: ReviewState; readonly note: string | null },
    account: Account,
  ): Promise<void> {
    const known = await this.registrations.listOf(id);
    const isHere = known.some((one) => one.language === language && one.provider === of.provider && one.providerTemplateId === of.providerTemplateId); // prettier-ignore
    if (!isHere) throw new NotFoundError('registered template', of.providerTemplateId);
    await this.registrations.decide(of, { ...to, at: this.clock.now() }, actorOf(account));
  }

  private async inUse(): Promise<string[]> {
    const { countries } = await this.providers.smsRouting();
    return Object.entries(countries)
      .filter(([country, { capability }]) => capabilityOf(capability, country)?.byTemplateId === true)
      .map(([, { capability }]) => capability);
  }
}
