import { CampaignService } from '../campaigns/campaign.service.js';
import type { Queryable } from '../database/queryable.js';
import { Clock } from '../kernel/clock.js';
import { CampaignRunService } from '../planning/campaign-run.service.js';
import { PlanService } from '../planning/plan.service.js';
import type { Scratch } from './scratch.js';

export type BenchChannel = 'sms' | 'email';

const HOUR_MS = 3_600_000;
/** Far behind the last due message and before the deadline. */
const LATER = `interval '9 days'`;

/** A launched campaign of which `size` first attempts are due and all others far ahead; answers with its id and their number. */
export async function makeDue(
  { services, database }: Scratch,
  channel: BenchChannel,
  size: number,
): Promise<{ campaignId: number; due: number }> {
  await database.execute('TRUNCATE visits, attempts, exclusions, visit_events, ledger_deltas, contact_log CASCADE');
  await database.execute(`UPDATE campaigns SET state = 'cancelled' WHERE state = 'running'`);
  const now = services.get(Clock).now();
  const { id } = await services.get(CampaignService).create(definition(channel, now), 'bench');
  await services.get(PlanService).plan(id, {}, 'bench');
  await services.get(CampaignRunService).launch(id, 'bench');
  await database.execute('ANALYZE visits, attempts');
  return { campaignId: id, due: await makeSomeDue(database, { campaignId: id, channel, size, now }) };
}

function definition(channel: BenchChannel, now: Date): object {
  return {
    name: 'Bench',
    kind: 'after-service',
    purpose: 'service',
    segment: { all: [] },
    ladder: [channel],
    assignment: 'even',
    startAt: now.toISOString(),
    deadlineAt: new Date(now.getTime() + 240 * HOUR_MS).toISOString(),
  };
}

/** Only who is awake: a message that would be deferred says nothing about the rate. */
async function makeSomeDue(
  db: Queryable,
  what: { campaignId: number; channel: BenchChannel; size: number; now: Date },
): Promise<number> {
  const { campaignId, channel, size, now } = what;
  await db.execute(`UPDATE attempts SET scheduled_at = $2::timestamptz + ${LATER} WHERE campaign_id = $1`, [
    campaignId,
    now,
  ]);
  return db.execute(
    `UPDATE attempts SET scheduled_at = $4::timestamptz - interval '1 minute' WHERE id IN (
       SELECT a.id FROM attempts a JOIN visits v ON v.id = a.visit_id
       WHERE a.campaign_id = $1 AND a.channel = $2 AND v.zones = ARRAY['Asia/Shanghai'] ORDER BY a.id LIMIT $3)`,
    [campaignId, channel, size, now],
  );
}

/** So many further visits of the campaign, each with an attempt far ahead. They share the customers that are there. */
export async function addFuture(db: Queryable, campaignId: number, channel: BenchChannel, rows: number): Promise<void> {
  await addRows(db, { campaignId, channel, rows, state: 'planned', at: LATER, prefix: 'future' });
  await settle(db);
}

/** So many visits whose message was due, and was sent: their entries in the index of due attempts are dead, not gone. */
export async function addSent(db: Queryable, campaignId: number, channel: BenchChannel, rows: number): Promise<void> {
  await addRows(db, { campaignId, channel, rows, state: 'open', at: `interval '-1 day'`, prefix: 'sent' });
  await db.execute('ALTER TABLE attempts DISABLE TRIGGER attempts_legal_move');
  await db.execute(
    `UPDATE attempts SET state = 'accepted', handed_over_at = scheduled_at FROM visits
     WHERE visits.id = attempts.visit_id AND visits.occasion LIKE 'sent-%' AND attempts.campaign_id = $1`,
    [campaignId],
  );
  await db.execute('ALTER TABLE attempts ENABLE TRIGGER attempts_legal_move');
  await settle(db);
}

/** What the server would do in the minutes that follow is done now, so that it is not measured. */
async function settle(db: Queryable): Promise<void> {
  await db.execute('VACUUM ANALYZE visits, attempts');
}

interface NewRows {
  readonly campaignId: number;
  readonly channel: BenchChannel;
  readonly rows: number;
  readonly state: string;
  readonly at: string;
  readonly prefix: string;
}

/** So few come first that no check of a foreign key can be slow; the others are checked by a plan that knows the table. */
const FIRST_ROWS = 5_000;

async function addRows(db: Queryable, what: NewRows): Promise<void> {
  for (const [from, to] of [[1, Math.min(FIRST_ROWS, what.rows)] as const, [FIRST_ROWS + 1, what.rows] as const]) {
    await insertRows(db, what, from, to);
    await db.execute('ANALYZE visits, attempts');
  }
}

async function insertRows(db: Queryable, what: NewRows, from: number, to: number): Promise<void> {
  const { campaignId, channel, state, at, prefix } = what;
  await db.execute(
    `WITH people AS (SELECT array_agg(id) AS ids FROM (SELECT id FROM customers ORDER BY id LIMIT 1000) c),
     clock AS (SELECT max(scheduled_at) - ${LATER} AS now FROM attempts WHERE campaign_id = $1),
     made AS (INSERT INTO visits (campaign_id, customer_id, occasion, state, ledger_part, ladder, due_at, rolled_due_at, zones, plan_version)
       SELECT $1, people.ids[1 + n % cardinality(people.ids)], $3 || '-' || n, $4, CASE $4 WHEN 'open' THEN 'waiting' ELSE 'planned' END,
         ARRAY[$2], clock.now + interval '10 days', clock.now + interval '10 days', ARRAY['Asia/Shanghai'], 1
       FROM generate_series($5::int, $6::int) n, people, clock RETURNING id, customer_id, occasion)
     INSERT INTO attempts (visit_id, campaign_id, customer_id, rung, channel, address, state, scheduled_at, attempt_key)
     SELECT made.id, $1, made.customer_id, 0, $2, NULL, 'scheduled', clock.now + ${at}, made.occasion || '-' || made.id
     FROM made, clock`,
    [campaignId, channel, prefix, state, from, to],
  );
}
