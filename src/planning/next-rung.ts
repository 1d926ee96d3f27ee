import { type Reason, reason } from '../kernel/reason.js';
import type { AttemptState, Channel, VisitState } from '../kernel/words.js';
import type { ErrorClass } from './move.js';

/** A rung as the campaign states it. */
export interface RungWait {
  readonly channel: string;
  readonly waitHours: number;
}

const HOUR_MS = 3_600_000;
const DEFAULT_WAIT_HOURS = 24;

/**
 * Until when a rung waits for its answer. The waits of the rungs still to come are shortened evenly where the deadline
 * is near; the last rung waits until the deadline, and its own wait where that has passed.
 */
export function waitUntil(
  visit: { readonly ladder: readonly string[]; readonly rung: number; readonly dueAt: Date },
  rungs: readonly RungWait[],
  at: Date,
): Date {
  return new Date(waitEnd(waitsFrom(visit, rungs), at.getTime(), visit.dueAt.getTime()));
}

/** How long the rung and those still to come want to wait, in milliseconds. */
export function waitsFrom(
  visit: { readonly ladder: readonly string[]; readonly rung: number },
  rungs: readonly RungWait[],
): number[] {
  return visit.ladder.slice(visit.rung).map((channel) => hoursOf(channel, rungs) * HOUR_MS);
}

/** `waitUntil` in milliseconds, with the waits of the rung and of those still to come. */
export function waitEnd(waits: readonly number[], at: number, dueAt: number): number {
  const own = waits[0] ?? DEFAULT_WAIT_HOURS * HOUR_MS;
  const left = dueAt - at;
  if (left <= 0) return at + own;
  if (waits.length <= 1) return dueAt;
  const wanted = waits.reduce((sum, wait) => sum + wait, 0);
  return at + Math.floor(own * Math.min(1, left / wanted));
}

function hoursOf(channel: string, rungs: readonly RungWait[]): number {
  return rungs.find((rung) => rung.channel === channel)?.waitHours ?? DEFAULT_WAIT_HOURS;
}

/** Tries of a message on one rung, and how long after a refusal the next one comes, in minutes. */
const BACKOFF_MINUTES = [1, 5, 30];
const NOT_NOW_MS = 60_000;

/** When to try the same rung again after try number `tried`; null when the tries are used up. */
export function retryAt(tried: number, at: Date, retryAfterMs = 0): Date | null {
  const minutes = BACKOFF_MINUTES[tried - 1];
  if (minutes === undefined) return null;
  return new Date(at.getTime() + Math.max(minutes * 60_000, retryAfterMs));
}

/** When to try again what the provider did not take for no fault of the message, however often it was tried. */
export function notNowAt(at: Date, retryAfterMs = 0): Date {
  return new Date(at.getTime() + Math.max(NOT_NOW_MS, retryAfterMs));
}

/** A live visit whose wait is over, and its newest attempt. */
export interface WaitedVisit {
  readonly rung: number;
  readonly try: number;
  readonly ladder: readonly string[];
  readonly attempt: {
    readonly state: AttemptState;
    readonly channel: string;
    readonly errorClass: ErrorClass | null;
  } | null;
  /** Any of the visit's messages is accepted, delivered or assumed sent. */
  readonly mayHaveArrived: boolean;
  readonly onlyNotifies: boolean;
}

export type NextStep =
  | {
      readonly kind: 'attempt';
      readonly rung: number;
      readonly try: number;
      readonly channel: Channel;
      readonly reason: Reason;
    }
  | { readonly kind: 'end'; readonly to: VisitState; readonly reason: Reason }
  | { readonly kind: 'leave' };

const IN_HAND: readonly AttemptState[] = ['scheduled', 'held', 'claimed', 'handed_over', 'in_doubt'];
const ARRIVED: readonly AttemptState[] = ['accepted', 'delivered', 'assumed_sent'];

/** What comes after a wait: the same rung again after a refusal that allows it, the next rung, or the visit's end. */
export function nextStep(visit: WaitedVisit): NextStep {
  const { attempt } = visit;
  if (attempt !== null && IN_HAND.includes(attempt.state)) return { kind: 'leave' };
  if (mayTryAgain(visit)) {
    return onRung(
      visit,
      visit.rung,
      visit.try + 1,
      attempt?.channel ?? '',
      reason('try-again', { try: visit.try + 1 }),
    );
  }
  const arrived = attempt !== null && ARRIVED.includes(attempt.state);
  if (arrived && visit.onlyNotifies)
    return { kind: 'end', to: 'completed', reason: reason('notified', { channel: attempt.channel }) };
  const channel = visit.ladder[visit.rung + 1];
  if (channel === undefined) return lastRungOver(visit);
  const why = arrived
    ? reason('no-answer-on-rung', { channel: attempt.channel, next: channel })
    : reason('rung-failed', { channel: attempt?.channel ?? '', next: channel });
  return onRung(visit, visit.rung + 1, 1, channel, why);
}

function mayTryAgain({ attempt, try: tried }: WaitedVisit): boolean {
  if (attempt === null || (attempt.state !== 'failed' && attempt.state !== 'undelivered')) return false;
  if (attempt.errorClass === 'not-now') return true;
  return attempt.errorClass === 'retry' && retryAt(tried, new Date(0)) !== null;
}

function onRung(visit: WaitedVisit, rung: number, tried: number, channel: string, why: Reason): NextStep {
  if (channel !== 'sms' && channel !== 'email' && channel !== 'call') return lastRungOver(visit);
  return { kind: 'attempt', rung, try: tried, channel, reason: why };
}

function lastRungOver(visit: WaitedVisit): NextStep {
  return visit.mayHaveArrived
    ? { kind: 'end', to: 'expired', reason: reason('no-answer') }
    : { kind: 'end', to: 'unreachable', reason: reason('nothing-delivered') };
}
