import { Injectable, Logger } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { JobRunner } from './job-runner.worker.js';
import { Tick } from './tick.service.js';

const BEAT_MS = 5_000;
const BEAT = 'tick';

/** The rhythm of the scheduler role. Beats more often than a minute, because a shifted clock may jump. */
@Injectable()
export class Clockwork {
  private readonly log = new Logger('clockwork');
  private beating: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly schedule: SchedulerRegistry,
    private readonly tick: Tick,
    private readonly jobs: JobRunner,
  ) {}

  start(): void {
    this.schedule.addInterval(
      BEAT,
      setInterval(() => this.beat(), BEAT_MS),
    );
    this.beat();
  }

  async stop(): Promise<void> {
    if (this.schedule.doesExist('interval', BEAT)) this.schedule.deleteInterval(BEAT);
    await this.beating;
  }

  /** One beat at a time: a slow database must not pile them up. */
  private beat(): void {
    this.beating = this.beating
      .then(() => this.tick.beat(this.jobs.handlers()))
      .catch((error: Error) => this.log.error(`The tick failed and comes again: ${error.message}`));
  }
}
