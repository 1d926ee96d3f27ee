import { Injectable } from '@nestjs/common';
import { shiftIntervals } from '../archive/shift.js';
import { SettingsService } from '../config/settings.service.js';
import { Database } from '../database/database.service.js';
import type { Interval } from '../kernel/interval.js';
import { localDayOf, type CallMinute, type MessageMinute, type Neighbours } from './explain-minute.js';
import type { AgentRow } from './explanation-rows.read-model.js';

/** An attempt whose minute is asked about. */
export interface AskedMinute {
  readonly campaignId: number;
  readonly attemptId: number;
  readonly channel: string;
  readonly at: Date;
}

/** Whose call it is. */
export interface AskedCall extends AskedMinute {
  readonly agentId: number;
  readonly agent: Pick<AgentRow, 'agentNo' | 'shifts' | 'leave'>;
  readonly minutesPerCall: number;
  readonly zone: string;
}

const MINUTE_MS = 60_000;
const iso = (at: string): string => `to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Only what is still scheduled: the index of claims answers it, however large the campaign. */
const MESSAGES_SQL = `SELECT
    (SELECT ${iso('max(a.scheduled_at)')} FROM attempts a WHERE a.campaign_id = $1 AND a.channel = $2
      AND a.state = 'scheduled' AND (a.scheduled_at, a.id) < ($3, $4)) AS before,
    (SELECT ${iso('min(a.scheduled_at)')} FROM attempts a WHERE a.campaign_id = $1 AND a.channel = $2
      AND a.state = 'scheduled' AND (a.scheduled_at, a.id) > ($3, $4)) AS after,
    (SELECT count(*) FROM campaigns c JOIN attempts a ON a.campaign_id = c.id AND a.channel = $2 AND a.state = 'scheduled'
      AND a.scheduled_at >= $5 AND a.scheduled_at < $6 WHERE c.state IN ('planned', 'running', 'paused')) AS "inMinute",
    (SELECT count(*) FROM attempts a WHERE a.campaign_id = $1 AND a.channel = $2 AND a.state = 'scheduled'
      AND a.scheduled_at >= $7 AND a.scheduled_at < $8) AS "inWindow"`;

const CALLS_SQL = `WITH calls AS MATERIALIZED (
    SELECT a.id, a.scheduled_at AS at FROM visits v JOIN attempts a ON a.visit_id = v.id
    WHERE v.agent_id = $1 AND v.state IN ('planned', 'open') AND a.channel = 'call'
      AND a.state IN ('scheduled', 'held', 'claimed', 'handed_over') AND a.scheduled_at IS NOT NULL)
  SELECT (SELECT ${iso('max(at)')} FROM calls WHERE (at, id) < ($2, $3)) AS before,
    (SELECT ${iso('min(at)')} FROM calls WHERE (at, id) > ($2, $3)) AS after,
    (SELECT count(*) FROM calls WHERE at >= $4 AND at < $5) AS "ofDay"`;

/** Reads what stands around a minute of the plan: rate and neighbours of a message, shift and neighbours of a call. */
@Injectable()
export class MinuteFacts {
  constructor(
    private readonly database: Database,
    private readonly settings: SettingsService,
  ) {}

  /** `window`: the open stretch that holds the minute. */
  async message({ campaignId, attemptId, channel, at }: AskedMinute, window: Interval): Promise<MessageMinute> {
    const minute = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;
    const found = await this.database.one<Neighbours & { readonly inMinute: number; readonly inWindow: number }>(
      MESSAGES_SQL,
      [
        ...[campaignId, channel, at, attemptId],
        ...[new Date(minute), new Date(minute + MINUTE_MS), window.start, window.end],
      ],
    );
    const { smsRatePerSecond, emailRatePerSecond } = this.settings.settings;
    const perMinute = (channel === 'sms' ? smsRatePerSecond : emailRatePerSecond) * 60;
    return { kind: 'message', channel, perMinute, ...found };
  }

  async call({ attemptId, at, agentId, agent, minutesPerCall, zone }: AskedCall): Promise<CallMinute> {
    const day = localDayOf(at, zone);
    const found = await this.database.one<Neighbours & { readonly ofDay: number }>(CALLS_SQL, [
      ...[agentId, at, attemptId],
      ...[day.start, day.end],
    ]);
    const shift = shiftIntervals(agent, day, zone).find(({ start, end }) => start <= at && at < end) ?? null;
    return { kind: 'call', agentNo: agent.agentNo, shift, minutesPerCall, ...found };
  }
}
