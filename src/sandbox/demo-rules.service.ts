import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { localDate } from '../archive/local-instant.js';
import { CalendarService } from '../calendar/calendar.service.js';
import { SettingsService } from '../config/settings.service.js';
import { Clock } from '../kernel/clock.js';
import { demoStart } from './demo-clock.js';

/** What the demonstration asks of calendar and clock. */
@Injectable()
export class DemoRules {
  constructor(
    private readonly calendar: CalendarService,
    private readonly settings: SettingsService,
    private readonly clock: Clock,
  ) {}

  /** Where the demonstration's clock should stand now. */
  async start(): Promise<Date> {
    const { timeZone, country } = await this.settings.organisation();
    return demoStart(this.clock.now(), timeZone, (await this.calendar.snapshot()).calendar(country));
  }

  /** The local date of the demonstration. */
  async today(): Promise<string> {
    return localDate(this.clock.now(), (await this.settings.organisation()).timeZone);
  }

  /** A folder for the files that the demonstration makes. */
  async folder(): Promise<string> {
    const folder = join(this.settings.settings.dataDir, 'demo');
    await mkdir(folder, { recursive: true });
    return folder;
  }
}
