import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { SettingsService } from '../config/settings.service.js';
import { type SandboxMessage } from './sandbox-message.repository.js';
import { SandboxService } from './sandbox.service.js';
import { decideSimulatedAct, type SimulatedAct } from './simulated-customer.js';

const BEAT = 'simulated-crowd';
const BEAT_MS = 1_000;
const BATCH = 500;

/** The customers of the demonstration: read what arrived, and answer after a while through the real doors. */
@Injectable()
export class SimulatedCrowd {
  private readonly log = new Logger('crowd');
  private lastSeen = 0;
  private waiting: { act: SimulatedAct; from: string; atMs: number }[] = [];
  private beating: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly sandbox: SandboxService,
    private readonly settings: SettingsService,
    private readonly schedule: SchedulerRegistry,
  ) {}

  /** Begins to answer; what arrived while nobody was there is answered too. */
  start(): void {
    this.schedule.addInterval(
      BEAT,
      setInterval(() => this.beat(), BEAT_MS),
    );
  }

  async stop(): Promise<void> {
    if (this.schedule.doesExist('interval', BEAT)) this.schedule.deleteInterval(BEAT);
    this.waiting = [];
    await this.beating;
  }

  private beat(): void {
    this.beating = this.beating
      .then(() => this.readAndAct(performance.now()))
      .catch((error: Error) => this.log.debug(`A simulated customer was not heard: ${error.message}`));
  }

  /** Decides on what is new and does what is due; seconds are real, so that a visitor sees progress. */
  private async readAndAct(nowMs: number): Promise<void> {
    const fresh = await this.sandbox.messages({ direction: 'to-customer', after: this.lastSeen, limit: BATCH });
    const answered = fresh.length === 0 ? new Set<string>() : await this.alreadyAnswered();
    for (const message of fresh) {
      this.lastSeen = message.id;
      const act = answered.has(message.toAddress) ? null : decideSimulatedAct({ ...message, body: message.body });
      if (act !== null) this.waiting.push({ act, from: message.toAddress, atMs: nowMs + act.afterSeconds * 1_000 });
    }
    const due = this.waiting.filter(({ atMs }) => atMs <= nowMs);
    this.waiting = this.waiting.filter(({ atMs }) => atMs > nowMs);
    for (const { act, from } of due) await this.perform(act, from);
  }

  /** After a restart nobody answers a second time. */
  private async alreadyAnswered(): Promise<Set<string>> {
    if (this.lastSeen > 0) return new Set();
    const replies = await this.sandbox.messages({ direction: 'from-customer', limit: 100_000 });
    return new Set(replies.map((reply: SandboxMessage) => reply.fromAddress));
  }

  private async perform(act: SimulatedAct, from: string): Promise<void> {
    if (act.kind === 'reply') {
      await this.sandbox.replyAs({ phone: from, body: act.text });
      return;
    }
    const { product, service, nps, comment } = act.scores;
    const form = new URLSearchParams({
      product: String(product),
      service: String(service),
      nps: String(nps),
      suggestion: comment,
    });
    if (Math.min(product, service) <= 3)
      form.append('reasons', service < product ? 'service-attitude' : 'product-quality');
    await fetch(this.reachable(act.link), { method: 'POST', body: form, redirect: 'manual' });
  }

  /** The link as this machine reaches it, whatever the public address is. */
  private reachable(link: string): string {
    const { host, port } = this.settings.settings;
    return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}${new URL(link).pathname}`;
  }
}
