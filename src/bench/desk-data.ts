import { UserService } from '../access/user.service.js';
import { CampaignService } from '../campaigns/campaign.service.js';
import { ClockSync } from '../database/clock-sync.service.js';
import { Clock } from '../kernel/clock.js';
import { CampaignRunService } from '../planning/campaign-run.service.js';
import { PlanService } from '../planning/plan.service.js';
import { fillArchive } from './bench-archive.js';
import type { Scratch } from './scratch.js';

/** A Tuesday morning in Shanghai, when agents call. */
const START = new Date('2026-11-24T01:05:00Z');
const DAY_MS = 86_400_000;
const CAMPAIGN_DAYS = 30;
const SUPERVISORS = 10;

/** What the server does by itself a minute after so much was written; tables without rows it leaves alone. */
const FILLED =
  'agents, users, customers, addresses, contact_points, campaigns, visits, attempts, exclusions, visit_events';

/** The password of everybody in the scratch database. */
export const BENCH_PASSWORD = 'bench bench bench';

/** What is in the scratch database. */
export interface DeskData {
  readonly campaignId: number;
  readonly agents: readonly string[];
  readonly supervisors: readonly string[];
}

/** An archive of `size` customers, a running campaign of calls over 200 agents, and accounts for `agents` of them. */
export async function fillDesk(scratch: Scratch, size: number, agents: number): Promise<DeskData> {
  const { services, database } = scratch;
  await services.get(ClockSync).shareStart(START);
  await fillArchive(database, size);
  const now = services.get(Clock).now();
  const { id } = await services.get(CampaignService).create(
    {
      name: 'Bench',
      kind: 'after-service',
      purpose: 'service',
      segment: { all: [] },
      ladder: ['call'],
      assignment: 'even',
      startAt: now.toISOString(),
      deadlineAt: new Date(now.getTime() + CAMPAIGN_DAYS * DAY_MS).toISOString(),
    },
    'bench',
  );
  await services.get(PlanService).plan(id, {}, 'bench');
  await services.get(CampaignRunService).launch(id, 'bench');
  await makeDue(scratch, id, now);
  const accounts = await addAccounts(scratch, agents);
  await database.execute(`VACUUM (ANALYZE) ${FILLED}`);
  return { campaignId: id, ...accounts };
}

/** So many calls of each agent that one is always due, whatever the plan chose for them. */
const DUE_CALLS = 20;

/** Only of customers who are awake: a call that would be deferred says nothing about the desk. */
async function makeDue({ database }: Scratch, campaignId: number, now: Date): Promise<void> {
  await database.execute(
    `UPDATE attempts SET scheduled_at = $2::timestamptz - interval '1 minute'
      WHERE attempts.id IN (
        SELECT due.id FROM (
          SELECT a.id, row_number() OVER (PARTITION BY v.agent_id ORDER BY a.id) AS place
            FROM attempts a JOIN visits v ON v.id = a.visit_id
           WHERE a.campaign_id = $1 AND a.state = 'scheduled' AND v.zones = ARRAY['Asia/Shanghai']) due
         WHERE due.place <= $3)`,
    [campaignId, now, DUE_CALLS],
  );
}

/** All have one password: hashing it once for each of them would only take time. */
async function addAccounts({ services, database }: Scratch, agents: number) {
  const users = services.get(UserService);
  const first = await users.add({ login: 'bench', password: BENCH_PASSWORD, role: 'supervisor' }, 'bench');
  await database.execute(
    `INSERT INTO users (login, name, role, agent_id, password_hash)
     SELECT 'agent' || a.agent_no, a.name, 'agent', a.id, u.password_hash
       FROM users u CROSS JOIN LATERAL (SELECT * FROM agents ORDER BY agents.id LIMIT $2) a WHERE u.id = $1
     UNION ALL
     SELECT 'supervisor' || n, 'Supervisor ' || n, 'supervisor', NULL, u.password_hash
       FROM users u CROSS JOIN generate_series(1, $3::int) n WHERE u.id = $1`,
    [first.id, agents, SUPERVISORS],
  );
  const logins = async (role: string) => {
    const rows = await database.query<{ login: string }>(
      `SELECT u.login FROM users u WHERE u.role = $1 AND u.login <> 'bench' ORDER BY u.login`,
      [role],
    );
    return rows.map((row) => row.login);
  };
  return { agents: await logins('agent'), supervisors: await logins('supervisor') };
}
