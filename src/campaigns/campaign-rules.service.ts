import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { SettingsService } from '../config/settings.service.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';
import type { Reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { canReach } from '../messages/provider-capability.js';
import { placeholdersOf, templateNeeds } from '../messages/template-check.js';
import { smsProviderFor, type SmsRouting } from '../messages/sms-routing.js';
import { TemplateRegistrationService } from '../messages/template-registration.service.js';
import { TemplateService } from '../messages/template.service.js';
import { SurveyService } from '../surveys/survey.service.js';
import type { Campaign } from './campaign.js';
import { onlyNotifies } from './campaign.js';
import type { CampaignRules } from './choose-ladder.js';
import { dailyCapsOnly, resolveCaps } from './contact-caps.js';
import { onlyDailyCaps } from './suppression-rules.js';

/** Puts together what a campaign, its policy, its survey and its providers ask of each customer. */
@Injectable()
export class CampaignRulesService {
  constructor(
    private readonly calendars: CalendarService,
    private readonly surveys: SurveyService,
    private readonly templates: TemplateService,
    private readonly settings: SettingsService,
    private readonly providers: ChannelProviders,
    private readonly registrations: TemplateRegistrationService,
  ) {}

  /** The rules as they are now. Refused when its policy is not there any more, or a template waits for its approval. */
  async rulesOf(campaign: Campaign, now: Date): Promise<CampaignRules> {
    const policy = (await this.calendars.snapshot()).policy(campaign.policyId, now);
    if (policy === null) {
      const why = reason('unknown-policy', { policy: campaign.policyId });
      throw new RefusedError(why, `The policy "${campaign.policyId}" is not in force or cannot be read.`);
    }
    await this.demandTemplates(campaign);
    const npsSurveys = await this.npsSurveys();
    const caps = resolveCaps(policy.caps, campaign.caps);
    return {
      campaignId: campaign.id,
      kind: campaign.kind,
      purpose: campaign.purpose,
      consent: policy.consent[campaign.purpose],
      ladder: campaign.ladder,
      caps: onlyDailyCaps(campaign) ? dailyCapsOnly(caps) : caps,
      quarantineDays: policy.quarantineDays,
      refusalCoolOffDays: policy.refusalCoolOffDays,
      surveyId: campaign.surveyId,
      asksNps: campaign.surveyId !== null && npsSurveys.has(campaign.surveyId),
      npsSurveys,
      at: campaign.startAt > now ? campaign.startAt : now,
      deadlineAt: campaign.deadlineAt,
      zone: (await this.settings.organisation()).timeZone,
      canReach: await this.reach(campaign),
    };
  }

  /** A text that no second person has agreed to is not planned: nobody would get anything. */
  private async demandTemplates({ ladder, templates }: Campaign): Promise<void> {
    for (const { channel } of ladder) {
      const template = templates[channel];
      if (!(await this.templates.lacksApproval(template, channel))) continue;
      const why = reason('template-not-approved', { template, channel });
      throw new RefusedError(why, `No version of the ${channel} template "${template}" has been approved yet.`);
    }
  }

  private async npsSurveys(): Promise<ReadonlySet<string>> {
    const asking = (await this.surveys.list()).filter(({ definition }) =>
      definition.questions.some((question) => question.kind === 'nps'),
    );
    return new Set(asking.map(({ surveyId }) => surveyId));
  }

  /** The same question that the composer asks of each message; an SMS survey without a link lives by replies. */
  private async reach(campaign: Campaign): Promise<(channel: Channel, country: string | null) => Reason | null> {
    const sms = await this.needsOf(campaign, 'sms');
    const email = await this.needsOf(campaign, 'email');
    const providers = await this.providers.names();
    const needs = {
      sms: { urls: sms.urls, twoWay: sms.twoWay || (!sms.urls && !onlyNotifies(campaign)) },
      email: { urls: email.urls },
    };
    const unregistered = await this.unregistered(campaign, providers.sms);
    return (channel, country) => {
      if (channel === 'call') return null;
      if (channel === 'email') return canReach(providers.email, country, needs.email);
      const gap = canReach(smsProviderFor(providers.sms, country), country, needs.sms);
      return gap ?? unregistered.get(country ?? '') ?? null;
    };
  }

  /** The countries whose provider has no approved text of this campaign on its books, and why not. */
  private async unregistered(campaign: Campaign, routing: SmsRouting): Promise<ReadonlyMap<string, Reason>> {
    const found = new Map<string, Reason>();
    for (const [country, { capability }] of Object.entries(routing.countries)) {
      const why = await this.registrations.refusal(capability, country, campaign.templates.sms);
      if (why !== null) found.set(country, why);
    }
    return found;
  }

  private async needsOf(campaign: Campaign, channel: Channel): Promise<{ twoWay: boolean; urls: boolean }> {
    const { locale } = await this.settings.organisation();
    const template = await this.templates.load(campaign.templates[channel], channel, locale);
    return templateNeeds(placeholdersOf(template?.body ?? ''));
  }
}
