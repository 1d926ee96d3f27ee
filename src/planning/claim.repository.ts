import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { businessNowSql } from '../kernel/business-time.js';
import { type Reason, reason } from '../kernel/reason.js';
import type { Channel } from '../kernel/words.js';
import type { ClaimScope } from '../messages/sms-routing.js';
import { inScopeSql, scopeParams } from './claim-scope.js';
import type { Moved } from './move.js';
import { type Author } from './transition.repository.js';
import { moveColumns, transitionSql } from './transition-sql.js';

/** Attempts that a worker reserved under one token. Nothing has been sent, and nothing need be. */
export interface Claim {
  readonly token: string;
  readonly attemptIds: readonly number[];
  /** The latest time among them; null where nothing was claimed. */
  readonly upTo: Date | null;
}

/** Whose attempts are claimed, by whom, and how many; `scope` leaves out the numbers of other providers. */
export interface ClaimQuestion {
  readonly campaignId: number;
  readonly channel: Channel;
  readonly scope?: ClaimScope | null;
  readonly limit: number;
  readonly workerId: number;
  readonly offsetMs: number;
  /** Nothing that is due before this is looked for; null or left out: everything is. */
  readonly floor?: Date | null;
}

/** The later of two times below which nothing is looked for. */
export function laterFloor(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}

/** Which campaigns have something due; `floors`: the times below which nothing is looked for, by campaign. */
export interface DueQuestion extends Pick<ClaimQuestion, 'channel' | 'scope' | 'offsetMs'> {
  readonly floors?: ReadonlyMap<number, Date>;
  /** What was due before this waits to be placed anew, whatever the campaign. */
  readonly oldest?: Date | null;
}

const NO_FLOORS: ReadonlyMap<number, Date> = new Map();

/** A campaign with something due, the earliest at `from`. */
export interface DueCampaign {
  readonly id: number;
  readonly priority: number;
  readonly from: Date;
}

/** A call that is offered to an agent until the agent takes it or gives it back. */
export interface CallOffer {
  readonly attemptId: number;
  readonly visitId: number;
  readonly token: string;
}

interface ClaimedRow {
  readonly attemptIds: number[] | null;
  readonly upTo: Date | null;
}

const CLAIM_SQL = transitionSql({
  items: `due AS MATERIALIZED (
  SELECT attempts.id, attempts.visit_id, attempts.scheduled_at FROM attempts JOIN visits ON visits.id = attempts.visit_id
  WHERE attempts.campaign_id = $1 AND attempts.channel = $2 AND attempts.state = 'scheduled'
    AND attempts.scheduled_at >= coalesce($10::timestamptz, '-infinity') AND attempts.scheduled_at <= ${businessNowSql(3)}
    AND ${inScopeSql(11, 12)}
    AND EXISTS (SELECT FROM campaigns WHERE campaigns.id = $1 AND campaigns.state = 'running')
  ORDER BY attempts.scheduled_at, attempts.id LIMIT $4
  FOR NO KEY UPDATE OF attempts, visits SKIP LOCKED
), m AS MATERIALIZED (SELECT ${moveColumns({
    visit_id: 'due.visit_id',
    attempt_id: 'due.id',
    from_states: `'{scheduled}'`,
    to_state: `'claimed'`,
    claim_token: '$5',
    claimed_by: '$6',
    scheduled_at: 'due.scheduled_at',
    reason: '$7',
    note: 'false',
  })} FROM due)`,
  actor: '$8::text',
  at: '$9::timestamptz',
  answer: 'SELECT json_agg(x.attempt_id ORDER BY x.attempt_id) AS "attemptIds", max(x.scheduled_at) AS "upTo" FROM x',
});

/** Appointments come first at their time, then what is due soonest; the offer belongs to the agent. */
const OFFER_SQL = transitionSql({
  items: `due AS MATERIALIZED (
  SELECT attempts.id, attempts.visit_id FROM visits JOIN attempts ON attempts.visit_id = visits.id
    JOIN campaigns ON campaigns.id = visits.campaign_id
  WHERE attempts.agent_id = $1 AND visits.agent_id = $1 AND visits.state IN ('planned', 'open') AND attempts.channel = 'call'
    AND attempts.state = 'scheduled' AND attempts.scheduled_at <= ${businessNowSql(2)} AND campaigns.state = 'running'
  ORDER BY attempts.fixed_time DESC, least(visits.due_at, visits.week_due_at), campaigns.priority DESC, attempts.scheduled_at, attempts.id
  LIMIT 1 FOR NO KEY UPDATE OF attempts, visits SKIP LOCKED
), m AS MATERIALIZED (SELECT ${moveColumns({
    visit_id: 'due.visit_id',
    attempt_id: 'due.id',
    from_states: `'{scheduled}'`,
    to_state: `'claimed'`,
    claim_token: '$3',
    claimed_by: '$1',
    reason: '$4',
    note: 'false',
  })} FROM due)`,
  actor: '$5::text',
  at: '$6::timestamptz',
});

/** Puts claims back: all of a token, or of a worker. `$1` token, `$2` worker id, `$6` whether each row says why. */
const RELEASE_SQL = transitionSql({
  items: `mine AS MATERIALIZED (
  SELECT attempts.id, attempts.visit_id FROM attempts
  WHERE attempts.state = 'claimed' AND attempts.channel IN ('sms', 'email')
    AND ($1::uuid IS NULL OR attempts.claim_token = $1) AND ($2::bigint IS NULL OR attempts.claimed_by = $2)
    AND ($1::uuid IS NOT NULL OR $2::bigint IS NOT NULL)
), m AS MATERIALIZED (SELECT ${moveColumns({
    visit_id: 'mine.visit_id',
    attempt_id: 'mine.id',
    from_states: `'{claimed}'`,
    to_state: `'scheduled'`,
    token: '$1',
    reason: '$3',
    note: '$6',
  })} FROM mine)`,
  actor: '$4::text',
  at: '$5::timestamptz',
});

/** Offers of calls whose lease is over; claimed_at is the database's own clock, so a shifted business clock is nothing to it. */
const RETURN_OFFERS_SQL = transitionSql({
  items: `old AS MATERIALIZED (
  SELECT attempts.id, attempts.visit_id, attempts.claim_token FROM attempts
  WHERE attempts.state = 'claimed' AND attempts.channel = 'call'
    AND attempts.claimed_at < clock_timestamp() - $1::float8 * interval '1 second'
), m AS MATERIALIZED (SELECT ${moveColumns({
    visit_id: 'old.visit_id',
    attempt_id: 'old.id',
    from_states: `'{claimed}'`,
    to_state: `'scheduled'`,
    token: 'old.claim_token',
    reason: '$2',
    note: 'false',
  })} FROM old)`,
  actor: '$3::text',
  at: '$4::timestamptz',
});

/** What a dead worker had handed over: nobody knows whether it was sent. */
const DOUBT_SQL = transitionSql({
  items: `lost AS MATERIALIZED (
  SELECT attempts.id, attempts.visit_id FROM attempts
  WHERE attempts.state = 'handed_over' AND attempts.channel IN ('sms', 'email') AND attempts.claimed_by = $1
), m AS MATERIALIZED (SELECT ${moveColumns({
    visit_id: 'lost.visit_id',
    attempt_id: 'lost.id',
    from_states: `'{handed_over}'`,
    to_state: `'in_doubt'`,
    error_class: `'unknown-outcome'`,
    error_code: `'worker-lost'`,
    reason: '$2',
    note: 'true',
  })} FROM lost)`,
  actor: '$3::text',
  at: '$4::timestamptz',
});

const DUE_CAMPAIGNS_SQL = `SELECT campaigns.id, campaigns.priority, earliest.at AS "from"
FROM campaigns LEFT JOIN unnest($3::bigint[], $4::timestamptz[]) AS floors (campaign_id, at) ON floors.campaign_id = campaigns.id
  CROSS JOIN LATERAL (SELECT attempts.scheduled_at AS at FROM attempts WHERE attempts.campaign_id = campaigns.id
    AND attempts.channel = $1 AND attempts.state = 'scheduled'
    AND attempts.scheduled_at >= greatest(floors.at, $7::timestamptz, '-infinity') AND attempts.scheduled_at <= ${businessNowSql(2)}
    AND ${inScopeSql(5, 6)}
    ORDER BY attempts.scheduled_at LIMIT 1) AS earliest
WHERE campaigns.state = 'running'
ORDER BY campaigns.priority DESC, campaigns.id`;

/** Reserves due attempts for a worker, and gives reservations back. Calls are offered elsewhere and never touched here. */
@Injectable()
export class ClaimRepository {
  /** Running campaigns with something due on the channel, the most urgent first; below its floor nothing is looked for. */
  async dueCampaigns(
    db: Queryable,
    { channel, scope = null, offsetMs, floors = NO_FLOORS, oldest = null }: DueQuestion,
  ): Promise<DueCampaign[]> {
    const params = [channel, offsetMs, [...floors.keys()], [...floors.values()], ...scopeParams(scope), oldest];
    return db.prepared<DueCampaign>('due-campaigns', DUE_CAMPAIGNS_SQL, params);
  }

  /** Claims up to `limit` due attempts of a running campaign, the oldest due first; never waits for a lock. */
  async claimDue(db: Queryable, what: ClaimQuestion, author: Author): Promise<Claim> {
    const token = randomUUID();
    const { campaignId, channel, offsetMs, limit, workerId, floor = null } = what;
    const why = JSON.stringify(reason('claimed', { worker: workerId }));
    const params = [campaignId, channel, offsetMs, limit, token, workerId, why, author.actor, author.at, floor];
    const inScope = scopeParams(what.scope ?? null);
    const [claimed] = await db.prepared<ClaimedRow>('claim-due', CLAIM_SQL, [...params, ...inScope]);
    return { token, attemptIds: claimed?.attemptIds ?? [], upTo: claimed?.upTo ?? null };
  }

  /** Offers the agent the next call that is due; null when there is none. */
  async offerCall(db: Queryable, agentId: number, offsetMs: number, author: Author): Promise<CallOffer | null> {
    const token = randomUUID();
    const why = JSON.stringify(reason('offered-to-agent'));
    const [moved] = await db.prepared<Moved>('offer-call', OFFER_SQL, [
      agentId,
      offsetMs,
      token,
      why,
      author.actor,
      author.at,
    ]);
    return moved?.attemptId ? { attemptId: moved.attemptId, visitId: moved.visitId, token } : null;
  }

  /** Puts offers of calls back into the list that are older than the lease; answers with the number. */
  async returnOffers(db: Queryable, leaseSeconds: number, author: Author & { reason: Reason }): Promise<number> {
    const params = [leaseSeconds, JSON.stringify(author.reason), author.actor, author.at];
    return (await db.query(RETURN_OFFERS_SQL, params)).length;
  }

  /** Puts back what is still claimed under a token, or by a worker; answers with the number. `note`: each row keeps the reason. */
  async releaseClaims(
    db: Queryable,
    whose: { token?: string; workerId?: number },
    author: Author & { reason: Reason; note?: boolean },
  ): Promise<number> {
    const params = [
      whose.token ?? null,
      whose.workerId ?? null,
      JSON.stringify(author.reason),
      author.actor,
      author.at,
      author.note ?? false,
    ];
    return (await db.prepared('release-claims', RELEASE_SQL, params)).length;
  }

  /** Marks in doubt what a dead worker had handed over; answers with the number. */
  async doubtHandedOver(db: Queryable, workerId: number, author: Author & { reason: Reason }): Promise<number> {
    return (await db.query(DOUBT_SQL, [workerId, JSON.stringify(author.reason), author.actor, author.at])).length;
  }
}
