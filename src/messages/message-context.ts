import type { Organisation } from '../config/organisation.js';
import type { CampaignKind, Channel, Purpose } from '../kernel/words.js';
import type { SurveyDefinition } from '../surveys/survey-definition.js';

/** What a message may say about the customer. Dates are `YYYY-MM-DD`. */
export interface MessageCustomer {
  readonly name: string;
  /** The one to talk to where that is not the customer. */
  readonly contactName?: string | null;
  readonly gender: 'male' | 'female' | 'unknown';
  readonly language: string | null;
  readonly lastServiceAt?: Date | null;
  readonly lastServiceItem?: string | null;
  /** The number of the agent who served the customer last; not of the one who asks about it. */
  readonly servedByAgentNo?: string | null;
  readonly product?: string | null;
  readonly memberLevel?: string | null;
  readonly cardExpiresOn?: string | null;
}

export interface MessageAgent {
  readonly agentNo: string;
  readonly name: string;
}

export interface MessageCampaign {
  readonly kind: CampaignKind;
  readonly purpose: Purpose;
  /** The last wish of a call or letter; otherwise one that fits the kind. */
  readonly closingWish?: string | null;
}

/** Everything that a message's variables are made of. */
export interface MessageContext {
  readonly channel: Channel;
  /** The language of the template; phrases are Chinese for any `zh`, else English. */
  readonly language: string;
  readonly customer: MessageCustomer;
  readonly campaign: MessageCampaign;
  readonly agent: MessageAgent | null;
  readonly organisation: Organisation;
  readonly survey: SurveyDefinition | null;
  readonly surveyLink: string | null;
  readonly unsubscribeLink: string | null;
  /** Whether a reply comes back, and whether links may be written, on this channel in this country. */
  readonly replies: boolean;
  readonly links: boolean;
}
