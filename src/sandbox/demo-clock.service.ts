import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { ClockSync } from '../database/clock-sync.service.js';
import { Clock } from '../kernel/clock.js';
import { RefusedError } from '../kernel/faults.js';
import { reason } from '../kernel/reason.js';

/** The clock that all processes of a demonstration share: it can be moved on, so that nobody need wait for tomorrow. */
@Injectable()
export class DemoClock {
  constructor(
    private readonly settings: SettingsService,
    private readonly sync: ClockSync,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes it `to` now, for every process. Refused where a real provider is configured, where the process has a clock
   * of its own, and backwards: what happened must not lie ahead.
   */
  async moveClock(to: Date): Promise<{ now: Date }> {
    if (!this.settings.smsIsSandboxed() || !this.settings.emailIsSandboxed()) {
      throw new RefusedError(
        reason('clock-real-provider'),
        'The clock cannot be moved: a real provider is configured.',
      );
    }
    if (this.settings.settings.clockStart !== undefined) {
      throw new RefusedError(reason('clock-of-process'), 'The clock cannot be moved: REVISIT_CLOCK sets it.');
    }
    await this.sync.refresh();
    const now = this.clock.now();
    if (Number.isNaN(to.getTime()) || to <= now) {
      const why = reason('clock-only-forward', { now: now.toISOString() });
      throw new RefusedError(why, `The clock moves forward only: it is ${now.toISOString()}.`);
    }
    await this.sync.shareStart(to);
    return { now: this.clock.now() };
  }
}
