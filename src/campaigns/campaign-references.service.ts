import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { SettingsService } from '../config/settings.service.js';
import { NotFoundError } from '../kernel/faults.js';
import type { Fault } from '../kernel/faults.js';
import type { Reason } from '../kernel/reason.js';
import { TemplateService } from '../messages/template.service.js';
import { estimateLength } from '../surveys/estimate-length.js';
import { SurveyService } from '../surveys/survey.service.js';
import type { CampaignDefinition } from './campaign-definition.js';
import type { BoundVersions } from './campaign.repository.js';

/** What a campaign names, looked up. */
export interface ResolvedReferences {
  readonly bound: BoundVersions;
  readonly faults: readonly Fault[];
  /** A survey that is too long for its calls (T5). */
  readonly warnings: readonly Reason[];
}

interface FoundSurvey {
  readonly version: number | null;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Reason[];
}

/** Looks up what a campaign names: its policy, its survey, its templates. */
@Injectable()
export class CampaignReferences {
  constructor(
    private readonly calendars: CalendarService,
    private readonly surveys: SurveyService,
    private readonly templates: TemplateService,
    private readonly settings: SettingsService,
  ) {}

  /** The versions to bind, every fault in what the campaign names, and what else its maker should know. */
  async resolve(definition: CampaignDefinition, now: Date): Promise<ResolvedReferences> {
    const survey = await this.survey(definition.survey);
    const faults = [
      ...(await this.policyFaults(definition, now)),
      ...survey.faults,
      ...(await this.templateFaults(definition)),
    ];
    const isCalled = definition.ladder.some(({ channel }) => channel === 'call');
    return { bound: { surveyVersion: survey.version }, faults, warnings: isCalled ? survey.warnings : [] };
  }

  private async policyFaults(definition: CampaignDefinition, now: Date): Promise<Fault[]> {
    const policy = (await this.calendars.snapshot()).policy(definition.policy, now);
    if (policy === null) {
      const message = `There is no policy "${definition.policy}" that is in force and can be read`;
      return [{ field: 'policy', code: 'unknown-policy', message }];
    }
    if (policy.purposes.includes(definition.purpose)) return [];
    const message = `The policy "${policy.id}" does not cover ${definition.purpose} campaigns`;
    return [{ field: 'purpose', code: 'purpose-not-covered', message }];
  }

  private async survey(id: string | null): Promise<FoundSurvey> {
    if (id === null) return { version: null, faults: [], warnings: [] };
    try {
      const { version, definition } = await this.surveys.current(id);
      return { version, faults: [], warnings: estimateLength(definition).warnings };
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      const message = `There is no survey "${id}"`;
      return { version: null, faults: [{ field: 'survey', code: 'unknown-survey', message }], warnings: [] };
    }
  }

  /** Each rung has a template; in a service campaign none of them may be marketing, which needs a consent of its own. */
  private async templateFaults(definition: CampaignDefinition): Promise<Fault[]> {
    const { locale } = await this.settings.organisation();
    const faults: Fault[] = [];
    for (const { channel } of definition.ladder) {
      const id = definition.templates[channel];
      const template = await this.templates.load(id, channel, locale);
      const field = `templates.${channel}`;
      if (template === null && (await this.templates.lacksApproval(id, channel))) {
        const message = `No version of the ${channel} template "${id}" has been approved by a second person yet`;
        faults.push({ field, code: 'template-not-approved', message, params: { template: id } });
      } else if (template === null) {
        faults.push({ field, code: 'unknown-template', message: `There is no ${channel} template "${id}"` });
      } else if (template.purpose === 'marketing' && definition.purpose === 'service') {
        const message = `The template "${id}" is marketing: the campaign's purpose must be "marketing" too`;
        faults.push({ field, code: 'marketing-template', message });
      }
    }
    return faults;
  }
}
