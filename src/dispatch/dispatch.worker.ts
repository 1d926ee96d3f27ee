import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { SendingTools } from './sending-tools.service.js';
import { type OpenProvider, ProviderEndpoints } from './provider-endpoints.service.js';
import { SendingLoop } from './sending-loop.worker.js';
import { WorkerLiveness } from './worker-liveness.service.js';

const SEND_BEAT_MS = 250;
const LIVENESS_BEAT_MS = 3_000;
const SEND_BEAT = 'sending';
const LIVENESS_BEAT = 'liveness';
/** A stop must be over in ten seconds, the writing of results included. */
const STOP_WITHIN_MS = 6_000;

/** The worker role: beats the rhythm of the sending loops and of liveness. */
@Injectable()
export class DispatchWorker {
  private readonly log = new Logger('dispatch');
  private loops: SendingLoop[] = [];
  private beating: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly schedule: SchedulerRegistry,
    private readonly endpoints: ProviderEndpoints,
    private readonly liveness: WorkerLiveness,
    private readonly tools: SendingTools,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Takes over from the dead, this machine's own earlier self included, and begins to send. */
  async start(): Promise<void> {
    await this.liveness.beat();
    this.loops = this.endpoints.open().map((open) => this.loopFor(open));
    this.every(SEND_BEAT, SEND_BEAT_MS, () => this.send());
    this.every(LIVENESS_BEAT, LIVENESS_BEAT_MS, () => this.beat());
    this.send();
  }

  /** Stops claiming, sends what was handed over, releases the rest. */
  async stop(): Promise<void> {
    for (const name of [SEND_BEAT, LIVENESS_BEAT]) {
      if (this.schedule.doesExist('interval', name)) this.schedule.deleteInterval(name);
    }
    await Promise.all(this.loops.map((loop) => loop.stop(STOP_WITHIN_MS)));
    this.loops = [];
    await this.beating;
    await this.liveness.end();
  }

  /** Sends until nothing is due; for commands, benchmarks and tests. Answers with the number handed over. */
  async sendDue(): Promise<number> {
    if (this.liveness.id === null) await this.liveness.beat();
    if (this.loops.length === 0) {
      this.loops = this.endpoints.open().map((open) => this.loopFor(open));
    }
    const sent = await Promise.all(this.loops.map((loop) => loop.wake()));
    return sent.reduce((sum, n) => sum + n, 0);
  }

  private loopFor({ provider, perSecond, perDay }: OpenProvider): SendingLoop {
    const rate = { provider: provider.name, perSecond, perDay, within: this.endpoints.rateLimits };
    const { database, clock, liveness, log } = this;
    const { breakerRules } = this.endpoints;
    const scope = () => this.endpoints.scopeOf(provider);
    const { lateAfterMs } = this.endpoints;
    const state = { workerId: () => liveness.id, dayZone: () => this.endpoints.dayZone(), scope };
    const told = { breakerRules, lateAfterMs, ...state };
    return new SendingLoop(provider, rate, { ...this.tools.all(), database, clock, ...told, log });
  }

  private every(name: string, ms: number, beat: () => void): void {
    this.schedule.addInterval(name, setInterval(beat, ms));
  }

  private send(): void {
    for (const loop of this.loops) {
      loop.wake().catch((error: Error) => this.log.error(`${loop.provider.name}: ${error.message}`));
    }
  }

  /** One beat at a time: a slow database must not pile them up. */
  private beat(): void {
    this.beating = this.beating
      .then(() => this.liveness.beat())
      .catch((error: Error) => this.log.error(`The liveness beat comes again: ${error.message}`));
  }
}
