import twilio from 'twilio';
import { type WireError, classifyTwilioRefusal, classifyWireError } from './classify-error.js';
import { LEG_EVENTS } from './leg-events.js';
import type { SendResult } from './provider.js';
import { RETRY_AFTER, UndiciRequestClient } from './undici-request.adapter.js';

export interface TwilioCallSettings {
  readonly accountSid: string;
  readonly authToken: string;
  /** The number that both sides see. */
  readonly from: string;
  readonly apiBaseUrl?: string;
  /** Where Twilio asks what to do and tells what happens. */
  readonly publicUrl: string;
}

/** Which side of a bridged call. */
export type CallLeg = 'agent' | 'customer';

const TWILIO_API = 'https://api.twilio.com';
/** So long the agent's own telephone rings, in seconds. */
const AGENT_RINGS_SECONDS = 25;

/** Calls through Twilio's REST API, or anything that speaks it: the agent's telephone rings first. */
export class TwilioCallSender {
  readonly host: string;
  private readonly http = new UndiciRequestClient();
  private readonly client: ReturnType<typeof twilio>;

  constructor(private readonly settings: TwilioCallSettings) {
    const baseUrl = (settings.apiBaseUrl ?? TWILIO_API).replace(/\/+$/, '');
    this.host = new URL(baseUrl).hostname;
    const options = { httpClient: this.http.asTwilioClient(), autoRetry: false };
    this.client = twilio(settings.accountSid, settings.authToken, options);
    this.client.api.baseUrl = baseUrl;
  }

  /** Calls the agent; when that one answers, Twilio asks our `voice` webhook whom to put through. Never throws. */
  async place(call: { readonly agentPhone: string; readonly key: string }): Promise<SendResult> {
    const { publicUrl, from } = this.settings;
    try {
      const placed = await this.client.calls.create({
        to: call.agentPhone,
        from,
        url: voiceUrl(publicUrl, call.key),
        timeout: AGENT_RINGS_SECONDS,
        statusCallback: legUrl(publicUrl, call.key, 'agent'),
        statusCallbackEvent: [...LEG_EVENTS],
      });
      return { outcome: 'accepted', providerMessageId: placed.sid };
    } catch (error) {
      const { status, code, details } = error as {
        status?: unknown;
        code?: unknown;
        details?: Record<string, unknown>;
      };
      if (typeof status !== 'number') return classifyWireError(error as WireError);
      const retryAfter = Number(details?.[RETRY_AFTER] ?? '');
      const told = typeof code === 'number' ? code : null;
      return classifyTwilioRefusal({ status, code: told, retryAfterSeconds: retryAfter > 0 ? retryAfter : null });
    }
  }

  close(): Promise<void> {
    return this.http.close();
  }
}

/** Where Twilio asks what to do once the agent has answered. */
export function voiceUrl(publicUrl: string, key: string): string {
  return `${publicUrl}/webhooks/twilio/voice?key=${encodeURIComponent(key)}`;
}

/** Where Twilio tells what happens on one side. */
export function legUrl(publicUrl: string, key: string, leg: CallLeg): string {
  return `${publicUrl}/webhooks/twilio/call?key=${encodeURIComponent(key)}&leg=${leg}`;
}
