import type { Scratch } from '../../src/bench/scratch.js';
import { PolicyService } from '../../src/calendar/policy.service.js';
import { CampaignService } from '../../src/campaigns/campaign.service.js';
import { ClockSync } from '../../src/database/clock-sync.service.js';
import type { Queryable } from '../../src/database/queryable.js';
import { Clock } from '../../src/kernel/clock.js';
import { CampaignRunService } from '../../src/planning/campaign-run.service.js';
import { PlanService } from '../../src/planning/plan.service.js';
import { OPEN, POLICIES, policyDocument, SHORT_HOURS } from './hours.js';

export interface ChaosCampaign {
  readonly id: number;
  readonly name: 'sms' | 'ladder' | 'short hours' | 'to be cancelled' | 'paused';
}

const HOUR_MS = 3_600_000;
const ACTOR = 'chaos';
const CAMPAIGNS = [
  { name: 'sms', ladder: ['sms'], policy: OPEN.id },
  { name: 'ladder', ladder: ['email', 'sms'], policy: OPEN.id },
  { name: 'short hours', ladder: ['sms'], policy: SHORT_HOURS.id },
  { name: 'to be cancelled', ladder: ['email'], policy: OPEN.id },
  { name: 'paused', ladder: ['email'], policy: OPEN.id },
] as const;

/**
 * Customers who can all be reached both ways; one in twenty lives where it is evening, and four in a hundred have a mailbox
 * that misbehaves: its answer is lost, it is full, unknown, or blocked by policy.
 */
async function fillArchive(db: Queryable, customers: number): Promise<void> {
  await db.execute(
    `INSERT INTO agents (agent_no, name, team, shifts)
     SELECT lpad(n::text, 4, '0'), 'Agent ' || n, 'team', '[{"days":[1,2,3,4,5],"from":"09:00","to":"18:00"}]' FROM generate_series(1, 5) n`,
  );
  await db.execute(
    `INSERT INTO customers (customer_no, name, gender, country, province, timezone, member_level, language)
     SELECT 'C' || n, '客户' || n, 'unknown', 'CN', '上海市', CASE WHEN n % 20 = 0 THEN 'America/New_York' ELSE 'Asia/Shanghai' END, '普通', 'zh-CN'
     FROM generate_series(1, $1::int) n`,
    [customers],
  );
  await db.execute(
    `INSERT INTO addresses (address, kind) SELECT '+1415' || lpad(n::text, 7, '0'), 'phone' FROM generate_series(1, $1::int) n
     UNION ALL SELECT 'c' || n || CASE n % 100 WHEN 1 THEN '+lost' WHEN 2 THEN '+452' WHEN 3 THEN '+550' WHEN 4 THEN '+554' ELSE '' END
       || '@example.com', 'email' FROM generate_series(1, $1::int) n`,
    [customers],
  );
  await db.execute(
    `INSERT INTO contact_points (customer_id, kind, raw, address, phone_type, country)
     SELECT c.id, a.kind, a.address, a.address, CASE a.kind WHEN 'phone' THEN 'mobile' END, CASE a.kind WHEN 'phone' THEN 'US' END
     FROM addresses a JOIN customers c ON c.customer_no = CASE a.kind
       WHEN 'phone' THEN 'C' || substr(a.address, 6)::int ELSE 'C' || substring(a.address FROM 'c(\\d+)') END`,
  );
  await db.execute('ANALYZE agents, customers, addresses, contact_points');
}

/** The archive, and the clock that every process will share. */
export async function prepareArchive(scratch: Scratch, customers: number, startAt: Date): Promise<void> {
  await scratch.services.get(ClockSync).shareStart(startAt);
  await fillArchive(scratch.database, customers);
  for (const policy of POLICIES) await scratch.services.get(PolicyService).save(policyDocument(policy), ACTOR);
}

/** Plans and launches a campaign for everybody. */
export async function launch(
  { services }: Scratch,
  what: { readonly name: string; readonly ladder: readonly string[]; readonly policy: string },
): Promise<number> {
  const now = services.get(Clock).now();
  const campaign = {
    ...{ ...what, kind: 'routine', purpose: 'service', segment: { all: [] }, assignment: 'even' },
    startAt: now.toISOString(),
    deadlineAt: new Date(now.getTime() + 240 * HOUR_MS).toISOString(),
  };
  const { id } = await services.get(CampaignService).create(campaign, ACTOR);
  await services.get(PlanService).plan(id, {}, ACTOR);
  await services.get(CampaignRunService).launch(id, ACTOR);
  return id;
}

/** All five campaigns, most of their first messages due at the start and the others within the time that the run is to take. */
export async function launchCampaigns(
  scratch: Scratch,
  how: { readonly sends: number; readonly rate: number },
  startAt: Date,
): Promise<ChaosCampaign[]> {
  const campaigns: ChaosCampaign[] = [];
  for (const what of CAMPAIGNS) campaigns.push({ id: await launch(scratch, what), name: what.name });
  // Planning took its time: the run begins at the moment that was asked for.
  await scratch.services.get(ClockSync).shareStart(startAt);
  const spreadSeconds = how.sends / how.rate / 4;
  await scratch.database.execute(
    `UPDATE attempts SET scheduled_at = $1::timestamptz
       + greatest(0, (id * 2654435761) % 1000 - 600)::float8 / 400 * $2::float8 * interval '1 second' WHERE state = 'scheduled'`,
    [scratch.services.get(Clock).now(), spreadSeconds],
  );
  await scratch.database.execute('ANALYZE visits, attempts');
  return campaigns;
}
