import { Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { Database } from '../../database/database.service.js';
import { Clock } from '../../kernel/clock.js';
import { IS_HELD_SQL } from '../../planning/sending-hold.js';
import { type WorkState, WorkStateReadModel } from '../work-state.read-model.js';

const gauge = (name: string, help: string, labelNames: string[] = []) =>
  new Gauge({ name, help, labelNames, registers: [] });

/** The work of the sending as metrics, in the same numbers as the page. */
@Injectable()
export class WorkMetrics {
  private readonly due = gauge('revisit_due', 'Messages that are due (counted up to 20000)', ['channel']);
  private readonly oldest = gauge('revisit_oldest_due_seconds', 'Age of the oldest due message; 0: none is', [
    'channel',
  ]);
  private readonly claimed = gauge('revisit_claimed', 'Messages reserved by a worker', ['channel']);
  private readonly inFlight = gauge('revisit_in_flight', 'Messages handed over without a result', ['channel']);
  private readonly inDoubt = gauge('revisit_in_doubt', 'Messages of which nobody knows whether they left', ['channel']);
  private readonly deferred = gauge('revisit_deferred', 'Messages put off in the last hour, by reason', ['reason']);
  private readonly held = gauge('revisit_held', 'Attempts on hold, by reason (counted up to 20000)', ['reason']);
  private readonly workers = gauge('revisit_workers_alive', 'Processes that send, seen lately');
  private readonly blocked = gauge('revisit_provider_blocked', '1 while nothing goes to the provider', ['provider']);
  private readonly perMinute = gauge('revisit_provider_units_per_minute', 'Segments or mails in about the last minute', ['provider']); // prettier-ignore
  private readonly isHeld = gauge('revisit_sending_held', '1 while all sending is held until a person confirms');
  private readonly units = new Counter({
    name: 'revisit_provider_units_total',
    help: 'Segments or mails handed over to the provider',
    labelNames: ['provider'],
    registers: [],
  });

  constructor(
    private readonly state: WorkStateReadModel,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  registerIn(registry: Registry): void {
    const { due, oldest, claimed, inFlight, inDoubt, deferred, held, workers, blocked, perMinute, isHeld, units } =
      this;
    for (const metric of [due, oldest, claimed, inFlight, inDoubt, deferred, held, workers, blocked, perMinute, isHeld])
      registry.registerMetric(metric);
    registry.registerMetric(units);
  }

  /** Reads everything fresh. */
  async read(): Promise<void> {
    const state = await this.state.read();
    const { held } = await this.database.one<{ held: boolean }>(`SELECT ${IS_HELD_SQL} AS held`);
    this.isHeld.set(held ? 1 : 0);
    this.workers.set(state.workers.length);
    this.tellChannels(state);
    this.tellProviders(state);
    for (const [metric, counts] of [[this.deferred, state.deferred] as const, [this.held, state.held] as const]) {
      metric.reset();
      for (const { code, number } of counts) metric.set({ reason: code }, number);
    }
  }

  private tellChannels({ channels }: WorkState): void {
    const now = this.clock.now().getTime();
    for (const { channel, due, oldestDue, claimed, inFlight, inDoubt } of channels) {
      this.due.set({ channel }, due);
      this.oldest.set({ channel }, oldestDue === null ? 0 : Math.max(0, (now - oldestDue.getTime()) / 1_000));
      this.claimed.set({ channel }, claimed);
      this.inFlight.set({ channel }, inFlight);
      this.inDoubt.set({ channel }, inDoubt);
    }
  }

  private tellProviders({ providers }: WorkState): void {
    this.units.reset();
    for (const { provider, isBlocked, perMinute, unitsTotal } of providers) {
      this.blocked.set({ provider }, isBlocked ? 1 : 0);
      this.perMinute.set({ provider }, perMinute);
      this.units.inc({ provider }, unitsTotal);
    }
  }
}
