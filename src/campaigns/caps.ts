import { reason } from '../kernel/reason.js';
import type { Reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import type { PastContact, PlannedContact } from './audience-member.js';
import type { ContactCaps } from './contact-caps.js';
import { dayPart } from './day-part.js';

export interface CapQuestion {
  readonly channel: Channel;
  /** The address that would be used; its contacts count even when they were with somebody else. */
  readonly address: string | null;
  readonly caps: ContactCaps;
  readonly contacts: readonly PastContact[];
  /** Contacts that are still to come and go first: those of other campaigns of the same or a higher priority. */
  readonly planned?: readonly PlannedContact[];
  /** Where a moment is chosen later: no planned contact up to then may stand in its way. Null: the question is of now. */
  readonly until?: Date | null;
  /** Where the customer's parts of the day are counted, for calls. */
  readonly zone: string;
}

/** A cap that is used up, and when there is room again; `nextAt` null means never. */
export interface CapReached {
  readonly reason: Reason;
  readonly nextAt: Date | null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const UNANSWERED_TRIES_PER_DAY = 3;

/**
 * Whether the caps leave room for a contact now, and if not, when. Windows roll; each counts the customer and the
 * address apart, across campaigns. What binds longest is the answer.
 */
export function decideCaps(question: CapQuestion, now: Date): CapReached | null {
  const { contacts, planned = [] } = question;
  if (planned.length === 0) return longestCap(question, contacts, now);
  const cap = longestCap(question, [...contacts, ...planned.map(asMade)], now);
  if (cap === null || longestCap(question, contacts, now) !== null) return cap;
  return { ...cap, reason: reason('cap-planned', cap.reason.params) };
}

function longestCap(question: CapQuestion, contacts: readonly PastContact[], now: Date): CapReached | null {
  if (contacts.length === 0 && !forbidsAll(question)) return null;
  const scopes = [
    contacts.filter((contact) => contact.ofCustomer),
    contacts.filter((contact) => contact.address !== null && contact.address === question.address),
  ];
  const reached = scopes.flatMap((scope) => [
    ...limitsReached(question, scope, now),
    ...gapReached(question, scope, now),
    ...(question.channel === 'call' ? triesReached(question, scope, now) : []),
  ]);
  return reached.reduce<CapReached | null>((longest, cap) => (bindsLonger(cap, longest) ? cap : longest), null);
}

/** A planned contact counts as one that reaches somebody: a call may well be taken. */
function asMade({ at, channel, address, ofCustomer }: PlannedContact): PastContact {
  const unknown = { campaignId: null, campaignKind: null, surveyId: null, refused: false };
  return { at, channel, address, ofCustomer, reached: true, ...unknown };
}

/** The rolling windows of a channel's limits. */
const LIMITS = [
  { key: 'perDay', code: 'day', windowMs: DAY_MS },
  { key: 'perWeek', code: 'week', windowMs: 7 * DAY_MS },
  { key: 'per7d', code: '7d', windowMs: 7 * DAY_MS },
  { key: 'per30d', code: '30d', windowMs: 30 * DAY_MS },
] as const;

/** A cap of zero binds even where nothing happened yet. */
function forbidsAll({ caps, channel }: CapQuestion): boolean {
  const own = caps[channel];
  return caps.anyPer24h === 0 || (own !== undefined && LIMITS.some(({ key }) => own[key] === 0));
}

function limitsReached(question: CapQuestion, contacts: readonly PastContact[], now: Date): CapReached[] {
  const { channel, caps } = question;
  const own = caps[channel] ?? {};
  const span = spanOf(question, now);
  const disturbed = contacts.filter(disturbs);
  const ofChannel = disturbed.filter((contact) => contact.channel === channel);
  const found: (CapReached | null)[] = [
    windowReached(disturbed, { code: 'any', limit: caps.anyPer24h, windowMs: DAY_MS }, 'any', span),
  ];
  for (const { key, code, windowMs } of LIMITS) {
    if (own[key] !== undefined)
      found.push(windowReached(ofChannel, { code, limit: own[key], windowMs }, channel, span));
  }
  return found.filter((cap) => cap !== null);
}

interface Limit {
  readonly code: string;
  readonly limit: number | undefined;
  readonly windowMs: number;
}

/** From when, and up to when a planned contact matters, in milliseconds; `until` null: until there is room. */
interface Span {
  readonly now: number;
  readonly until: number | null;
}

function spanOf({ until }: CapQuestion, now: Date): Span {
  return { now: now.getTime(), until: until?.getTime() ?? null };
}

function windowReached(
  contacts: readonly PastContact[],
  { code, limit, windowMs }: Limit,
  channel: string,
  span: Span,
): CapReached | null {
  if (limit === undefined || (limit > contacts.length && limit > 0)) return null;
  const why = reason('cap-reached', { channel, limit, window: code });
  if (limit === 0) return { reason: why, nextAt: null };
  const next = nextFree(
    contacts.map(({ at }) => at.getTime()),
    limit,
    windowMs,
    span,
  );
  return next === span.now ? null : { reason: why, nextAt: new Date(next) };
}

/**
 * The first moment that no window holds `limit` contacts with. Each `limit` contacts in a row that lie within a window
 * forbid the time from the last of them less the window to the first of them plus the window.
 */
function nextFree(times: readonly number[], limit: number, windowMs: number, { now, until }: Span): number {
  const sorted = [...times].sort((a, b) => a - b);
  let next = now;
  for (let first = 0; first + limit <= sorted.length; first++) {
    const from = sorted[first + limit - 1]! - windowMs;
    const to = sorted[first]! + windowMs;
    if (from < sorted[first]! && from < (until ?? next) && next < to) next = to;
  }
  return next;
}

/** A call that nobody took disturbs nobody: it has limits of its own. Messages count once they are handed over. */
function disturbs(contact: PastContact): boolean {
  return contact.channel === 'sms' || contact.channel === 'email' || contact.reached;
}

/** Between two tries on a channel lies its gap, whether anybody answered or not. */
function gapReached(question: CapQuestion, contacts: readonly PastContact[], now: Date): CapReached[] {
  const gapMs = (question.caps[question.channel]?.minGapHours ?? 0) * HOUR_MS;
  if (gapMs === 0) return [];
  const tries = contacts.filter((contact) => contact.channel === question.channel);
  return listed(
    windowReached(tries, { code: 'gap', limit: 1, windowMs: gapMs }, question.channel, spanOf(question, now)),
  );
}

/** Calls that nobody took are at most three in 24 hours, each in another part of the customer's day. */
function triesReached(question: CapQuestion, contacts: readonly PastContact[], now: Date): CapReached[] {
  const unanswered = contacts.filter((contact) => contact.channel === 'call' && !contact.reached);
  const tries = { code: 'tries', limit: UNANSWERED_TRIES_PER_DAY, windowMs: DAY_MS };
  const found = listed(windowReached(unanswered, tries, 'call', spanOf(question, now)));
  if (unanswered.length === 0) return found;
  const { startedAt, nextAt } = dayPart(now, question.zone);
  if (!unanswered.some(({ at }) => at >= startedAt)) return found;
  return [...found, { reason: reason('cap-same-day-part', { channel: 'call' }), nextAt }];
}

function listed(cap: CapReached | null): CapReached[] {
  return cap === null ? [] : [cap];
}

function bindsLonger(cap: CapReached, than: CapReached | null): boolean {
  if (than === null) return true;
  if (than.nextAt === null) return false;
  return cap.nextAt === null || cap.nextAt > than.nextAt;
}
