import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { isComposed } from '../messages/compose-message.js';
import type { HandOverRepository, ProviderRate } from '../planning/hand-over.repository.js';
import type { HandOverService, ReadyAttempt } from '../planning/hand-over.service.js';
import type { TransitionRepository } from '../planning/transition.repository.js';
import type { AttemptMessageService } from './attempt-message.service.js';
import { type ClaimTools, type ClaimedGroup, ClaimSource } from './claim-source.worker.js';
import { type OutgoingMessage, type Provider, mayReach } from './provider.js';
import type { ResultService, SentMessage } from './result.service.js';
import { ResultRecorder } from './result-recorder.worker.js';
import { SendLanes } from './send-lanes.worker.js';
import { uncomposedMove } from './uncomposed-move.js';

/** What the loop works with. */
export interface SendingTools extends ClaimTools {
  readonly handOver: HandOverService;
  readonly buckets: HandOverRepository;
  readonly transitions: TransitionRepository;
  readonly messages: AttemptMessageService;
  readonly results: ResultService;
  /** The zone whose days the limit of a day counts. */
  readonly dayZone: () => Promise<string>;
}

/** A group that was decided and composed, and not yet handed over. */
interface Prepared {
  readonly group: ClaimedGroup;
  readonly outgoing: readonly Outgoing[];
}

interface Outgoing {
  readonly ready: ReadyAttempt;
  readonly message: OutgoingMessage;
}

/** So many are handed over together: half of it waits for the wire while the next group is handed over. */
const GROUP_SIZE = 50;
const SEND_TIMEOUT_MS = 28_000;
/** Whether a provider's day is full, or it asked for a pause, is asked once in so many groups. */
const GROUPS_A_LOOK = 4;

/** One provider's loop: claim, decide, hand over the next group while this one is sent, record. */
export class SendingLoop {
  private readonly lanes: SendLanes<Outgoing>;
  private readonly recorder: ResultRecorder<SentMessage>;
  private readonly source: ClaimSource;
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
    this.rate = { ...this.rate, dayZone: await this.tools.dayZone() };
    await this.tools.buckets.ensureBucket(this.tools.database, this.rate);
    await this.source.begin();
    const sent = await this.handOverAll();
    await this.lanes.drained();
    await this.recorder.flushed(this.stopping.signal);
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
        const prepared = await (ahead ?? this.prepareNext());
        ahead = null;
        if (prepared === null && !this.source.hasPending) break;
        if (prepared === null) continue;
        // Facts may change until the hand-over, which compares their versions and leaves what changed to be decided anew.
        ahead = this.prepareNext();
        ahead.catch(() => undefined);
        const { gone, left } = await this.handOverGroup(prepared);
        sent += gone;
        await this.source.settle(prepared.group, gone, left);
        if (left.length > 0) await this.pause(left.length);
      }
    } finally {
      await ahead?.catch(() => undefined);
      await this.source.end();
    }
    return sent;
  }

  private isClosed(): Promise<boolean> {
    const { buckets, database, clock } = this.tools;
    return buckets.isClosed(database, this.rate, clock.offsetMs());
  }

  /** Until the provider's rate has room again. */
  private async pause(left: number): Promise<void> {
    const ms = Math.min(1_000, Math.max(20, (Math.min(left, GROUP_SIZE) / this.rate.perSecond) * 1_000));
    await delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  /** Decides and composes, while the group before is handed over and sent. */
  private async prepareNext(): Promise<Prepared | null> {
    const workerId = this.tools.workerId();
    const group = workerId === null ? null : await this.source.next(GROUP_SIZE);
    if (workerId === null || group === null) return null;
    const actor = this.actor(workerId);
    const ready = await this.tools.handOver.decide(group.attemptIds, group.token, actor);
    return { group, outgoing: await this.compose(ready, group.token, actor) };
  }

  private async handOverGroup({ outgoing }: Prepared): Promise<{ gone: number; left: number[] }> {
    // Half of the last group may still wait: no more than two groups are in doubt after a crash.
    await this.lanes.downTo(GROUP_SIZE / 2);
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
      if (isComposed(message)) outgoing.push({ ready: each, message: { ...message, key, validForSeconds, at: now } });
      else moves.push(uncomposedMove(each.attempt, message.reason, token, now));
    }
    await this.tools.transitions.transition(this.tools.database, moves, { actor, at: now });
    return outgoing;
  }

  private async send({ ready, message }: Outgoing): Promise<void> {
    // The session of the lock was lost: nothing leaves any more, and whoever takes over says that this one is in doubt.
    if (this.tools.workerId() === null) return;
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
