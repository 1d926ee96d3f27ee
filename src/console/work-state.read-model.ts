import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { Clock } from '../kernel/clock.js';
import { MOST_COUNTED as MOST } from './most-counted.js';
import type { Reason } from '../kernel/reason.js';
import { FADED_UNITS } from '../planning/hand-over.repository.js';

/** One channel of the sending: nothing is counted further than to `MOST_COUNTED`. Instants in business time. */
export interface ChannelWork {
  readonly channel: 'sms' | 'email';
  readonly due: number;
  readonly oldestDue: Date | null;
  readonly claimed: number;
  readonly inFlight: number;
  readonly inDoubt: number;
}

/** How many have this reason, and one of them in full. */
export interface ReasonCount {
  readonly code: string;
  readonly number: number;
  readonly example: Reason;
}

/** A provider as its bucket shows it; the instants are real time. */
export interface ProviderWork {
  readonly provider: string;
  readonly perMinute: number;
  readonly unitsTotal: number;
  readonly dayUnits: number;
  readonly blockedUntil: Date | null;
  readonly isBlocked: boolean;
}

/** A process that sends, as it last showed itself; the instants are real time. */
export interface WorkerAlive {
  readonly id: number;
  readonly host: string;
  readonly pid: number;
  readonly roles: readonly string[];
  readonly startedAt: Date;
  readonly silentSeconds: number;
}

/** What the sending does at this moment. */
export interface WorkState {
  readonly channels: readonly ChannelWork[];
  readonly held: readonly ReasonCount[];
  readonly deferred: readonly ReasonCount[];
  readonly providers: readonly ProviderWork[];
  readonly workers: readonly WorkerAlive[];
}

/** A worker that was not seen for so long is taken for gone, if it is not known to be. */
const SEEN_WITHIN = '15 seconds';
const HOUR_MS = 3_600_000;

/** From the indexes of what is due, in hand and in doubt alone. */
const CHANNELS_SQL = `SELECT channels.channel, due.n AS due, due.oldest AS "oldestDue",
  (SELECT count(*)::int FROM attempts a WHERE a.state = 'claimed' AND a.channel = channels.channel) AS claimed,
  (SELECT count(*)::int FROM attempts a WHERE a.state = 'handed_over' AND a.channel = channels.channel) AS "inFlight",
  (SELECT count(*)::int FROM (SELECT FROM attempts a WHERE a.state = 'in_doubt' AND a.channel = channels.channel
    LIMIT ${MOST}) AS part) AS "inDoubt"
FROM unnest(ARRAY['sms', 'email']) AS channels (channel) CROSS JOIN LATERAL (
  SELECT least(coalesce(sum(part.n), 0), ${MOST})::int AS n, min(part.oldest) AS oldest
  FROM campaigns c CROSS JOIN LATERAL (SELECT count(*) AS n, min(first.scheduled_at) AS oldest FROM (
    SELECT a.scheduled_at FROM attempts a WHERE a.campaign_id = c.id AND a.channel = channels.channel
      AND a.state = 'scheduled' AND a.scheduled_at <= $1 ORDER BY a.scheduled_at LIMIT ${MOST}) AS first) AS part
  WHERE c.state = 'running') AS due`;

const HELD_SQL = `SELECT code, count(*)::int AS number, min(reason::text)::json AS example FROM (
  SELECT a.reasons -> -1 AS reason, a.reasons -> -1 ->> 'code' AS code FROM attempts a WHERE a.state = 'held' LIMIT ${MOST}) AS part
WHERE code IS NOT NULL GROUP BY code ORDER BY number DESC, code`;

const DEFERRED_SQL = `SELECT code, count(*)::int AS number, min(reason::text)::json AS example FROM (
  SELECT e.reason, e.reason ->> 'code' AS code FROM visit_events e WHERE e.kind = 'attempt' AND e.from_state = 'claimed'
    AND e.to_state = 'scheduled' AND e.visit_id IS NOT NULL AND e.at > $1 ORDER BY e.at DESC LIMIT ${MOST}) AS part
WHERE code IS NOT NULL GROUP BY code ORDER BY number DESC, code`;

const PROVIDERS_SQL = `SELECT provider, ${FADED_UNITS} AS "perMinute", units_total AS "unitsTotal", day_units AS "dayUnits",
  blocked_until AS "blockedUntil", coalesce(blocked_until > clock_timestamp(), false) AS "isBlocked"
FROM provider_buckets WHERE provider <> 'call' ORDER BY provider`;

const WORKERS_SQL = `SELECT id, host, pid, roles, started_at AS "startedAt",
  greatest(extract(epoch FROM clock_timestamp() - seen_at), 0)::float8 AS "silentSeconds"
FROM workers WHERE ended_at IS NULL AND seen_at > clock_timestamp() - interval '${SEEN_WITHIN}' ORDER BY id`;

/** What operators see of the sending, on a page and as metrics. */
@Injectable()
export class WorkStateReadModel {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async read(): Promise<WorkState> {
    const now = this.clock.now();
    const [channels, held, deferred, providers, workers] = await Promise.all([
      this.database.query<ChannelWork>(CHANNELS_SQL, [now]),
      this.database.query<ReasonCount>(HELD_SQL),
      this.database.query<ReasonCount>(DEFERRED_SQL, [new Date(now.getTime() - HOUR_MS)]),
      this.database.query<ProviderWork>(PROVIDERS_SQL),
      this.database.query<WorkerAlive>(WORKERS_SQL),
    ]);
    return { channels, held, deferred, providers, workers };
  }
}
