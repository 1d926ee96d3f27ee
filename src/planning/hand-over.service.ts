import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import type { Reason } from '../kernel/reason.js';
import { AttemptFactsReadModel, type LoadedAttempt } from './attempt-facts.read-model.js';
import { type AttemptDecision, decideAttempt } from './decide-attempt.js';
import { decisionMove } from './decision-move.js';
import { HandOverRepository, type HandOverRow } from './hand-over.repository.js';
import { crowdedMove } from './crowded-move.js';
import { findRooms, narrowRates } from './narrow-rate.js';
import type { ProviderRate } from './provider-bucket.repository.js';
import { RateLimitRepository } from './rate-limit.repository.js';
import { TransitionRepository } from './transition.repository.js';

/** An attempt that may be sent until `validUntil`, if nothing changes before it is handed over. */
export interface ReadyAttempt {
  readonly attempt: LoadedAttempt;
  readonly validUntil: Date;
  readonly reason: Reason;
}

/** What the message is, as far as the hand-over notes it. */
export interface MessageNote {
  readonly bodyHash: string | null;
  readonly segments: number | null;
  readonly templateVersion: unknown;
}

/** An attempt that may be sent, with what is known of its message. */
export type NotedAttempt = ReadyAttempt & { readonly note: MessageNote };

/** How long a hand-over waits for a row that an answer, an opt-out or a pause is changing; then it gives way. */
const LOCK_TIMEOUT_MS = 800;

/** Decides about claimed attempts on fresh facts, and hands over those that may go. */
@Injectable()
export class HandOverService {
  private tell: (provider: string, last: LoadedAttempt) => void = () => undefined;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly facts: AttemptFactsReadModel,
    private readonly handOvers: HandOverRepository,
    private readonly transitions: TransitionRepository,
    private readonly limits: RateLimitRepository,
  ) {}

  /** Called after each hand-over of messages that was committed, with the last of them, before any of them is sent. */
  onHandedOver(tell: (provider: string, last: LoadedAttempt) => void): void {
    this.tell = tell;
  }

  /** Decides about the attempts of a claim; everything but a send is carried out at once. Answers with the sends. */
  async decide(attemptIds: readonly number[], token: string, actor: string): Promise<ReadyAttempt[]> {
    const now = this.clock.now();
    const loaded = await this.facts.load(this.database.byKey, attemptIds, now);
    const mine = loaded.filter((attempt) => attempt.state === 'claimed' && attempt.token === token);
    const decided = mine.map((attempt) => ({ attempt, decision: decideAttempt(attempt.facts, now) }));
    const moves = decided.flatMap(({ attempt, decision }) =>
      decision.action === 'send'
        ? []
        : [decisionMove({ id: attempt.id, visitId: attempt.visitId, token }, decision, now)],
    );
    await this.transitions.transition(this.database.byKey, moves, { actor, at: now });
    return decided.flatMap(({ attempt, decision }) =>
      decision.action === 'send' ? [{ attempt, validUntil: decision.validUntil, reason: decision.reason }] : [],
    );
  }

  /** The facts of one attempt and the decision about it now; nothing is changed. */
  async preview(
    db: Queryable,
    attemptId: number,
  ): Promise<{ attempt: LoadedAttempt; decision: AttemptDecision } | null> {
    const now = this.clock.now();
    const [attempt] = await this.facts.load(db, [attemptId], now);
    return attempt ? { attempt, decision: decideAttempt(attempt.facts, now) } : null;
  }

  /**
   * The decision about a call that is open already, at this moment. Caps and other campaigns were weighed when it was opened,
   * and counted it then.
   */
  async mayDial(
    db: Queryable,
    attemptId: number,
  ): Promise<{ attempt: LoadedAttempt; decision: AttemptDecision } | null> {
    const now = this.clock.now();
    const [attempt] = await this.facts.load(db, [attemptId], now);
    if (attempt === undefined) return null;
    return { attempt, decision: decideAttempt({ ...attempt.facts, contacts: [], superior: [] }, now) };
  }

  /**
   * Hands over what may still go and notes the contacts, in one statement; answers with the ids that may now be sent.
   * One attempt for a customer or address goes at a time, so that the caps see each; the others stay claimed.
   */
  async handOver(ready: readonly NotedAttempt[], rate: ProviderRate, actor: string): Promise<Set<number>> {
    const rows = onePerPerson(ready).map((each) => toRow(each, rate));
    if (rows.length === 0) return new Set();
    await this.limits.ensure(
      this.database,
      rows.flatMap((row) => row.limits),
    );
    const by = { actor, offsetMs: this.clock.offsetMs(), at: this.clock.now() };
    const moved = await this.database.impatiently(LOCK_TIMEOUT_MS, (tx) => this.handOvers.handOver(tx, rows, rate, by));
    const gone = new Set(moved.map((row) => row.attemptId ?? 0));
    const last = ready.findLast(({ attempt }) => gone.has(attempt.id) && attempt.channel !== 'call');
    if (last !== undefined) this.tell(rate.provider, last.attempt);
    return gone;
  }

  /**
   * Puts off what a limit within the provider's rate left behind, each message to the time at which it has room, or to its
   * next rung where that comes after the deadline; answers with the ids. What has room soon stays claimed.
   */
  async putOff(left: readonly NotedAttempt[], rate: ProviderRate, token: string, actor: string): Promise<Set<number>> {
    const rows = left.map((each) => ({ each, ...toRow(each, rate) })).filter(({ limits }) => limits.length > 0);
    if (rows.length === 0) return new Set();
    const rooms = findRooms(rows, await this.limits.book(this.database, rows));
    const now = this.clock.now();
    const moves = rows.flatMap(({ each }, i) => crowdedMove(each.attempt, rooms[i] ?? null, token, now) ?? []);
    const moved = await this.transitions.transition(this.database.byKey, moves, { actor, at: now });
    return new Set(moved.map((row) => row.attemptId ?? 0));
  }
}

function onePerPerson<T extends ReadyAttempt>(ready: readonly T[]): T[] {
  const seen = new Set<number | string>();
  return ready.filter(({ attempt }) => {
    const isNew = !seen.has(attempt.customerId) && !seen.has(attempt.address ?? '');
    seen.add(attempt.customerId).add(attempt.address ?? '');
    return isNew;
  });
}

function toRow(each: NotedAttempt, { provider, within = [] }: ProviderRate): HandOverRow {
  const { attempt, validUntil, reason, note } = each;
  const { channel, address } = attempt;
  const { purpose } = attempt.facts.campaign;
  return {
    attemptId: attempt.id,
    visitId: attempt.visitId,
    campaignId: attempt.campaignId,
    customerId: attempt.customerId,
    address: address ?? '',
    token: attempt.token ?? '',
    visitVersion: attempt.versions.visit,
    customerVersion: attempt.versions.customer,
    addressVersion: attempt.versions.address,
    contactMark: attempt.versions.mark,
    validUntil,
    cost: channel === 'call' ? 0 : (note.segments ?? 1),
    provider,
    ...note,
    reason,
    limits: within.length === 0 ? [] : narrowRates(provider, { channel, address: address ?? '', purpose }, within),
  };
}
