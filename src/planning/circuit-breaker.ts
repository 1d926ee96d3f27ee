/** `closed`: it works. `open`: nothing goes. `probing`: one message goes. `recovering`: more and more go. */
export type BreakerPhase = 'closed' | 'open' | 'probing' | 'recovering';

/** What is known of a provider's health, over all workers. */
export interface Breaker {
  readonly phase: BreakerPhase;
  /** Since when, and up to when the phase lasts; both null while it is closed. */
  readonly since: Date | null;
  readonly until: Date | null;
  /** How often it opened since it last worked for good: each time it stays open for longer. */
  readonly trips: number;
  /** Failures since the last message that the provider answered for. */
  readonly failedInRow: number;
  /** What was counted since when. */
  readonly countedFrom: Date | null;
  readonly counted: number;
  readonly countedFailed: number;
  /** The code of the last failure. */
  readonly cause: string | null;
}

/** What became of some messages: `failed` says something about the provider, not about the message. */
export interface OutcomeCounts {
  readonly fine: number;
  readonly failed: number;
  /** Failures after the last fine one. */
  readonly failedLast: number;
  readonly cause: string | null;
}

/** How long it stays open the first time, and how long the rate grows afterwards, in milliseconds. */
export interface BreakerRules {
  readonly coolOffMs: number;
  readonly rampMs: number;
}

/** Nothing is known, or nothing but good. */
export const QUIET: Breaker = {
  phase: 'closed',
  since: null,
  until: null,
  trips: 0,
  failedInRow: 0,
  countedFrom: null,
  counted: 0,
  countedFailed: 0,
  cause: null,
};
export const NO_OUTCOMES: OutcomeCounts = { fine: 0, failed: 0, failedLast: 0, cause: null };

/** So many failures one after another open it; fewer while it recovers. */
const IN_ROW = 8;
const IN_ROW_RECOVERING = 3;
/** Or half of what was counted within so long, where that is enough to count. */
const WINDOW_MS = 30_000;
const ENOUGH = 20;
const LONGEST_COOL_OFF_MS = 5 * 60_000;
/** A probe that nobody answered for in this time is followed by another one: its worker may be gone. */
const PROBE_MS = 60_000;
/** The part of the rate with which recovery begins. */
export const FIRST_SHARE = 0.05;

/** Whether there is nothing that a further fine message would change. */
export function isQuiet(breaker: Breaker): boolean {
  return breaker.phase === 'closed' && breaker.failedInRow === 0 && breaker.counted === 0;
}

/** The counts of one batch after those of another. */
export function addOutcomes(before: OutcomeCounts, after: OutcomeCounts): OutcomeCounts {
  return {
    fine: before.fine + after.fine,
    failed: before.failed + after.failed,
    failedLast: after.fine > 0 ? after.failedLast : before.failedLast + after.failed,
    cause: after.cause ?? before.cause,
  };
}

/** The state after these outcomes. While it is open they are of messages that were under way, and say nothing new. */
export function afterOutcomes(was: Breaker, outcomes: OutcomeCounts, rules: BreakerRules, now: Date): Breaker {
  const breaker = atTime(was, now);
  const { fine, failed } = outcomes;
  if (fine + failed === 0 || breaker.phase === 'open') return breaker;
  if (breaker.phase === 'probing') {
    return fine > 0 ? recover(breaker, rules, now) : open(breaker, outcomes, rules, now);
  }
  const next: Breaker = {
    ...breaker,
    failedInRow: fine > 0 ? outcomes.failedLast : breaker.failedInRow + failed,
    countedFrom: breaker.countedFrom ?? now,
    counted: breaker.counted + fine + failed,
    countedFailed: breaker.countedFailed + failed,
    cause: outcomes.cause ?? breaker.cause,
  };
  return isDown(next) ? open(next, outcomes, rules, now) : settle(next);
}

/** The state in which one message may find out whether the provider is back; null while it is not time for that. */
export function toProbe(breaker: Breaker, now: Date): Breaker | null {
  const waits = breaker.phase === 'open' || breaker.phase === 'probing';
  if (!waits || breaker.until === null || breaker.until > now) return null;
  return { ...breaker, phase: 'probing', since: now, until: new Date(now.getTime() + PROBE_MS) };
}

/** The part of the provider's rate that may be used, 0 to 1; a probe is not part of a rate. */
export function shareOfRate({ phase, since, until }: Breaker, now: Date): number {
  if (phase === 'closed') return 1;
  if (phase !== 'recovering' || since === null || until === null) return 0;
  const done = (now.getTime() - since.getTime()) / Math.max(1, until.getTime() - since.getTime());
  return Math.min(1, FIRST_SHARE + (1 - FIRST_SHARE) * Math.max(0, done));
}

/** Time alone ends a recovery, and forgets what was counted long ago. */
function atTime(breaker: Breaker, now: Date): Breaker {
  const { phase, until, countedFrom } = breaker;
  if (phase === 'recovering' && until !== null && until <= now) return QUIET;
  const isOld = countedFrom !== null && now.getTime() - countedFrom.getTime() >= WINDOW_MS;
  return isOld ? { ...breaker, countedFrom: null, counted: 0, countedFailed: 0 } : breaker;
}

function isDown({ phase, failedInRow, counted, countedFailed }: Breaker): boolean {
  if (failedInRow >= (phase === 'recovering' ? IN_ROW_RECOVERING : IN_ROW)) return true;
  return counted >= ENOUGH && countedFailed * 2 >= counted;
}

function open(breaker: Breaker, { cause }: OutcomeCounts, rules: BreakerRules, now: Date): Breaker {
  const forMs = Math.min(LONGEST_COOL_OFF_MS, rules.coolOffMs * 2 ** Math.min(20, breaker.trips));
  const until = new Date(now.getTime() + forMs);
  const trips = breaker.trips + 1;
  return { ...QUIET, phase: 'open', since: now, until, trips, cause: cause ?? breaker.cause };
}

function recover({ trips, cause }: Breaker, { rampMs }: BreakerRules, now: Date): Breaker {
  return { ...QUIET, phase: 'recovering', since: now, until: new Date(now.getTime() + rampMs), trips, cause };
}

/** Counts without a failure need not be kept. */
function settle(breaker: Breaker): Breaker {
  if (breaker.phase !== 'closed' || breaker.countedFailed > 0 || breaker.failedInRow > 0) return breaker;
  return QUIET;
}
