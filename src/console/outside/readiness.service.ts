import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { migrationStatus } from '../../database/schema.service.js';
import { SystemClock } from '../../kernel/system-clock.adapter.js';

export interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, 'ok' | string>>;
  readonly warnings: readonly string[];
}

const SKEW_WARNING_MS = 5_000;

/** Whether the service can work: the database answers and has every migration. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly database: Database,
    private readonly clock: SystemClock,
  ) {}

  async check(): Promise<Readiness> {
    const checks: Record<string, string> = {};
    checks['database'] = await this.database
      .query('SELECT 1')
      .then(() => 'ok')
      .catch(() => 'The database does not answer.');
    checks['migrations'] = checks['database'] === 'ok' ? await this.checkMigrations() : 'unknown';
    return { ready: Object.values(checks).every((check) => check === 'ok'), checks, warnings: this.listWarnings() };
  }

  private async checkMigrations(): Promise<string> {
    const { pending, unknown } = await migrationStatus(this.database);
    if (pending.length > 0) return `Migrations are missing: ${pending.join(', ')}.`;
    return unknown.length > 0 ? `The database is newer than this program: ${unknown.join(', ')}.` : 'ok';
  }

  private listWarnings(): string[] {
    const skew = Math.round(this.clock.measuredSkewMs());
    const warnings: string[] = [];
    if (Math.abs(skew) > SKEW_WARNING_MS) {
      warnings.push(`This machine's clock differs from the database server's by ${skew} ms.`);
    }
    if (this.clock.isShifted())
      warnings.push(`Business time is shifted by ${Math.round(this.clock.offsetMs())} ms on purpose.`);
    return warnings;
  }
}
