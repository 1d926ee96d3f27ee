import { Injectable } from '@nestjs/common';
import { SettingsService } from '../config/settings.service.js';
import { SystemClock } from '../kernel/system-clock.adapter.js';
import { Database } from './database.service.js';
import { SettingsRepository } from './settings.repository.js';

const OFFSET_KEY = 'clock-offset-ms';
const LOOKS = 3;
const GOOD_TRIP_MS = 50;
const KEEP_EVERY_MS = 15_000;

/** Beyond this the clocks of this machine and of the database server differ too much, in milliseconds: operators are told. */
export const SKEW_WARNING_MS = 2_000;

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

  /** Learns the server's time; a slow answer says little, so the quickest of a few counts. */
  async measure(): Promise<void> {
    let best: { now: Date; tripMs: number; at: number } | null = null;
    for (let look = 0; look < LOOKS && (best === null || best.tripMs > GOOD_TRIP_MS); look += 1) {
      const began = performance.now();
      const { now } = await this.database.one<{ now: Date }>('SELECT clock_timestamp() AS now');
      const at = performance.now();
      if (best === null || at - began < best.tripMs) best = { now, tripMs: at - began, at };
    }
    if (best === null) return;
    const since = performance.now() - best.at;
    this.clock.learnServerTime(new Date(best.now.getTime() + since), best.tripMs);
  }

  /** Measures again and again, because a machine's clock may drift or be set; ends with the process. */
  keep(everyMs = KEEP_EVERY_MS): () => void {
    const timer = setInterval(() => void this.refresh().catch(() => undefined), everyMs).unref();
    return () => clearInterval(timer);
  }

  async refresh(): Promise<void> {
    await this.measure();
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
