import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from '../database/database.service.js';
import type { Clock } from '../kernel/clock.js';
import { reason } from '../kernel/reason.js';
import { isComposed } from '../messages/compose-message.js';
import type { ClaimScope } from '../messages/sms-routing.js';
import type { ClaimRepository } from '../planning/claim.repository.js';
import type { HandOverRepository, ProviderRate } from '../planning/hand-over.repository.js';
import type { HandOverService, ReadyAttempt } from '../planning/hand-over.service.js';
import type { TransitionRepository } from '../planning/transition.repository.js';
import type { AttemptMessageService } from './attempt-message.service.js';
import { type OutgoingMessage, type Provider, mayReach } from './provider.js';
import type { ResultService, SentMessage } from './result.service.js';
import { ResultRecorder } from './result-recorder.worker.js';
import { SendLanes } from './send-lanes.worker.js';
import { uncomposedMove } from './uncomposed-move.js';

/** What the loop works with. */
export interface SendingTools {
  readonly database: Database;
  readonly clock: Clock;
  readonly claims: ClaimRepository;
  readonly handOver: HandOverService;
  readonly buckets: HandOverRepository;
  readonly transitions: TransitionRepository;
  readonly messages: AttemptMessageService;
  readonly results: ResultService;
  /** The id under which this process claims; null while it must not send. */
  readonly workerId: () => number | null;
  /** The zone whose days the limit of a day counts. */
  readonly dayZone: () => Promise<string>;
  /** Which numbers are this provider's; null for all of the channel. */
  readonly scope: () => Promise<ClaimScope | null>;
  readonly log: { warn(text: string): void };
}

/** A group that was decided and composed, and not yet handed over. */
interface Prepared {
  readonly outgoing: readonly Outgoing[];
}

interface Outgoing {
  readonly ready: ReadyAttempt;
  readonly message: OutgoingMessage;
}

const CLAIM_LIMIT = 200;
/** At least so many go in a group, else as many as the provider takes at once. */
const SMALLEST_GROUP = 25;
const SEND_TIMEOUT_MS = 28_000;
/** A claim that could not be handed over for so long is given back. */
const KEEP_CLAIM_MS = 20_000;

/** One provider's loop: claim, decide, hand over the next group while this one is sent, record. */
export class SendingLoop {
  private readonly groupSize: number;
  private readonly lanes: SendLanes<Outgoing>;
  private readonly recorder: ResultRecorder<SentMessage>;
  private readonly stopping = new AbortController();
  private readonly killing = new AbortController();
  private working: Promise<number> | null = null;
  private scope: ClaimScope | null = null;
  /** Claims that could not be given back because the database was away. */
  private readonly unreleased = new Set<string>();

  constructor(
    readonly provider: Provider,
    private rate: ProviderRate,
    private readonly tools: SendingTools,
  ) {
    setMaxListeners(0, this.killing.signal, this.stopping.signal);
    this.groupSize = Math.max(SMALLEST_GROUP, provider.width);
    this.lanes = new SendLanes(provider.width, (item) => this.send(item));
    this.recorder = new ResultRecorder(
      (results) => tools.results.record(results),
      (error, kept) => tools.log.warn(`${kept} results of ${provider.name} wait to be written: ${error.message}`),
    );
  }

  /** Works until nothing is due, unless it does so already; answers with the number of messages handed over. */
  wake(): Promise<number> {
    this.working ??= this.work().finally(() => (this.working = null));
    return this.working;
  }

  /** Stops claiming, sends what was handed over, releases the rest; what takes longer than `withinMs` is in doubt. */
  async stop(withinMs: number): Promise<void> {
    this.stopping.abort();
    const timer = setTimeout(() => this.killing.abort(), withinMs);
    await this.working?.catch(() => undefined);
    await this.lanes.drained();
    await this.recorder.flushed(AbortSignal.timeout(withinMs));
    clearTimeout(timer);
    await this.provider.close();
  }

  private async work(): Promise<number> {
    let sent = 0;
    for (const token of [...this.unreleased]) await this.release(token);
    this.scope = await this.tools.scope();
    if (this.scope?.only?.length === 0) return 0;
    this.rate = { ...this.rate, dayZone: await this.tools.dayZone() };
    await this.tools.buckets.ensureBucket(this.tools.database, this.rate);
    while (this.maySend()) {
      const offsetMs = this.tools.clock.offsetMs();
      if (await this.tools.buckets.isClosed(this.tools.database, this.rate, offsetMs)) break;
      const what = { channel: this.provider.channel, scope: this.scope, offsetMs };
      const due = await this.tools.claims.dueCampaigns(this.tools.database, what);
      if (due.length === 0) break;
      const limit = Math.ceil(CLAIM_LIMIT / due.length);
      let claimed = 0;
      for (const campaignId of due) {
        const pass = await this.workOn(campaignId, limit);
        claimed += pass.claimed;
        sent += pass.sent;
        if (!this.maySend()) break;
      }
      if (claimed === 0) break;
    }
    await this.lanes.drained();
    await this.recorder.flushed(this.stopping.signal);
    return sent;
  }

  private maySend(): boolean {
    if (this.stopping.signal.aborted || this.tools.workerId() === null) return false;
    return mayReach(this.provider.host, this.tools.clock.offsetMs());
  }

  private async workOn(campaignId: number, limit: number): Promise<{ claimed: number; sent: number }> {
    const workerId = this.tools.workerId();
    if (workerId === null) return { claimed: 0, sent: 0 };
    const { database, claims, clock } = this.tools;
    const author = { actor: this.actor(workerId), at: clock.now() };
    const { channel } = this.provider;
    const what = { campaignId, channel, scope: this.scope, limit, workerId, offsetMs: clock.offsetMs() };
    const { token, attemptIds } = await claims.claimDue(database, what, author);
    try {
      return { claimed: attemptIds.length, sent: await this.handOverAll([...attemptIds], token) };
    } finally {
      await this.release(token);
    }
  }

  private async release(token: string): Promise<void> {
    const { database, claims, clock, log } = this.tools;
    const author = { actor: `system:${this.provider.name}`, at: clock.now(), reason: reason('claim-released') };
    this.unreleased.add(token);
    try {
      await claims.releaseClaims(database, { token }, author);
      this.unreleased.delete(token);
    } catch (error) {
      log.warn(`A claim of ${this.provider.name} is given back later: ${(error as Error).message}`);
    }
  }

  private async handOverAll(pending: number[], token: string): Promise<number> {
    const until = performance.now() + KEEP_CLAIM_MS;
    let sent = 0;
    let ahead: Promise<Prepared> | null = null;
    const prepareNext = () => this.prepare(pending.splice(0, this.groupSize), token);
    try {
      while ((ahead !== null || pending.length > 0) && this.maySend() && performance.now() < until) {
        const group: Prepared = await (ahead ?? prepareNext());
        // Facts may change until the hand-over, which compares their versions and leaves what changed to be decided anew.
        ahead = pending.length > 0 ? prepareNext() : null;
        ahead?.catch(() => undefined);
        const { gone, left } = await this.handOverGroup(group);
        sent += gone;
        pending.push(...left);
        if (left.length > 0) await this.pause(left.length);
      }
    } finally {
      await ahead?.catch(() => undefined);
    }
    return sent;
  }

  /** Until the provider's rate has room again. */
  private async pause(left: number): Promise<void> {
    const ms = Math.min(1_000, Math.max(20, (Math.min(left, this.groupSize) / this.rate.perSecond) * 1_000));
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Decides and composes, while the group before is handed over and sent. */
  private async prepare(ids: readonly number[], token: string): Promise<Prepared> {
    const workerId = this.tools.workerId();
    if (workerId === null) return { outgoing: [] };
    const actor = this.actor(workerId);
    const ready = await this.tools.handOver.decide(ids, token, actor);
    return { outgoing: await this.compose(ready, token, actor) };
  }

  private async handOverGroup({ outgoing }: Prepared): Promise<{ gone: number; left: number[] }> {
    // Half of the last group may still wait: no more than two groups are in doubt after a crash.
    await this.lanes.downTo(Math.floor(this.groupSize / 2));
    const workerId = this.tools.workerId();
    if (!this.maySend() || workerId === null || outgoing.length === 0) return { gone: 0, left: [] };
    const actor = this.actor(workerId);
    const rows = outgoing.map(({ ready: each, message }) => {
      const { bodyHash, segments = null, templateVersion } = message;
      return { ...each, note: { bodyHash, segments, templateVersion } };
    });
    const gone = await this.tools.handOver
      .handOver(rows, this.rate, actor)
      .catch((error: Error) => this.giveWay(error));
    this.lanes.push(outgoing.filter(({ ready: each }) => gone.has(each.attempt.id)));
    return {
      gone: gone.size,
      left: outgoing.map(({ ready }) => ready.attempt.id).filter((id) => !gone.has(id)),
    };
  }

  /** Another transaction holds one of the rows: it goes first, and this group is decided anew. */
  private giveWay(error: Error): Set<number> {
    const { code } = error as { code?: string };
    if (code === '55P03' || code === '40P01') return new Set();
    throw error;
  }

  /** Makes the messages; what cannot be made is held with the reason, or leaves the rung that cannot carry it. */
  private async compose(ready: readonly ReadyAttempt[], token: string, actor: string): Promise<Outgoing[]> {
    if (ready.length === 0) return [];
    const now = this.tools.clock.now();
    const composed = await this.tools.messages.compose(
      ready.map(({ attempt }) => attempt),
      this.provider,
    );
    const outgoing: Outgoing[] = [];
    const moves = [];
    for (const each of ready) {
      const { id, key } = each.attempt;
      const message = composed.get(id);
      if (message === undefined) continue;
      const validForSeconds = Math.floor((each.validUntil.getTime() - now.getTime()) / 1_000);
      if (isComposed(message)) outgoing.push({ ready: each, message: { ...message, key, validForSeconds } });
      else moves.push(uncomposedMove(each.attempt, message.reason, token, now));
    }
    await this.tools.transitions.transition(this.tools.database, moves, { actor, at: now });
    return outgoing;
  }

  private async send({ ready, message }: Outgoing): Promise<void> {
    const result = await this.inTime((signal) => this.provider.send(message, signal));
    this.recorder.add({ attempt: ready.attempt, result, provider: this.provider.name, at: this.tools.clock.now() });
  }

  private async inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const giveUp = () => stop.abort();
    const timer = setTimeout(giveUp, SEND_TIMEOUT_MS);
    if (this.killing.signal.aborted) giveUp();
    this.killing.signal.addEventListener('abort', giveUp);
    try {
      return await work(stop.signal);
    } finally {
      clearTimeout(timer);
      this.killing.signal.removeEventListener('abort', giveUp);
    }
  }

  private actor(workerId: number): string {
    return `system:worker-${workerId}`;
  }
}
