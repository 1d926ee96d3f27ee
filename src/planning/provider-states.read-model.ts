import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import type { Reason } from '../kernel/reason.js';
import { ChannelProviders } from '../messages/channel-providers.service.js';
import { shareSql } from './bucket-sql.js';
import { type ProviderState, type WaitingAttempt, whyWaiting } from './why-waiting.js';

const STATES_SQL = `SELECT provider, channel, phase, phase_since AS since, phase_until AS until, cause,
    CASE WHEN blocked_until > clock_timestamp() THEN blocked_until END AS "blockedUntil",
    (CASE WHEN blocked_until > clock_timestamp() THEN 0 ELSE ${shareSql} END)::float8 AS share
  FROM provider_buckets ORDER BY provider`;

/** How the providers are, for pages, metrics and explanations. */
@Injectable()
export class ProviderStatesReadModel {
  constructor(
    private readonly database: Database,
    private readonly providers: ChannelProviders,
    private readonly clock: Clock,
  ) {}

  /** Every provider that was ever used, by name. */
  list(): Promise<ProviderState[]> {
    return this.database.query<ProviderState>(STATES_SQL);
  }

  /** What says of an attempt why it has not gone although its time has come. */
  async waits(): Promise<(attempt: WaitingAttempt) => Reason | null> {
    const states = await this.list();
    const routing = await this.providers.smsRouting();
    const now = this.clock.now();
    return (attempt) => whyWaiting(attempt, states, routing, now);
  }
}
