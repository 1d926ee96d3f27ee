import twilio from 'twilio';
import { contentHash } from '../kernel/stable-json.js';
import { type WireError, classifyTwilioRefusal, classifyWireError } from './classify-error.js';
import { type FoundMessage, type LookupQuestion, type OutgoingMessage, Provider, type SendResult } from './provider.js';
import { RETRY_AFTER, UndiciRequestClient } from './undici-request.adapter.js';
import { withSignal } from './with-signal.js';

export interface TwilioSenderSettings {
  readonly name: string;
  readonly capabilityName: string;
  readonly accountSid: string;
  readonly authToken: string;
  readonly from?: string;
  readonly messagingServiceSid?: string;
  /** Another base URL for the REST API: the sandbox, a proxy. */
  readonly apiBaseUrl?: string;
  /** Where status callbacks come back to. */
  readonly publicUrl: string;
}

const WIDTH = 25;
const TWILIO_API = 'https://api.twilio.com';
const LOOKUP_LIMIT = 50;
/** The longest that Twilio keeps a message waiting, in seconds: its queue holds four hours of a sender's rate. */
const MOST_VALID = 14_400;

/** SMS through Twilio's REST API, or anything that speaks it. */
export class TwilioSmsSender extends Provider {
  override readonly name: string;
  override readonly capabilityName: string;
  override readonly channel = 'sms';
  override readonly width = WIDTH;
  override readonly host: string;
  private readonly http = new UndiciRequestClient();
  private readonly client: ReturnType<typeof twilio>;

  constructor(private readonly settings: TwilioSenderSettings) {
    super();
    this.name = settings.name;
    this.capabilityName = settings.capabilityName;
    const baseUrl = (settings.apiBaseUrl ?? TWILIO_API).replace(/\/+$/, '');
    this.host = new URL(baseUrl).hostname;
    this.client = twilio(settings.accountSid, settings.authToken, {
      httpClient: this.http.asTwilioClient(),
      autoRetry: false,
    });
    this.client.api.baseUrl = baseUrl;
  }

  override async send(message: OutgoingMessage, signal: AbortSignal): Promise<SendResult> {
    if (signal.aborted) return { outcome: 'failed', errorClass: 'unknown-outcome', code: 'ABORT_ERR' };
    const { from, messagingServiceSid } = this.settings;
    const sender = messagingServiceSid === undefined ? { from } : { messagingServiceSid };
    try {
      const creating = this.client.messages.create({
        to: message.to,
        body: message.text,
        statusCallback: callbackUrl(this.settings.publicUrl, message.key),
        ...validity(message.validForSeconds),
        ...(sender as { from: string }),
      });
      // Twilio's client knows no signal.
      const sent = await withSignal(creating, signal);
      return { outcome: 'accepted', providerMessageId: sent.sid };
    } catch (error) {
      return classify(error);
    }
  }

  /** Messages to this number with this body since then, which is proof that the provider has it. */
  override async lookup({ to, bodyHash, since }: LookupQuestion): Promise<FoundMessage[]> {
    const { from } = this.settings;
    const sender = from === undefined ? {} : { from };
    const sent = await this.client.messages.list({ to, ...sender, dateSentAfter: since, limit: LOOKUP_LIMIT });
    return sent
      .filter(({ body }) => contentHash({ subject: null, text: body, html: null }) === bodyHash)
      .map(({ sid, status }) => ({ providerMessageId: sid, status }));
  }

  override close(): Promise<void> {
    return this.http.close();
  }
}

/** What waits in Twilio's queue beyond its window is dropped there, so that nothing arrives in the rest hours. */
function validity(seconds: number | undefined): { validityPeriod?: number } {
  return seconds === undefined ? {} : { validityPeriod: Math.min(MOST_VALID, Math.max(1, seconds)) };
}

/** The status callback carries the attempt's key, so that a receipt is understood even before its answer was recorded. */
export function callbackUrl(publicUrl: string, key: string): string {
  return `${publicUrl}/webhooks/twilio/status?key=${encodeURIComponent(key)}`;
}

function classify(error: unknown): SendResult {
  const { status, code, details } = error as { status?: unknown; code?: unknown; details?: Record<string, unknown> };
  if (typeof status !== 'number') return classifyWireError(error as WireError);
  const retryAfter = Number(details?.[RETRY_AFTER] ?? '');
  return classifyTwilioRefusal({
    status,
    code: typeof code === 'number' ? code : null,
    retryAfterSeconds: retryAfter > 0 ? retryAfter : null,
  });
}
