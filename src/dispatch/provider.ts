import type { Channel } from '../kernel/words.js';
import type { Composed } from '../messages/compose-message.js';
import type { ReviewState } from '../messages/registered-text.js';
import type { ErrorClass } from '../planning/move.js';

/**
 * A message on its way, with the attempt's key that travels with it, for how long it may be delivered, and the instant that
 * stands in its Date.
 */
export type OutgoingMessage = Composed & {
  readonly key: string;
  readonly validForSeconds?: number;
  readonly at?: Date;
};

/** As much of a message as a mail server is told. */
export type OutgoingMail = Pick<OutgoingMessage, 'to' | 'subject' | 'text' | 'html' | 'headers' | 'key' | 'at'>;

/** The provider took the message: what it calls it. */
export interface Accepted {
  readonly outcome: 'accepted';
  readonly providerMessageId: string;
}

/** The provider did not take it, or nobody knows. `code` is its own word for why. */
export interface Failed {
  readonly outcome: 'failed';
  readonly errorClass: ErrorClass;
  readonly code: string;
  /** The provider asks to be left alone for so long, in milliseconds. */
  readonly blockMs?: number;
  /** The address is no good for this channel. */
  readonly badAddress?: boolean;
  /** The provider knows that the customer opted out there; our own list must be the superset. */
  readonly optedOut?: boolean;
  /** The template or its signature is not approved there (any more): nothing of it goes until somebody looked. */
  readonly templateFault?: boolean;
  /** Which template that is, by the names of the books that it stands in. */
  readonly rejectedTemplate?: { readonly provider: string; readonly providerTemplateId: string };
}

export type SendResult = Accepted | Failed;

/** What to look for at the provider when nobody knows whether a message left. */
export interface LookupQuestion {
  readonly to: string;
  readonly bodyHash: string;
  /** The attempt's own key, where the provider keeps it. */
  readonly key: string;
  readonly since: Date;
}

/** A message that the provider certainly has. */
export interface FoundMessage {
  readonly providerMessageId: string;
  readonly status: string;
  readonly errorCode?: string | null;
}

/** What a provider's review says of a registered template; `text` is what it has on its books. */
export interface TemplateReview {
  readonly providerTemplateId: string;
  readonly state: ReviewState;
  readonly note: string | null;
  readonly text: string | null;
}

/** A way out of the house: one or several of them per channel. */
export abstract class Provider {
  /** As receipts and buckets name it: 'twilio', 'tencent', 'smtp', or 'sandbox-sms', 'sandbox-tencent', 'sandbox-email'. */
  abstract readonly name: string;
  abstract readonly channel: Exclude<Channel, 'call'>;
  /** What `messages` knows the provider's abilities by. */
  abstract readonly capabilityName: string;
  /** The host that messages go to; a shifted clock sends to a loopback address only. */
  abstract readonly host: string;
  /** How many sends may be in flight. */
  abstract readonly width: number;
  /** Never throws: what cannot be told is an unknown outcome. */
  abstract send(message: OutgoingMessage, signal: AbortSignal): Promise<SendResult>;
  /** Messages that the provider has for this question; an empty list proves nothing. */
  abstract lookup(question: LookupQuestion): Promise<FoundMessage[]>;
  /** What the review of registered templates says; left out where there is none to ask. */
  reviewTemplates?(ids: readonly string[]): Promise<TemplateReview[]>;
  abstract close(): Promise<void>;
}

/** Beyond this the clock is somebody's intention, not a machine's drift. */
const SHIFTED_MS = 5_000;

/** Whether anything may be sent to a host: a shifted clock must reach nobody, so that it sends to this machine alone. */
export function mayReach(host: string, clockOffsetMs: number): boolean {
  return Math.abs(clockOffsetMs) < SHIFTED_MS || isLoopback(host);
}

/** Whether a host is this machine itself. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  return bare === 'localhost' || bare === '::1' || /^127(\.\d{1,3}){3}$/.test(bare);
}
