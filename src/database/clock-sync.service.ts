import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { SystemClock } from '../kernel/system-clock.adapter.js';
import { Database } from './database.service.js';
import { SettingsRepository } from './settings.repository.js';

const OFFSET_KEY = 'clock-offset-ms';

/**
 * Keeps the process's clock on the database server's time plus the offset that all processes share. A start instant in
 * the settings wins over the shared offset, holds for this process only and is not stored.
 */
@Injectable()
export class ClockSync {
  private startedAtSetting = false;

  constructor(
    private readonly database: Database,
    private readonly stored: SettingsRepository,
    private readonly settings: SettingsService,
    private readonly clock: SystemClock,
  ) {}

  async refresh(): Promise<void> {
    const { now } = await this.database.one<{ now: Date }>('SELECT clock_timestamp() AS now');
    this.clock.learnServerTime(now);
    const { clockStart } = this.settings.settings;
    if (clockStart === undefined) {
      this.clock.shiftBy((await this.stored.find<number>(OFFSET_KEY)) ?? 0);
    } else if (!this.startedAtSetting) {
      this.clock.startAt(clockStart);
      this.startedAtSetting = true;
    }
  }

  /** Moves business time of all processes so that it is `instant` now: the demonstration's clock. */
  async shareStart(instant: Date): Promise<void> {
    await this.refresh();
    this.clock.startAt(instant);
    await this.stored.save(OFFSET_KEY, Math.round(this.clock.offsetMs()));
  }
}
