import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { reason } from '../kernel/reason.js';
import { isComposed } from '../messages/compose-message.js';
import type { HandOverService, NotedAttempt, ReadyAttempt } from '../planning/hand-over.service.js';
import type { BreakerRules } from '../planning/circuit-breaker.js';
import type { ProviderBucketRepository, ProviderRate } from '../planning/provider-bucket.repository.js';
import type { TransitionRepository } from '../planning/transition.repository.js';
import type { AttemptMessageService } from './attempt-message.service.js';
import { type ClaimTools, type ClaimedGroup, ClaimSource } from './claim-source.worker.js';
import { type OutgoingMessage, type Provider, mayReach } from './provider.js';
import { NOT_SENT, spareTry } from './provider-outcome.js';
import { ProviderWatch } from './provider-watch.worker.js';
import type { ResultService, SentMessage } from './result.service.js';
import { ResultRecorder } from './result-recorder.worker.js';
import { SendLanes } from './send-lanes.worker.js';
import { uncomposedMove } from './uncomposed-move.js';

/** What the loop works with. */
export interface SendingTools extends ClaimTools {
  readonly handOver: HandOverService;
  readonly buckets: ProviderBucketRepository;
  readonly breakerRules: BreakerRules;
  readonly transitions: TransitionRepository;
  readonly messages: AttemptMessageService;
  readonly results: ResultService;
  readonly sendTimeoutMs: number;
  /** The zone whose days the limit of a day counts. */
  readonly dayZone: () => Promise<string>;
}

/** A group that was decided and composed, and not yet handed over. */
interface Prepared {
  readonly group: ClaimedGroup;
  readonly outgoing: readonly Outgoing[];
}

/** What became of a group: how many went, which are to be decided anew, and how many wait for a later time. */
interface HandedOver {
  readonly gone: number;
  readonly left: number[];
  readonly putOff: number;
}

interface Outgoing {
  readonly ready: ReadyAttempt;
  readonly message: OutgoingMessage;
}

/** So many are handed over together: half of it waits for the wire while the next group is handed over. */
const GROUP_SIZE = 50;
/** Whether a provider's day is full, or it asked for a pause, is asked once in so many groups. */
const GROUPS_A_LOOK = 4;

/** One provider's loop: claim, decide, hand over the next group while this one is sent, record. */
export class SendingLoop {
  private readonly lanes: SendLanes<Outgoing>;
  private readonly recorder: ResultRecorder<SentMessage>;
  private readonly source: ClaimSource;
  private readonly watch: ProviderWatch;
  private readonly stopping = new AbortController();
  private readonly killing = new AbortController();
  private working: Promise<number> | null = null;

  constructor(
    readonly provider: Provider,
    private rate: ProviderRate,
    private readonly tools: SendingTools,
  ) {
    setMaxListeners(0, this.killing.signal, this.stopping.signal);
    this.lanes = new SendLanes(provider.width, (item) => this.send(item));
    this.source = new ClaimSource(provider.name, provider.channel, tools);
    this.watch = new ProviderWatch(provider.name, tools);
    this.recorder = new ResultRecorder(
      (results) => this.record(results),
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
    this.rate = { ...this.rate, dayZone: await this.tools.dayZone() };
    await this.tools.buckets.ensure(this.tools.database, this.rate, this.provider.channel);
    await this.source.begin(this.rate.perSecond);
    const sent = await this.handOverAll();
    await this.lanes.drained();
    await this.recorder.flushed(this.stopping.signal);
    await this.watch.tell(true);
    return sent;
  }

  private maySend(): boolean {
    if (this.stopping.signal.aborted || this.tools.workerId() === null) return false;
    return mayReach(this.provider.host, this.tools.clock.offsetMs());
  }

  /** Claims, decides and composes one group ahead of the one that is handed over, so that the wire never waits. */
  private async handOverAll(): Promise<number> {
    let sent = 0;
    let ahead: Promise<Prepared | null> | null = null;
    try {
      for (let groups = 0; this.maySend(); groups += 1) {
        if (groups % GROUPS_A_LOOK === 0 && (await this.isClosed())) break;
        // Since that look it went down: the next pass looks anew.
        if (this.watch.holdsBack) break;
        const prepared = await (ahead ?? this.prepareNext());
        ahead = null;
        if (prepared === null && !this.source.hasPending) break;
        if (prepared === null) continue;
        // Facts may change until the hand-over, which compares their versions and leaves what changed to be decided anew.
        ahead = this.prepareNext();
        ahead.catch(() => undefined);
        const { gone, left, putOff } = await this.handOverGroup(prepared);
        sent += gone;
        await this.source.settle(prepared.group, gone + putOff, left);
        if (this.watch.isProbing && gone > 0) break;
        if (left.length > 0) await this.pause(left.length);
      }
    } finally {
      await ahead?.catch(() => undefined);
      await this.source.end(this.watch.isDown ? reason('waits-for-provider', { provider: this.provider.name }) : null);
    }
    return sent;
  }

  private isClosed(): Promise<boolean> {
    return this.watch.isClosed(this.rate, this.tools.clock.offsetMs());
  }

  /** Until the provider's rate has room again. */
  private async pause(left: number): Promise<void> {
    const ms = Math.min(1_000, Math.max(20, (Math.min(left, GROUP_SIZE) / this.rate.perSecond) * 1_000));
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Decides and composes, while the group before is handed over and sent. */
  private async prepareNext(): Promise<Prepared | null> {
    const workerId = this.tools.workerId();
    const group = workerId === null ? null : await this.source.next(this.watch.isProbing ? 1 : GROUP_SIZE);
    if (workerId === null || group === null) return null;
    const actor = this.actor(workerId);
    const ready = await this.tools.handOver.decide(group.attemptIds, group.token, actor);
    return { group, outgoing: await this.compose(ready, group.token, actor) };
  }

  private async handOverGroup({ group, outgoing }: Prepared): Promise<HandedOver> {
    // Half of the last group may still wait: no more than two groups are in doubt after a crash.
    await this.lanes.downTo(GROUP_SIZE / 2);
    const workerId = this.tools.workerId();
    if (!this.maySend() || workerId === null || outgoing.length === 0) return { gone: 0, left: [], putOff: 0 };
    if (this.watch.holdsBack) return { gone: 0, left: outgoing.map(({ ready }) => ready.attempt.id), putOff: 0 };
    const actor = this.actor(workerId);
    const rows = outgoing.map(({ ready: each, message }) => {
      const { bodyHash, segments = null, templateVersion } = message;
      return { ...each, note: { bodyHash, segments, templateVersion } };
    });
    const gone = await this.tools.handOver
      .handOver(rows, this.rate, actor)
      .catch((error: Error) => this.giveWay(error));
    this.lanes.push(outgoing.filter(({ ready: each }) => gone.has(each.attempt.id)));
    const left = rows.filter(({ attempt }) => !gone.has(attempt.id));
    const putOff = await this.putOff(left, group.token, actor);
    return {
      gone: gone.size,
      left: left.map(({ attempt }) => attempt.id).filter((id) => !putOff.has(id)),
      putOff: putOff.size,
    };
  }

  /** What a limit within the rate left behind does not stand in the way of the others. */
  private async putOff(left: readonly NotedAttempt[], token: string, actor: string): Promise<ReadonlySet<number>> {
    const hasLimits = left.length > 0 && (this.rate.within?.length ?? 0) > 0 && !this.watch.isDown;
    return hasLimits ? this.tools.handOver.putOff(left, this.rate, token, actor) : new Set();
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
      if (isComposed(message)) outgoing.push({ ready: each, message: { ...message, key, validForSeconds, at: now } });
      else moves.push(uncomposedMove(each.attempt, message.reason, token, now));
    }
    await this.tools.transitions.transition(this.tools.database, moves, { actor, at: now });
    return outgoing;
  }

  private async send({ ready, message }: Outgoing): Promise<void> {
    // Nothing leaves any more once the session of the lock was lost, or the provider went down.
    const isKept = this.watch.holdsBack || this.tools.workerId() === null;
    const result = isKept ? NOT_SENT : spareTry(await this.inTime((signal) => this.provider.send(message, signal)));
    // What a stop cut off says nothing of the provider.
    if (!this.killing.signal.aborted) this.watch.count(result);
    this.recorder.add({ attempt: ready.attempt, result, provider: this.provider.name, at: this.tools.clock.now() });
  }

  /** What was counted is told when the results are written; that it could not be told changes nothing about them. */
  private async record(results: readonly SentMessage[]): Promise<void> {
    await this.tools.results.record(results);
    await this.watch.tell().catch((error: Error) => this.tools.log.warn(`${this.provider.name}: ${error.message}`));
  }

  private async inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const giveUp = () => stop.abort();
    const timer = setTimeout(giveUp, this.tools.sendTimeoutMs);
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
