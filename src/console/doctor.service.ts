import { Injectable } from '@nestjs/common';
import { CalendarService } from '../calendar/calendar.service.js';
import { SettingsService } from '../config/settings.service.js';
import type { SmsRoutes } from '../config/sms-routes.js';
import { Database } from '../database/database.service.js';
import { SKEW_WARNING_MS } from '../database/clock-sync.service.js';
import { migrationStatus } from '../database/schema.service.js';
import { SystemClock } from '../kernel/system-clock.adapter.js';
import { servedCountries } from './served-countries.js';

/** One thing that the doctor looked at. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warning' | 'fault';
  readonly detail: string;
  /** The same as a text of the catalogue (`console.doctor.<code>`) and its values. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
}

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
      ...(await this.providers()),
      ...this.time(),
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

  private async providers(): Promise<Finding[]> {
    const { smsRoutes } = this.settings.settings;
    const sms = smsRoutes === null ? [channel('sms', true)] : smsFindings(smsRoutes);
    const books = smsRoutes === null ? [] : await this.templatesOnTheBooks();
    return [...sms, ...books, channel('email', this.settings.emailIsSandboxed())];
  }

  /** A provider that sends registered texts only sends nothing before one of them is approved. */
  private async templatesOnTheBooks(): Promise<Finding[]> {
    if (this.settings.settings.tencent === undefined) return [];
    const counts = await this.database.one<{ approved: number; pending: number; rejected: number }>(
      `SELECT count(*) FILTER (WHERE state = 'approved')::int AS approved, count(*) FILTER (WHERE state = 'pending')::int AS pending,
         count(*) FILTER (WHERE state = 'rejected')::int AS rejected FROM template_registrations WHERE provider = 'tencent'`,
    );
    const { approved, pending, rejected } = counts;
    return [
      {
        name: 'sms templates',
        state: approved === 0 || rejected > 0 ? 'warning' : 'ok',
        detail: `tencent: ${approved} approved, ${pending} in review, ${rejected} rejected`,
        code: 'sms-templates',
        params: counts,
      },
    ];
  }

  /** The intended offset and the difference between the machines are two things. */
  private time(): Finding[] {
    const ms = Math.round(this.clock.measuredSkewMs());
    const skew: Finding = {
      name: 'clock',
      state: Math.abs(ms) > SKEW_WARNING_MS ? 'warning' : 'ok',
      detail: `${ms} ms between this machine and the database server`,
      code: 'clock-skew',
      params: { ms },
    };
    if (!this.clock.isShifted()) return [skew];
    return [
      {
        name: 'clock',
        state: 'warning',
        detail: `business time is shifted to ${this.clock.now().toISOString()}; nothing is sent to real providers`,
        code: 'clock-shifted',
        params: {},
      },
      ...(skew.state === 'ok' ? [] : [skew]),
    ];
  }
}

function channel(name: 'sms' | 'email', isSandboxed: boolean): Finding {
  return {
    name,
    state: isSandboxed ? 'warning' : 'ok',
    detail: isSandboxed ? 'goes to the sandbox: no provider is configured' : 'a provider is configured',
    code: `${name}-${isSandboxed ? 'sandbox' : 'provider'}`,
    params: {},
  };
}

/** One for each provider and what it serves, and one for the countries that nobody serves. */
function smsFindings(routes: SmsRoutes): Finding[] {
  const isAlone = Object.keys(routes.countries).length === 0;
  const findings = servedCountries(routes).flatMap(({ provider, countries, others }): Finding[] => {
    const said = (code: string, where: string): Finding => {
      return {
        name: 'sms',
        state: 'ok',
        detail: `${provider} serves ${where}`,
        code,
        params: { provider, countries: where },
      };
    };
    return [
      ...(countries.length > 0 ? [said('sms-countries', countries.join(', '))] : []),
      ...(others ? [isAlone ? said('sms-all', 'all countries') : said('sms-others', 'all other countries')] : []),
    ];
  });
  if (routes.others !== null) return findings;
  const detail = 'no provider serves the other countries: their customers get no SMS';
  return [...findings, { name: 'sms', state: 'warning', detail, code: 'sms-nobody', params: {} }];
}

function zoneData(): Finding {
  const version = process.versions['tz'] ?? 'unknown';
  return { name: 'time zones', state: 'ok', detail: `tzdata ${version}`, code: 'zone-data', params: { version } };
}
