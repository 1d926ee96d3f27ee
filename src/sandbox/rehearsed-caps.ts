import type { PastContact } from '../campaigns/audience-member.js';
import type { ContactCaps } from '../campaigns/contact-caps.js';
import { dayPart } from '../campaigns/day-part.js';
import type { Channel } from '../kernel/words.js';

/** Longer lists are asked of `decideCaps` itself. */
export const MOST_LISTED = 64;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const QUARTER_MS = 900_000;
const CODES: Readonly<Record<string, number>> = { sms: 0, email: 1, call: 2 };
const CALL = 2;
const OTHER = 3;

/** The contacts of one customer by time, without an object for each. */
export class ContactList {
  readonly at = new Float64Array(MOST_LISTED);
  /** 0 SMS, 1 e-mail, 2 call, 3 other. */
  readonly channel = new Uint8Array(MOST_LISTED);
  readonly reached = new Uint8Array(MOST_LISTED);
  length = 0;

  clear(): void {
    this.length = 0;
  }

  add(at: number, channel: number, reached: number): void {
    let hole = this.length++;
    for (; hole > 0 && this.at[hole - 1]! > at; hole--) {
      this.at[hole] = this.at[hole - 1]!;
      this.channel[hole] = this.channel[hole - 1]!;
      this.reached[hole] = this.reached[hole - 1]!;
    }
    this.at[hole] = at;
    this.channel[hole] = channel;
    this.reached[hole] = reached;
  }

  addPast({ at, channel, reached }: PastContact): void {
    this.add(at.getTime(), CODES[channel] ?? OTHER, reached ? 1 : 0);
  }
}

/** Which contacts a limit counts. */
type Counts = 'disturbing' | 'own-disturbing' | 'own' | 'own-unanswered';

interface Limit {
  readonly counts: Counts;
  readonly limit: number;
  readonly windowMs: number;
}

/**
 * What `decideCaps` says where all contacts are the customer's own and none is planned ahead: the same windows, in numbers.
 * A test compares the two.
 */
export class RehearsedCaps {
  private readonly limits: readonly Limit[];
  private readonly code: number;
  /** A cap of zero binds even where nothing happened yet. */
  private readonly forbidsAll: boolean;
  private readonly parts = new Map<number, { startedAt: number; nextAt: number }>();
  private readonly counted = new Float64Array(MOST_LISTED);

  constructor(
    channel: Channel,
    caps: ContactCaps,
    private readonly zone: string,
  ) {
    this.code = CODES[channel]!;
    this.limits = limitsOf(channel, caps);
    this.forbidsAll = this.limits.some(({ limit }) => limit === 0);
  }

  /** When there is room from `now` on, as far as one look goes: `now` itself, later, or Infinity for never. */
  roomAt(contacts: ContactList, now: number): number {
    if (this.forbidsAll) return Infinity;
    let longest = now;
    for (const limit of this.limits) longest = Math.max(longest, this.nextFree(limit, contacts, now));
    return this.code === CALL ? Math.max(longest, this.afterPart(contacts, now)) : longest;
  }

  /** The beginning of the customer's next part of the day. */
  nextPart(now: number): number {
    return this.partOf(now).nextAt;
  }

  /** As in `decideCaps`: each `limit` contacts in a row within a window forbid the time around them. */
  private nextFree({ counts, limit, windowMs }: Limit, contacts: ContactList, now: number): number {
    const { counted } = this;
    let length = 0;
    for (let i = 0; i < contacts.length; i++)
      if (this.isCounted(counts, contacts, i)) counted[length++] = contacts.at[i]!;
    let next = now;
    for (let first = 0; first + limit <= length; first++) {
      const from = counted[first + limit - 1]! - windowMs;
      const to = counted[first]! + windowMs;
      if (from < counted[first]! && from < next && next < to) next = to;
    }
    return next;
  }

  private isCounted(counts: Counts, contacts: ContactList, i: number): boolean {
    const channel = contacts.channel[i]!;
    if (counts !== 'disturbing' && channel !== this.code) return false;
    if (counts === 'own') return true;
    if (counts === 'own-unanswered') return contacts.reached[i] === 0;
    return channel < CALL || contacts.reached[i] === 1;
  }

  /** A second call that nobody took waits for another part of the day. */
  private afterPart(contacts: ContactList, now: number): number {
    let part: { startedAt: number; nextAt: number } | null = null;
    for (let i = 0; i < contacts.length; i++) {
      if (!this.isCounted('own-unanswered', contacts, i)) continue;
      part ??= this.partOf(now);
      if (contacts.at[i]! >= part.startedAt) return part.nextAt;
    }
    return now;
  }

  private partOf(now: number): { startedAt: number; nextAt: number } {
    const quarter = Math.floor(now / QUARTER_MS);
    const known = this.parts.get(quarter);
    if (known !== undefined) return known;
    const { startedAt, nextAt } = dayPart(new Date(now), this.zone);
    const part = { startedAt: startedAt.getTime(), nextAt: nextAt.getTime() };
    this.parts.set(quarter, part);
    return part;
  }
}

function limitsOf(channel: Channel, caps: ContactCaps): Limit[] {
  const own = caps[channel] ?? {};
  const made = (counts: Counts, limit: number | undefined, windowMs: number): Limit[] =>
    limit === undefined ? [] : [{ counts, limit, windowMs }];
  const gapMs = (own.minGapHours ?? 0) * HOUR_MS;
  return [
    ...made('disturbing', caps.anyPer24h, DAY_MS),
    ...made('own-disturbing', own.perDay, DAY_MS),
    ...made('own-disturbing', own.perWeek, 7 * DAY_MS),
    ...made('own-disturbing', own.per7d, 7 * DAY_MS),
    ...made('own-disturbing', own.per30d, 30 * DAY_MS),
    ...(gapMs > 0 ? made('own', 1, gapMs) : []),
    ...(channel === 'call' ? made('own-unanswered', 3, DAY_MS) : []),
  ];
}
