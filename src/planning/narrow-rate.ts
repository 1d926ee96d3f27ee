import type { LimitKind, RateLimit } from '../config/rate-limits.js';
import { prefixOf } from '../config/sms-routes.js';
import type { Channel, Purpose } from '../kernel/words.js';

/** A limit within a provider's rate that a message falls under. */
export interface NarrowRate {
  /** What its bucket is called. */
  readonly key: string;
  readonly kind: LimitKind;
  readonly name: string;
  readonly perSecond: number;
}

/** What of a message its limits go by. */
export interface LimitedMessage {
  readonly channel: Channel;
  readonly address: string;
  readonly purpose: Purpose;
}

/** The limits within the provider's rate that a message falls under. */
export function narrowRates(provider: string, message: LimitedMessage, limits: readonly RateLimit[]): NarrowRate[] {
  const domain = domainOf(message);
  const hasOwn = limits.some(({ kind, name }) => kind === 'domain' && name === domain);
  return limits.flatMap(({ kind, name, perSecond }): NarrowRate[] => {
    const of = (named: string) => [{ key: `${provider} ${kind}:${named}`, kind, name: named, perSecond }];
    if (kind === 'purpose') return name === message.purpose ? of(name) : [];
    if (kind === 'country') return isIn(name, message) ? of(name) : [];
    if (domain === null) return [];
    return name === domain || (name === '*' && !hasOwn) ? of(domain) : [];
  });
}

/** A message that found no room, and what it takes of each limit. */
export interface CrowdedMessage {
  readonly cost: number;
  readonly limits: readonly NarrowRate[];
}

/** When a message has room, and by which limit. */
export interface Room {
  readonly afterMs: number;
  readonly limit: NarrowRate;
}

/**
 * The room of each message after those before it: its place in the queue of the limit that is furthest behind. `booked`: in
 * how many milliseconds each full limit has room again; one that is not there has room now. Null where nothing is in the way.
 */
export function findRooms(
  messages: readonly CrowdedMessage[],
  booked: ReadonlyMap<string, number>,
): readonly (Room | null)[] {
  const taken = new Map(booked);
  return messages.map(({ cost, limits }) => {
    let room: Room | null = null;
    for (const limit of limits) {
      const before = taken.get(limit.key);
      if (before === undefined) continue;
      const afterMs = before + (cost / limit.perSecond) * 1_000;
      taken.set(limit.key, afterMs);
      if (room === null || afterMs > room.afterMs) room = { afterMs, limit };
    }
    return room;
  });
}

function domainOf({ channel, address }: LimitedMessage): string | null {
  return channel === 'email' ? address.slice(address.lastIndexOf('@') + 1).toLowerCase() : null;
}

function isIn(country: string, { channel, address }: LimitedMessage): boolean {
  return channel === 'sms' && address.startsWith(prefixOf(country));
}
