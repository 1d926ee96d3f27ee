import type { Channel } from '../kernel/words.js';
import type { Composed } from '../messages/compose-message.js';
import type { ErrorClass } from '../planning/move.js';

/** A message on its way, with the attempt's key that travels with it, and the instant that stands in its Date. */
export type OutgoingMessage = Composed & { readonly key: string; readonly at?: Date };

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
}

export type SendResult = Accepted | Failed;

/** What to look for at the provider when nobody knows whether a message left. */
export interface LookupQuestion {
  readonly to: string;
  readonly bodyHash: string;
  readonly since: Date;
}

/** A message that the provider certainly has. */
export interface FoundMessage {
  readonly providerMessageId: string;
  readonly status: string;
}

/** A way out of the house: one of them per channel. */
export abstract class Provider {
  /** As receipts and buckets name it: 'twilio', 'smtp', or 'sandbox-sms', 'sandbox-email'. */
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
