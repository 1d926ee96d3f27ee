import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import { migrationStatus } from '../database/schema.service.js';
import { SystemClock } from '../kernel/system-clock.adapter.js';

/** One thing that the doctor looked at. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly detail: string;
  /** The same as a text of the catalogue (`console.doctor.<code>`) and its values. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

const SKEW_WARNING_MS = 2_000;

/** Looks at what an operator would have to look at: settings, database, calendar, providers, clock. */
@Injectable()
export class DoctorService {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
    private readonly calendar: CalendarService,
    private readonly clock: SystemClock,
  ) {}

  async examine(): Promise<Finding[]> {
    return [
      await this.server(),
      await this.migrations(),
      ...(await this.calendarYears()),
      ...this.providers(),
      this.time(),
      zoneData(),
    ];
  }

  private async server(): Promise<Finding> {
    const { version } = await this.database.one<{ version: string }>(
      `SELECT current_setting('server_version') AS version`,
    );
    const isEmbedded = this.settings.settings.databaseUrl === undefined;
    return {
      name: 'database',
      state: 'ok',
      detail: `PostgreSQL ${version}${isEmbedded ? ', embedded' : ''}`,
      code: isEmbedded ? 'database-embedded' : 'database',
      params: { version },
    };
  }

  private async migrations(): Promise<Finding> {
    const { applied, pending } = await migrationStatus(this.database);
    const state = pending.length === 0 ? 'ok' : 'fault';
    const params = { applied: applied.length, pending: pending.length };
    const detail = `${params.applied} applied, ${params.pending} pending`;
    return { name: 'migrations', state, detail, code: 'migrations', params };
  }

  private async calendarYears(): Promise<Finding[]> {
    const { country } = await this.settings.organisation();
    const year = this.clock.now().getUTCFullYear();
    const covered = await this.calendar.coverage(country, [year, year + 1]);
    return covered.map((line) => ({
      name: `calendar ${country} ${line.year}`,
      state: line.covered ? 'ok' : 'warning',
      detail: !line.covered
        ? 'provisional: dispatch holds attempts of this year until "calendar import" brings the official days off'
        : 'covered',
      code: line.covered ? 'calendar-covered' : 'calendar-provisional',
      params: { country, year: String(line.year) },
    }));
  }

  private providers(): Finding[] {
    const sandboxed = (name: 'sms' | 'email', isSandboxed: boolean): Finding => ({
      name,
      state: isSandboxed ? 'warning' : 'ok',
      detail: isSandboxed ? 'goes to the sandbox: no provider is configured' : 'a provider is configured',
      code: `${name}-${isSandboxed ? 'sandbox' : 'provider'}`,
      params: {},
    });
    return [sandboxed('sms', this.settings.smsIsSandboxed()), sandboxed('email', this.settings.emailIsSandboxed())];
  }

  private time(): Finding {
    const skewMs = this.clock.measuredSkewMs();
    if (this.clock.isShifted()) {
      return {
        name: 'clock',
        state: 'warning',
        detail: `business time is shifted to ${this.clock.now().toISOString()}; nothing is sent to real providers`,
        code: 'clock-shifted',
        params: {},
      };
    }
    const state = Math.abs(skewMs) > SKEW_WARNING_MS ? 'warning' : 'ok';
    const ms = Math.round(skewMs);
    const detail = `${ms} ms between this machine and the database server`;
    return { name: 'clock', state, detail, code: 'clock-skew', params: { ms } };
  }
}

function zoneData(): Finding {
  const version = process.versions['tz'] ?? 'unknown';
  return { name: 'time zones', state: 'ok', detail: `tzdata ${version}`, code: 'zone-data', params: { version } };
}
