import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { reason } from '../kernel/reason.js';
import type { CampaignKind, Purpose } from '../kernel/words.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import type { Composition } from '../messages/compose-message.js';
import type { MessageAgent, MessageCustomer } from '../messages/message-context.js';
import { MessageComposer } from '../messages/message-composer.service.js';
import { NO_PROVIDER, routeOfNumber } from '../messages/sms-routing.js';
import type { LoadedAttempt } from '../planning/attempt-facts.read-model.js';
import type { SurveyDefinition } from '../surveys/survey-definition.js';
import { SurveyService } from '../surveys/survey.service.js';
import type { Provider } from './provider.js';
import { SERVED_BY_OTHER } from './uncomposed-move.js';

interface MessageRow {
  readonly attemptId: number;
  readonly templateId: string;
  readonly kind: CampaignKind;
  readonly purpose: Purpose;
  readonly surveyId: string | null;
  readonly surveyVersion: number | null;
  readonly country: string | null;
  readonly customer: Omit<MessageCustomer, 'lastServiceAt'> & { readonly lastServiceAt: string | null };
  readonly agent: MessageAgent | null;
}

const ROWS_SQL = `SELECT a.id AS "attemptId", c.templates ->> a.channel AS "templateId", c.kind, c.purpose,
  c.survey_id AS "surveyId", c.survey_version AS "surveyVersion", coalesce(p.country, k.country) AS country,
  jsonb_build_object('name', k.name, 'contactName', k.contact_name, 'gender', k.gender, 'language', k.language,
    'lastServiceAt', k.last_service_at, 'lastServiceItem', k.last_service_item,
    'servedByAgentNo', (SELECT s.agent_no FROM agents s WHERE s.agent_no = k.last_served_by), 'product', k.product,
    'memberLevel', k.member_level, 'cardExpiresOn', k.card_expires_on) AS customer,
  CASE WHEN g.id IS NULL THEN NULL ELSE jsonb_build_object('agentNo', g.agent_no, 'name', g.name) END AS agent
FROM unnest($1::bigint[], $2::text[]) AS u (id, address) JOIN attempts a ON a.id = u.id
  JOIN visits v ON v.id = a.visit_id JOIN campaigns c ON c.id = a.campaign_id JOIN customers k ON k.id = a.customer_id
  LEFT JOIN agents g ON g.id = v.agent_id
  LEFT JOIN contact_points p ON p.customer_id = k.id AND p.address = u.address
ORDER BY a.id`;

/** Makes the messages of attempts that are about to be handed over. */
@Injectable()
export class AttemptMessageService {
  private readonly surveys = new Map<string, SurveyDefinition>();

  constructor(
    private readonly database: Database,
    private readonly composer: MessageComposer,
    private readonly surveyVersions: SurveyService,
    private readonly settings: SettingsService,
    private readonly providers: ChannelProviders,
  ) {}

  /** The message of each attempt, or why it cannot be made. */
  async compose(
    attempts: readonly LoadedAttempt[],
    provider: Pick<Provider, 'name' | 'channel' | 'capabilityName'>,
  ): Promise<Map<number, Composition>> {
    const params = [attempts.map(({ id }) => id), attempts.map(({ address }) => address ?? '')];
    const rows = await this.database.byKey.prepared<MessageRow>('message-rows', ROWS_SQL, params);
    const { channel } = provider;
    const routing = channel === 'sms' ? await this.providers.smsRouting() : null;
    const organisation = await this.settings.organisation();
    const byId = new Map(attempts.map((attempt) => [attempt.id, attempt]));
    const composed = new Map<number, Composition>();
    for (const row of rows) {
      const attempt = byId.get(row.attemptId);
      if (attempt === undefined || composed.has(attempt.id)) continue;
      const route = routing === null ? null : routeOfNumber(routing, attempt.address ?? '');
      if (route !== null && route.sender !== provider.name) {
        composed.set(attempt.id, { reason: reason(SERVED_BY_OTHER, { provider: route.sender }) });
        continue;
      }
      const { lastServiceAt, ...customer } = row.customer;
      const message = await this.composer.compose({
        channel,
        templateId: row.templateId,
        visitId: attempt.visitId,
        attemptKey: attempt.key,
        to: attempt.address ?? '',
        country: channel === 'email' ? null : row.country,
        provider: routing === null ? provider.capabilityName : (route?.capability ?? NO_PROVIDER),
        customer: { ...customer, lastServiceAt: lastServiceAt === null ? null : new Date(lastServiceAt) },
        campaign: { kind: row.kind, purpose: row.purpose },
        agent: row.agent,
        organisation,
        survey: await this.surveyOf(row),
      });
      composed.set(attempt.id, message);
    }
    return composed;
  }

  /** A survey version never changes, so it is read once. */
  private async surveyOf({ surveyId, surveyVersion }: MessageRow): Promise<SurveyDefinition | null> {
    if (surveyId === null || surveyVersion === null) return null;
    const key = `${surveyId}@${surveyVersion}`;
    const known = this.surveys.get(key) ?? (await this.surveyVersions.get(surveyId, surveyVersion)).definition;
    this.surveys.set(key, known);
    return known;
  }
}
