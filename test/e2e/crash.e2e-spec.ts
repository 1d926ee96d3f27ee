import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Database } from '../../src/database/database.service.js';
import { readBooks } from '../support/books.js';
import { TestDataFolder } from '../support/data-folder.js';
import { revisitJson, type RunningProcess, untilSaid } from '../support/revisit-process.js';
import { until } from '../support/until.js';

jest.setTimeout(240_000);

const CUSTOMERS = 240;
const BY_MAIL = 120;
/** Kills come when so many messages have left, while the rest is due and waits for the rate. */
const KILL_AFTER = [30, 90];
const PATIENCE = 50;
const SLOW = { SMS_RATE_PER_SECOND: '25', EMAIL_RATE_PER_SECOND: '12' };
/** A working Tuesday, 9:30 in Shanghai; and moments at which most, and nearly all, of the plan is due. */
const PLANNED_AT = '2026-11-24T01:30:00Z';
const DUE_AT = '2026-11-24T01:46:00Z';
const LATE_AT = '2026-11-24T01:49:00Z';

const CAMPAIGN = {
  name: 'Crash',
  kind: 'routine',
  segment: { all: [] },
  ladder: ['email', 'sms'],
  startAt: PLANNED_AT,
  deadlineAt: '2026-11-24T01:50:00Z',
};

interface Status {
  readonly audience: number;
  readonly balanced: boolean;
  readonly attempts: Readonly<Record<string, number>>;
}

describe('a service that is killed in the middle of sending', () => {
  let folder: TestDataFolder;
  let campaignId: number;
  beforeAll(async () => {
    folder = new TestDataFolder();
    campaignId = await launchCampaign(folder);
  });
  afterAll(() => folder.remove());

  it('sends nothing twice, loses nothing, and names what is in doubt', async () => {
    let doubtful = 0;
    for (const sent of KILL_AFTER) doubtful += await killAfter(sent, folder, campaignId);

    const last = await begin(folder, { REVISIT_CLOCK: LATE_AT });
    const database = await Database.connect(folder.databaseUrl(), { poolSize: 2 });
    await until('nothing is under way', async () => (await countUnderWay(database, campaignId)) === 0, 150_000);

    const status = await revisitJson<Status>(['campaign', 'status', String(campaignId)], last.env);
    expect(status).toMatchObject({ audience: CUSTOMERS, balanced: true });
    const books = await readBooks(database, campaignId);
    expect(books.counters).toEqual(books.rows);
    expect(books.wrongParts).toEqual([]);

    expect(await countDoubted(database, campaignId)).toBe(doubtful);
    const copies = await countCopies(database, campaignId);
    expect(copies.filter(({ arrived }) => arrived > 1)).toEqual([]);
    expect(copies.filter(({ left, arrived }) => !left && arrived > 0)).toEqual([]);
    const isKnown = (state: string) => state === 'accepted' || state === 'delivered';
    expect(copies.filter(({ state, arrived }) => isKnown(state) && arrived !== 1)).toEqual([]);
    expect(new Set(copies.map(({ visitId }) => visitId)).size).toBe(CUSTOMERS);

    await database.close();
    expect((await last.service.signal('SIGTERM')).status).toBe(0);
    expect(folder.serverPid()).toBeNull();
  });
});

async function launchCampaign(folder: TestDataFolder): Promise<number> {
  const env = await folder.environment({ REVISIT_CLOCK: PLANNED_AT, ...SLOW });
  const [customers, agents, campaign] = ['customers.csv', 'agents.csv', 'campaign.json'].map((name) =>
    join(folder.path, name),
  ) as [string, string, string];
  writeFileSync(agents, ['agent_no,name,shifts', ...['010', '011', '012'].map(agentLine)].join('\n'));
  writeFileSync(
    customers,
    ['customer_no,name,phone,email', ...Array.from({ length: CUSTOMERS }, customerLine)].join('\n'),
  );
  writeFileSync(campaign, JSON.stringify(CAMPAIGN));
  await revisitJson(['agents', 'import', agents], env);
  const imported = await revisitJson<{ created: number }>(['import', customers], env);
  expect(imported.created).toBe(CUSTOMERS);
  const { campaignId } = await revisitJson<{ campaignId: number }>(['campaign', 'create', campaign], env);
  const plan = await revisitJson<{ planned: number }>(['plan', String(campaignId)], env);
  expect(plan.planned).toBe(CUSTOMERS);
  await revisitJson(['launch', String(campaignId)], env);
  return campaignId;
}

/** The first can be reached by e-mail alone, the others by SMS alone. */
function customerLine(_: unknown, index: number): string {
  const no = String(index).padStart(5, '0');
  return index < BY_MAIL ? `M${no},王${no},,m${no}@example.com` : `M${no},李${no},138001${no},`;
}

function agentLine(no: string): string {
  return `${no},坐席${no},Mon-Fri 09:00-18:00`;
}

async function begin(folder: TestDataFolder, more: Record<string, string>) {
  const env = await folder.environment(more);
  const service: RunningProcess = folder.launch(['start'], { ...env, PUBLIC_URL: `http://127.0.0.1:${env['PORT']}` });
  await untilSaid(service, /Revisit is at/);
  return { env, service };
}

/** Answers with the number of messages that had left and whose outcome nobody had written down. */
async function killAfter(sent: number, folder: TestDataFolder, campaignId: number): Promise<number> {
  const { service } = await begin(folder, { REVISIT_CLOCK: DUE_AT, ...SLOW });
  const database = await Database.connect(folder.databaseUrl(), { poolSize: 1 });
  // Rather at a moment when a message is on the wire; but not for ever.
  await until(`${sent} messages have left`, async () => {
    const left = await countLeft(database, campaignId);
    return left >= sent + PATIENCE || (left >= sent && (await countInHand(database, campaignId)) > 0);
  });
  await service.signal('SIGKILL');
  await until('the sessions of the dead have ended', async () => (await countOtherSessions(database)) === 0);
  expect(await countUnderWay(database, campaignId)).toBeGreaterThan(0);
  const inHand = await countInHand(database, campaignId);
  await database.close();
  return inHand;
}

function countLeft(database: Database, campaignId: number): Promise<number> {
  return count(database, 'handed_over_at IS NOT NULL', campaignId);
}

function countInHand(database: Database, campaignId: number): Promise<number> {
  return count(database, `state = 'handed_over'`, campaignId);
}

function countUnderWay(database: Database, campaignId: number): Promise<number> {
  return count(database, `state IN ('scheduled', 'claimed', 'handed_over')`, campaignId);
}

async function count(database: Database, condition: string, campaignId: number): Promise<number> {
  const sql = `SELECT count(*) AS n FROM attempts WHERE campaign_id = $1 AND ${condition}`;
  return (await database.one<{ n: number }>(sql, [campaignId])).n;
}

async function countOtherSessions(database: Database): Promise<number> {
  const sql = `SELECT count(*) AS n FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()`;
  return (await database.one<{ n: number }>(sql)).n;
}

async function countDoubted(database: Database, campaignId: number): Promise<number> {
  const sql = `SELECT coalesce(sum(row_count), 0) AS n FROM visit_events
    WHERE campaign_id = $1 AND to_state = 'in_doubt' AND reason ->> 'code' = 'worker-lost'`;
  return (await database.one<{ n: number }>(sql, [campaignId])).n;
}

interface Copies {
  readonly visitId: number;
  readonly state: string;
  /** Whether it was ever handed over. */
  readonly left: boolean;
  /** How often the sandbox has it. */
  readonly arrived: number;
}

/** How often each message of the campaign arrived, by the key that travels with it. */
function countCopies(database: Database, campaignId: number): Promise<Copies[]> {
  return database.query<Copies>(
    `SELECT a.visit_id AS "visitId", a.state, a.handed_over_at IS NOT NULL AS left, count(m.id) AS arrived
     FROM attempts a LEFT JOIN sandbox_messages m ON m.direction = 'to-customer'
       AND (strpos(m.message_id, a.attempt_key) > 0 OR strpos(m.status_callback, a.attempt_key) > 0)
     WHERE a.campaign_id = $1 GROUP BY a.id ORDER BY a.id`,
    [campaignId],
  );
}
