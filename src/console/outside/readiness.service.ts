import { Injectable } from '@nestjs/common';
import { SettingsService } from '../../config/settings.service.js';
import { Database } from '../../database/database.service.js';
import { ClockSync, SKEW_WARNING_MS } from '../../database/clock-sync.service.js';
import { migrationStatus } from '../../database/schema.service.js';
import { ProviderStatesReadModel } from '../../planning/provider-states.read-model.js';
import { SystemClock } from '../../kernel/system-clock.adapter.js';
import { routeTable } from '../served-countries.js';

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | string>>;
  readonly warnings: readonly string[];
  /** Who serves what: SMS by country, `*` for all others; `sandbox` where no provider is configured. */
  readonly providers: { readonly sms: Readonly<Record<string, string>>; readonly email: string };
}

/** Whether the service can work: the database answers and has every migration. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly database: Database,
    private readonly clock: SystemClock,
    private readonly settings: SettingsService,
    private readonly states: ProviderStatesReadModel,
    private readonly sync: ClockSync,
  ) {}

  async check(): Promise<Readiness> {
    const checks: Record<string, string> = {};
    checks['database'] = await this.database
      .query('SELECT 1')
      .then(() => 'ok')
      .catch(() => 'The database does not answer.');
    if (checks['database'] === 'ok') await this.sync.measure().catch(() => undefined);
    checks['migrations'] = checks['database'] === 'ok' ? await this.checkMigrations() : 'unknown';
    const ready = Object.values(checks).every((check) => check === 'ok');
    const down = ready ? await this.listDown() : [];
    return { ready, checks, warnings: [...this.listWarnings(), ...down], providers: this.providers() };
  }

  private providers(): Readiness['providers'] {
    const email = this.settings.emailIsSandboxed() ? 'sandbox' : 'smtp';
    return { sms: routeTable(this.settings.settings.smsRoutes), email };
  }

  private async checkMigrations(): Promise<string> {
    const { pending, unknown } = await migrationStatus(this.database);
    if (pending.length > 0) return `Migrations are missing: ${pending.join(', ')}.`;
    return unknown.length > 0 ? `The database is newer than this program: ${unknown.join(', ')}.` : 'ok';
  }

  /** A provider that is down is no fault of this service: it goes on, and what goes that way waits. */
  private async listDown(): Promise<string[]> {
    const states = await this.states.list().catch(() => []);
    return states.flatMap(({ provider, phase, since, until, cause, blockedUntil, share }) => {
      if (share > 0) return [];
      const why = cause === null ? '' : ` (${cause})`;
      if (phase === 'closed') return [`${provider} asked for a pause until ${blockedUntil?.toISOString() ?? ''}.`];
      return [
        `${provider} is down${why} since ${since?.toISOString() ?? ''}; next try after ${until?.toISOString() ?? ''}.`,
      ];
    });
  }

  private listWarnings(): string[] {
    const skew = Math.round(this.clock.measuredSkewMs());
    const warnings: string[] = [];
    if (Math.abs(skew) > SKEW_WARNING_MS) {
      warnings.push(`This machine's clock differs from the database server's by ${skew} ms.`);
    }
    if (this.clock.isShifted())
      warnings.push(`Business time is shifted by ${Math.round(this.clock.offsetMs())} ms on purpose.`);
    const { smsRoutes } = this.settings.settings;
    if (smsRoutes !== null && smsRoutes.others === null) {
      const served = Object.keys(smsRoutes.countries).join(', ');
      warnings.push(`SMS are sent to ${served} only: no provider serves the other countries.`);
    }
    return warnings;
  }
}
