import { Injectable } from '@nestjs/common';
import { SegmentService } from '../../archive/segment.service.js';
import { PolicyService } from '../../calendar/policy.service.js';
import { TRIGGERS } from '../../campaigns/standing-rule.js';
import { SettingsService } from '../../config/settings.service.js';
import { CAMPAIGN_KINDS, CHANNELS, PURPOSES } from '../../kernel/words.js';
import { TemplateService } from '../../messages/template.service.js';
import { SurveyService } from '../../surveys/survey.service.js';
import { AUDIENCES } from './campaign-audience.js';
import { NO_SURVEY } from './campaign-form.js';
import type { FormContext } from './campaign-form.js';

/** One entry of a list to choose from. */
export interface Option {
  readonly value: string;
  readonly labelKey?: string;
  readonly label?: string;
}

/** What may be chosen on the form, by field. */
export type FormOptions = Readonly<Record<string, readonly Option[]>>;

const words = (list: readonly string[], prefix: string): Option[] =>
  list.map((value) => ({ value, labelKey: `${prefix}${value}` }));
const names = (list: Iterable<string>): Option[] => [...new Set(list)].map((value) => ({ value, label: value }));

/** What the form of a campaign lets people choose from. */
@Injectable()
export class FormChoices {
  constructor(
    private readonly segments: SegmentService,
    private readonly surveys: SurveyService,
    private readonly templates: TemplateService,
    private readonly policies: PolicyService,
    private readonly settings: SettingsService,
  ) {}

  /** What a posted form is read with. */
  async context(): Promise<Omit<FormContext, 'kept'>> {
    const { timeZone } = await this.settings.organisation();
    return { zone: timeZone, segments: await this.segments.list() };
  }

  /** Everything that can be chosen; `isKept`: the campaign has a filter that the form has no words for. */
  async options(isKept: boolean): Promise<FormOptions> {
    const templates = await this.templates.list();
    const surveys = (await this.surveys.list()).map(({ surveyId }) => surveyId);
    const saved = await this.segments.list();
    const audiences = AUDIENCES.filter((one) => one !== 'kept' || isKept);
    return {
      audience: words(audiences, 'console.campaigns.audience.'),
      segmentId: saved.map(({ id, name }) => ({ value: String(id), label: name })),
      kind: words(CAMPAIGN_KINDS, 'console.kind.'),
      purpose: words(PURPOSES, 'console.campaigns.purpose.'),
      survey: [...names(surveys), { value: NO_SURVEY, labelKey: 'console.campaigns.no-survey' }],
      ...Object.fromEntries(
        CHANNELS.map((channel) => [
          `template-${channel}`,
          names(templates.filter((one) => one.channel === channel).map(({ id }) => id)),
        ]),
      ),
      channel: words(CHANNELS, 'console.channel.'),
      trigger: words(TRIGGERS, 'campaign.trigger.'),
      deadlineMode: words(['calendar', 'working'], 'console.campaigns.days.'),
      policy: names((await this.policies.list()).map(({ id }) => id)),
      assignment: words(['owner', 'even'], 'campaign.assignment.'),
    };
  }
}
