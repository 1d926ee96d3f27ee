import { Injectable } from '@nestjs/common';
import type { Campaign } from '../campaigns/campaign.js';
import { SettingsService } from '../config/settings.service.js';
import type { Queryable } from '../database/queryable.js';
import type { Channel } from '../kernel/words.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import type { Composition } from '../messages/compose-message.js';
import type { MessageAgent, MessageCustomer } from '../messages/message-context.js';
import { MessageComposer } from '../messages/message-composer.service.js';
import { smsProviderFor } from '../messages/sms-routing.js';
import { SurveyService } from '../surveys/survey.service.js';

/** A customer of the audience who would get such a message. */
export interface SampleRecipient {
  readonly customerId: number;
  readonly channel: Channel;
  readonly address: string;
}

interface Row {
  readonly country: string | null;
  readonly customer: Omit<MessageCustomer, 'lastServiceAt'> & { readonly lastServiceAt: string | null };
  readonly agent: MessageAgent | null;
}

/** The customer with the owner as agent, or the first agent there is: who it will be, the plan says. */
const ROW_SQL = `SELECT coalesce(p.country, k.country) AS country,
  jsonb_build_object('name', k.name, 'contactName', k.contact_name, 'gender', k.gender, 'language', k.language,
    'lastServiceAt', k.last_service_at, 'lastServiceItem', k.last_service_item,
    'servedByAgentNo', (SELECT s.agent_no FROM agents s WHERE s.agent_no = k.last_served_by), 'product', k.product,
    'memberLevel', k.member_level, 'cardExpiresOn', k.card_expires_on) AS customer,
  (SELECT jsonb_build_object('agentNo', g.agent_no, 'name', g.name) FROM agents g WHERE g.active
    ORDER BY g.agent_no IS DISTINCT FROM k.owner_agent_no, g.agent_no LIMIT 1) AS agent
FROM customers k LEFT JOIN contact_points p ON p.customer_id = k.id AND p.address = $2
WHERE k.id = $1 ORDER BY p.id LIMIT 1`;

/** Makes messages of a campaign as a customer would get them, with links that change nothing. */
@Injectable()
export class SampleComposer {
  constructor(
    private readonly composer: MessageComposer,
    private readonly surveys: SurveyService,
    private readonly settings: SettingsService,
    private readonly providers: ChannelProviders,
  ) {}

  /** In the manner of the provider that would carry it. Null where the customer is gone. */
  async compose(db: Queryable, campaign: Campaign, recipient: SampleRecipient): Promise<Composition | null> {
    const { channel, address, customerId } = recipient;
    const row = await db.maybe<Row>(ROW_SQL, [customerId, address]);
    if (row === null) return null;
    const { kind, purpose, surveyId, surveyVersion } = campaign;
    const isSurvey = surveyId !== null && surveyVersion !== null;
    const survey = isSurvey ? (await this.surveys.get(surveyId, surveyVersion)).definition : null;
    const { lastServiceAt, ...customer } = row.customer;
    const names = await this.providers.names();
    return this.composer.composeSample({
      channel,
      templateId: campaign.templates[channel],
      visitId: 0,
      attemptKey: `sample-${campaign.id}-${customerId}`,
      to: address,
      country: channel === 'email' ? null : row.country,
      provider: channel === 'email' ? names.email : smsProviderFor(names.sms, row.country),
      customer: { ...customer, lastServiceAt: lastServiceAt === null ? null : new Date(lastServiceAt) },
      campaign: { kind, purpose },
      agent: row.agent,
      organisation: await this.settings.organisation(),
      survey,
    });
  }
}
