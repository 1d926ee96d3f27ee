import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import type { Queryable } from '../database/queryable.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { MessageComposer } from '../messages/message-composer.service.js';
import { smsProviderFor } from '../messages/sms-routing.js';
import { SurveyService } from '../surveys/survey.service.js';
import type { SmsReader } from './sms-readers.js';

/** Most that one message is reckoned with: what takes more is refused at hand-over by length. */
const MOST_UNITS = 100;

/** Estimates before anything is written what a campaign's messages will take of a provider's rate. */
@Injectable()
export class MessageUnits {
  constructor(
    private readonly composer: MessageComposer,
    private readonly providers: ChannelProviders,
    private readonly surveys: SurveyService,
  ) {}

  /** Segments of the campaign's longest SMS to any of these readers; 1 where there are none. */
  async ofSms(db: Queryable, campaign: Campaign, readers: readonly SmsReader[]): Promise<number> {
    if (readers.length === 0) return 1;
    const { kind, purpose, options, surveyId, surveyVersion, templates } = campaign;
    const hasSurvey = surveyId !== null && surveyVersion !== null;
    const survey = hasSurvey ? (await this.surveys.get(surveyId, surveyVersion, db)).definition : null;
    const routing = await this.providers.smsRouting();
    const about = { campaign: { kind, purpose, closingWish: options.closingWish }, survey };
    let most = 1;
    for (const reader of readers) {
      const provider = smsProviderFor(routing, reader.country);
      const segments = await this.composer.countLongestSms({ templateId: templates.sms, ...reader }, { ...about, provider }); // prettier-ignore
      most = Math.max(most, segments);
    }
    return Math.min(most, MOST_UNITS);
  }
}
