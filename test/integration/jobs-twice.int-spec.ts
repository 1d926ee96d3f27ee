import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { ImportService } from '../../src/archive/import.service.js';
import { SourceService } from '../../src/archive/source.service.js';
import type { Scratch } from '../../src/bench/scratch.js';
import { CampaignService } from '../../src/campaigns/campaign.service.js';
import { ClockSync } from '../../src/database/clock-sync.service.js';
import type { JobHandler } from '../../src/jobs/job-handler.js';
import { JobRunner } from '../../src/jobs/job-runner.worker.js';
import { Clock } from '../../src/kernel/clock.js';
import { reason } from '../../src/kernel/reason.js';
import { joinScratch } from '../../src/open-scratch.js';
import { CampaignRunService } from '../../src/planning/campaign-run.service.js';
import { ClaimRepository } from '../../src/planning/claim.repository.js';
import { type FoundMessage, Provider, type SendResult } from '../../src/dispatch/provider.js';
import { ProviderEndpoints } from '../../src/dispatch/provider-endpoints.service.js';
import { SettleRestore } from '../../src/dispatch/settle-restore.service.js';
import { HandOverService } from '../../src/planning/hand-over.service.js';
import { ReportDocuments } from '../../src/reports/report-documents.service.js';
import { OPEN } from '../chaos/hours.js';
import { launch, prepareArchive } from '../chaos/world.js';
import { readBooks } from '../support/books.js';
import { type TestDatabase, openTestDatabase } from '../support/test-database.js';

jest.setTimeout(120_000);

const TODAY = '2026-11-24';
const WORKER = 777;
const signal = new AbortController().signal;
let t: TestDatabase;
/** Two processes' worth of the product, with pools of their own on one database. */
let machines: Scratch[] = [];
let folder = '';
let payloads: Readonly<Record<string, object>>;
let campaigns: number[] = [];

beforeAll(async () => {
  t = await openTestDatabase();
  for (const isNew of [true, false]) machines.push(await joinScratch({}, t.url, isNew));
  const [first] = machines as [Scratch];
  const at = new Date(`${TODAY}T01:00:00Z`);
  await prepareArchive(first, 30, at);
  const running = await launch(first, { name: 'running', ladder: ['sms', 'email'], policy: OPEN.id });
  const cancelled = await launch(first, { name: 'cancelled', ladder: ['email'], policy: OPEN.id });
  await first.services.get(CampaignRunService).cancel(cancelled, 'test');
  await leaveInDoubt(first, running);
  const draft = { name: 'draft', segment: { all: [] }, ladder: ['sms'], policy: OPEN.id, startAt: at };
  const { id } = await first.services
    .get(CampaignService)
    .create({ ...draft, startAt: at.toISOString(), deadlineAt: '2026-11-30T10:00:00Z' }, 'test');
  campaigns = [running, cancelled, id];
  folder = mkdtempSync(join(tmpdir(), 'revisit-jobs-'));
  const file = join(folder, 'customers.csv');
  writeFileSync(file, 'customer_no,name,phone\nJ1,张三,13800138001\nJ2,李四,13800138002\n');
  const watched = { name: 'shop', kind: 'folder', folder, dailyAt: '06:00' };
  const source = await first.services.get(SourceService).save(watched, 'test');
  const asked = await first.services.get(ReportDocuments).ask(running, { format: 'csv', locale: 'en' }, 'test');
  payloads = {
    'plan-campaign': { campaignId: id, actor: 'test' },
    'finish-cancel': { campaignId: cancelled, actor: 'test' },
    'review-displaced': { campaignId: running },
    'review-days': { days: [{ region: 'CN', date: TODAY }] },
    'render-report': { documentId: asked.id },
    'compile-digest': { bucket: TODAY },
    'send-digest': { date: TODAY },
    'import-file': { importId: await first.services.get(ImportService).enqueue(file, {}, 'test') },
    'pull-source': { sourceId: source.id },
    'settle-restore': { holdId: await holdOfYesterday(first) },
  };
  for (const { services } of machines) {
    const open = [{ provider: new SilentProvider(), perSecond: 100, perDay: null }];
    jest.spyOn(services.get(ProviderEndpoints), 'open').mockReturnValue(open);
  }
  // Two hours later: what is in doubt is old, waits are over.
  for (const { services } of machines) await services.get(ClockSync).shareStart(new Date(`${TODAY}T03:10:00Z`));
});
afterAll(async () => {
  for (const machine of machines) await machine.close();
  machines = [];
  await t.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Knows of nothing, and is sent nothing. */
class SilentProvider extends Provider {
  override readonly name = 'twilio';
  override readonly channel = 'sms';
  override readonly capabilityName = 'sandbox';
  override readonly host = '127.0.0.1';
  override readonly width = 1;

  override send(): Promise<SendResult> {
    return Promise.reject(new Error('no job sends'));
  }

  override lookup(): Promise<FoundMessage[]> {
    return Promise.resolve([]);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/** A restore that somebody confirmed: nothing of today was sent in the lost time. */
async function holdOfYesterday({ services }: Scratch): Promise<number> {
  const restore = services.get(SettleRestore);
  await restore.hold('test');
  await restore.confirm('test', new Date(`${TODAY}T00:00:00Z`));
  return (await restore.status()).open!.id;
}

async function leaveInDoubt({ services, database }: Scratch, campaignId: number): Promise<void> {
  const now = services.get(Clock).now();
  await database.execute(`UPDATE attempts SET scheduled_at = $2 WHERE campaign_id = $1 AND state = 'scheduled'`, [
    campaignId,
    now,
  ]);
  const claims = services.get(ClaimRepository);
  const author = { actor: 'test', at: now };
  const offsetMs = services.get(Clock).offsetMs();
  const claim = { campaignId, channel: 'sms', limit: 10, workerId: WORKER, offsetMs } as const;
  const { token, attemptIds } = await claims.claimDue(database, claim, author);
  const ready = await services.get(HandOverService).decide(attemptIds, token, 'test');
  const note = { bodyHash: 'x', segments: 1, templateVersion: null };
  const rows = ready.map((each) => ({ ...each, note }));
  const gone = await services.get(HandOverService).handOver(rows, { provider: 'twilio', perSecond: 1_000 }, 'test');
  expect(gone.size).toBeGreaterThan(5);
  await claims.doubtHandedOver(database, WORKER, { ...author, reason: reason('worker-lost', { worker: WORKER }) });
}

/** A look into a watched folder is a fact of its own, also when it found nothing. */
const ACCOUNTS_EACH_RUN: Readonly<Record<string, string>> = { 'pull-source': 'imports' };

/** How many rows each table has, and what every attempt and visit is. */
async function fingerprint(job: string): Promise<Record<string, string>> {
  const tables = await t.database.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const of: Record<string, string> = {};
  for (const { name } of tables.filter((table) => table.name !== ACCOUNTS_EACH_RUN[job])) {
    of[name] = String((await t.database.one<{ n: number }>(`SELECT count(*) AS n FROM "${name}"`)).n);
  }
  for (const name of ['visits', 'attempts', 'campaigns']) {
    const sql = `SELECT md5(string_agg(id || ' ' || state, ',' ORDER BY id)) AS sum FROM ${name}`;
    of[`${name} by state`] = (await t.database.one<{ sum: string }>(sql)).sum;
  }
  return of;
}

async function expectBalance(): Promise<void> {
  for (const id of campaigns) {
    const { rows, counters, wrongParts } = await readBooks(t.database, id);
    expect(counters).toEqual(rows);
    expect(wrongParts).toEqual([]);
  }
}

function payloadOf({ job, tick }: JobHandler): object {
  const payload = payloads[job] ?? (tick === undefined ? null : { bucket: TODAY });
  if (payload === null) throw new Error(`say with which payload ${job} is to be run`);
  return payload;
}

/** PostgreSQL lets one of two go first: the other is undone as a whole, and the engine runs it again. */
const GAVE_WAY = ['40001', '40P01'];

async function asTheEngine(handler: JobHandler, payload: object): Promise<void> {
  await handler.run(payload, signal).catch((error: { code?: string }) => {
    if (!GAVE_WAY.includes(error.code ?? '')) throw error;
    return handler.run(payload, signal);
  });
}

describe('every job', () => {
  it('run by two machines at the same instant, and then again, does its work once', async () => {
    const [handlers, others] = machines.map(({ services }) => services.get(JobRunner).handlers()) as [
      JobHandler[],
      JobHandler[],
    ];
    expect(handlers.length).toBeGreaterThan(15);
    for (const handler of handlers) {
      const twin = others.find(({ job }) => job === handler.job)!;
      const payload = payloadOf(handler);
      const both = await Promise.allSettled([asTheEngine(handler, payload), asTheEngine(twin, payload)]);
      const after = {
        job: handler.job,
        ended: both.map((one) => (one.status === 'fulfilled' ? one.status : String(one.reason))),
        is: await fingerprint(handler.job),
      };
      expect({ job: after.job, ended: after.ended }).toEqual({ job: handler.job, ended: ['fulfilled', 'fulfilled'] });
      await expectBalance();
      await twin.run(payload, signal);
      expect({ job: handler.job, is: await fingerprint(handler.job) }).toEqual({ job: handler.job, is: after.is });
    }
    const states = await t.database.query<{ state: string }>(
      `SELECT DISTINCT state FROM attempts WHERE campaign_id = $1 AND claimed_by = $2`,
      [campaigns[0], WORKER],
    );
    expect(states).toEqual([{ state: 'assumed_sent' }]);
  });
});
