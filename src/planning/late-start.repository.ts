import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { businessNowSql } from '../kernel/business-time.js';
import type { Channel } from '../kernel/words.js';
import { IS_HELD_SQL } from './sending-hold.js';
import { LATE_WITHOUT_ROOM, type LatePart } from './late-start.js';

/** A running campaign with messages that were due before the limit. */
export interface LateCampaign {
  readonly id: number;
  readonly channel: Exclude<Channel, 'call'>;
  readonly smsUnits: number;
}

/** Where the next late message of a campaign is looked for. */
export interface LateCursor {
  readonly at: Date;
  readonly id: number;
}

export interface LateRow {
  readonly id: number;
  readonly scheduledAt: Date;
}

/** What one outage left behind, as the operator reads it. */
export interface LateStart {
  readonly id: number;
  readonly noticedAt: Date;
  readonly lastAt: Date;
  readonly seenBy: string | null;
  readonly parts: readonly (Omit<LatePart, 'dueFrom' | 'dueUntil' | 'slotsFrom' | 'slotsUntil'> & {
    readonly campaignName: string;
    readonly dueFrom: string;
    readonly dueUntil: string;
    readonly slotsFrom: string | null;
    readonly slotsUntil: string | null;
  })[];
}

/** When a channel takes messages again: it asked for a pause, or its day is full. */
export interface ProviderPause {
  readonly provider: string;
  readonly blockedUntil: Date | null;
  readonly isDayFull: boolean;
  readonly dayEnds: Date;
}

/** So long after the last late message another one belongs to the same outage, unless a person has seen it. */
const SAME_OUTAGE = '1 hour';
/** Only one at a time writes the summary. */
const SUMMARY_LOCK = 0x52_4c_53;

const CAMPAIGNS_SQL = `SELECT c.id, channels.channel, c.sms_units AS "smsUnits"
FROM campaigns c CROSS JOIN unnest(ARRAY['sms', 'email']) AS channels (channel)
WHERE c.state = 'running' AND NOT ${IS_HELD_SQL} AND EXISTS (SELECT FROM attempts a WHERE a.campaign_id = c.id AND a.channel = channels.channel
  AND a.state = 'scheduled' AND a.scheduled_at < $1)
ORDER BY c.priority DESC, c.deadline_at, c.id, channels.channel`;

/** Locked as a claim locks them, so that whoever comes second leaves them out. */
const LATE_SQL = `SELECT attempts.id, attempts.scheduled_at AS "scheduledAt"
FROM attempts JOIN visits ON visits.id = attempts.visit_id
WHERE attempts.campaign_id = $1 AND attempts.channel = $2 AND attempts.state = 'scheduled'
  AND attempts.scheduled_at < $3 AND (attempts.scheduled_at, attempts.id) > ($4, $5)
ORDER BY attempts.scheduled_at, attempts.id LIMIT $6 FOR NO KEY UPDATE OF attempts, visits SKIP LOCKED`;

const PART_SQL = `INSERT INTO late_start_parts
  (late_start_id, campaign_id, channel, moved, held, ended, due_from, due_until, slots_from, slots_until)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (late_start_id, campaign_id, channel) DO UPDATE SET moved = late_start_parts.moved + excluded.moved,
  held = late_start_parts.held + excluded.held, ended = late_start_parts.ended + excluded.ended,
  due_from = least(late_start_parts.due_from, excluded.due_from),
  due_until = greatest(late_start_parts.due_until, excluded.due_until),
  slots_from = least(late_start_parts.slots_from, excluded.slots_from),
  slots_until = greatest(late_start_parts.slots_until, excluded.slots_until)`;

const PARTS = `SELECT json_agg(json_build_object('campaignId', p.campaign_id, 'campaignName', c.name, 'channel', p.channel,
    'moved', p.moved, 'held', p.held, 'ended', p.ended, 'dueFrom', p.due_from, 'dueUntil', p.due_until,
    'slotsFrom', p.slots_from, 'slotsUntil', p.slots_until) ORDER BY c.name, p.campaign_id, p.channel)
  FROM late_start_parts p JOIN campaigns c ON c.id = p.campaign_id WHERE p.late_start_id = l.id`;

/** Finds messages that were due too long ago, and writes the one summary of them. */
@Injectable()
export class LateStartRepository {
  /** The most urgent campaign first; none while all sending is held, for their times say what may have been sent. */
  campaigns(db: Queryable, limit: Date): Promise<LateCampaign[]> {
    return db.query<LateCampaign>(CAMPAIGNS_SQL, [limit]);
  }

  /** The oldest first; they stay locked until the transaction ends. */
  lock(db: Queryable, of: LateCampaign, limit: Date, after: LateCursor, most: number): Promise<LateRow[]> {
    return db.query<LateRow>(LATE_SQL, [of.id, of.channel, limit, after.at, after.id, most]);
  }

  /** Adds to the summary of the outage that is not over yet, or begins one. */
  async note(db: Queryable, part: LatePart, at: Date): Promise<void> {
    await db.query('SELECT pg_advisory_xact_lock($1)', [SUMMARY_LOCK]);
    const open = await db.maybe<{ id: number }>(
      `UPDATE late_starts SET last_at = greatest(last_at, $1) WHERE id = (SELECT max(id) FROM late_starts)
         AND seen_at IS NULL AND last_at > $1::timestamptz - interval '${SAME_OUTAGE}' RETURNING id`,
      [at],
    );
    const { id } =
      open ??
      (await db.one<{ id: number }>('INSERT INTO late_starts (noticed_at, last_at) VALUES ($1, $1) RETURNING id', [
        at,
      ]));
    const { campaignId, channel, moved, held, ended, dueFrom, dueUntil, slotsFrom, slotsUntil } = part;
    const counts = [moved, held, ended];
    await db.execute(PART_SQL, [id, campaignId, channel, ...counts, dueFrom, dueUntil, slotsFrom, slotsUntil]);
  }

  /** The newest summaries, those that nobody has seen first. */
  latest(db: Queryable, limit: number): Promise<LateStart[]> {
    return db.query<LateStart>(
      `SELECT l.id, l.noticed_at AS "noticedAt", l.last_at AS "lastAt", l.seen_by AS "seenBy", coalesce((${PARTS}), '[]') AS parts
       FROM late_starts l ORDER BY l.noticed_at DESC, l.id DESC LIMIT $1`,
      [limit],
    );
  }

  /** A person has read it: what is found from now on begins a new one. False where somebody had. */
  async see(db: Queryable, id: number, actor: string, at: Date): Promise<boolean> {
    const seen = await db.execute(
      'UPDATE late_starts SET seen_by = $2, seen_at = $3 WHERE id = $1 AND seen_at IS NULL',
      [id, actor, at],
    );
    return seen > 0;
  }

  /** What is held because no room was left, a batch at a time. */
  heldWithoutRoom(db: Queryable, most: number): Promise<{ id: number; visitId: number }[]> {
    return db.query(
      `SELECT a.id, a.visit_id AS "visitId" FROM attempts a JOIN campaigns c ON c.id = a.campaign_id AND c.state = 'running'
       WHERE a.state = 'held' AND a.reasons -> -1 ->> 'code' = '${LATE_WITHOUT_ROOM}' ORDER BY a.id LIMIT $1`,
      [most],
    );
  }

  /** What each provider says of its next minutes, in business time. */
  pauses(
    db: Queryable,
    perDay: { sms: number | null; email: number | null },
    offsetMs: number,
    zone: string,
  ): Promise<ProviderPause[]> {
    return db.query<ProviderPause>(
      `SELECT b.provider, b.blocked_until + $1::float8 * interval '1 millisecond' AS "blockedUntil",
         coalesce(b.day = today.day AND b.day_units >= CASE WHEN b.provider ~ 'email|smtp' THEN $3 ELSE $2 END::float8, false) AS "isDayFull",
         (today.day + 1)::timestamp AT TIME ZONE $4 AS "dayEnds"
       FROM provider_buckets b, (SELECT (${businessNowSql(1)} AT TIME ZONE $4)::date AS day) AS today`,
      [offsetMs, perDay.sms, perDay.email, zone],
    );
  }
}
