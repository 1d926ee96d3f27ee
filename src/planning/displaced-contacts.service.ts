import { Injectable } from '@nestjs/common';
import type { Queryable } from '../database/queryable.js';
import { JobQueue } from '../jobs/job-queue.service.js';
import type { ReviewedContact } from './contact-review.service.js';

/** The name of the job that looks again at what a campaign of higher priority displaces. */
export const REVIEW_DISPLACED = 'review-displaced';

const BATCH = 500;

/** The campaigns that go behind `$1`, or would once it runs. */
const LOWER = `SELECT c.id, coalesce((c.options ->> 'minutesPerCall')::float8, 5) AS minutes FROM campaigns c
  WHERE c.state = 'running' AND c.priority < (SELECT h.priority FROM campaigns h WHERE h.id = $1
    AND h.state IN ('planned', 'running', 'paused'))`;

/** What they have planned for the customers of `$1`, and at their addresses. Appointments are between people. */
const CONTACTS = `SELECT a.id, a.scheduled_at AS "scheduledAt", lower.minutes AS "minutesPerCall"
  FROM attempts a JOIN lower ON lower.id = a.campaign_id
  WHERE a.state = 'scheduled' AND NOT a.fixed_time`;
const CUSTOMERS = `SELECT v.customer_id FROM visits v WHERE v.campaign_id = $1 AND v.state IN ('planned', 'open')`;
const ADDRESSES = `SELECT h.address FROM attempts h WHERE h.campaign_id = $1 AND h.state IN ('scheduled', 'claimed')`;

const DISPLACEABLE = `WITH lower AS (${LOWER})
  ${CONTACTS} AND a.customer_id IN (${CUSTOMERS})
  UNION ${CONTACTS} AND a.address IN (${ADDRESSES})`;

/** What of other campaigns stands where a campaign of higher priority now goes first. */
@Injectable()
export class DisplacedContacts {
  constructor(private readonly jobs: JobQueue) {}

  /** How many contacts of campaigns of lower priority are planned for the same people; also before the launch. */
  async count(db: Queryable, campaignId: number): Promise<number> {
    if (!(await this.hasLower(db, campaignId))) return 0;
    const { n } = await db.one<{ n: number }>(`SELECT count(*) AS n FROM (${DISPLACEABLE}) d`, [campaignId]);
    return n;
  }

  /** Has them looked at again; who asks twice before it begins asks once. */
  async ask(db: Queryable, campaignId: number): Promise<void> {
    if (!(await this.hasLower(db, campaignId))) return;
    await this.jobs.add(db, REVIEW_DISPLACED, { campaignId }, { key: `${REVIEW_DISPLACED}:${campaignId}` });
  }

  /** Read once, so that what the review moves is not met again behind the cursor. */
  async *batches(db: Queryable, campaignId: number): AsyncGenerator<ReviewedContact[]> {
    const all = await db.query<ReviewedContact>(`${DISPLACEABLE} ORDER BY id`, [campaignId]);
    for (let first = 0; first < all.length; first += BATCH) yield all.slice(first, first + BATCH);
  }

  private async hasLower(db: Queryable, campaignId: number): Promise<boolean> {
    return (await db.maybe(`${LOWER} LIMIT 1`, [campaignId])) !== null;
  }
}
