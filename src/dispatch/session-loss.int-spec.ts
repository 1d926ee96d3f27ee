import { jest } from '@jest/globals';
import { openBooks } from '../../test/support/books.js';
import { insertAttempt, insertCampaign, insertCustomer, insertVisit } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { until } from '../../test/support/until.js';
import { DispatchWorker } from './dispatch.worker.js';
import { type FoundMessage, type OutgoingMessage, Provider, type SendResult } from './provider.js';
import { ProviderEndpoints } from './provider-endpoints.service.js';
import { WorkerLiveness } from './worker-liveness.service.js';

jest.setTimeout(60_000);

const WIDTH = 2;
const clock = new FixedClock('2026-11-23T02:00:00Z');
let t: TestDatabase;
let stage: DispatchStage;

/** Holds every message back until the gate is opened, and notes what the database says of it when it leaves. */
class GatedProvider extends Provider {
  override readonly name = 'sandbox-sms';
  override readonly channel = 'sms';
  override readonly capabilityName = 'sandbox';
  override readonly host = '127.0.0.1';
  override readonly width = WIDTH;
  readonly left: { readonly key: string; readonly state: string }[] = [];
  private open: () => void = () => undefined;
  private readonly gate = new Promise<void>((resolve) => (this.open = resolve));

  openGate(): void {
    this.open();
  }

  override async send({ key }: OutgoingMessage): Promise<SendResult> {
    const { state } = await t.database.one<{ state: string }>('SELECT state FROM attempts WHERE attempt_key = $1', [
      key,
    ]);
    this.left.push({ key, state });
    await this.gate;
    return { outcome: 'accepted', providerMessageId: `SM-${key}` };
  }

  override lookup(): Promise<FoundMessage[]> {
    return Promise.resolve([]);
  }

  override close(): Promise<void> {
    return Promise.resolve();
  }
}

const provider = new GatedProvider();

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
});
afterAll(async () => {
  provider.openGate();
  await stage.app.get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

async function plan(count: number): Promise<number> {
  const survey = { survey_id: 'default', survey_version: 1 };
  const campaignId = await insertCampaign(t.database, { state: 'running', audience: count, ...survey });
  for (let i = 0; i < count; i += 1) {
    const phone = `+8613500${String(i).padStart(6, '0')}`;
    const customerId = await insertCustomer(t.database, { phone });
    const id = await insertVisit(t.database, campaignId, customerId);
    const attempt = { address: phone, scheduled_at: clock.now() };
    await insertAttempt(t.database, { id, campaignId, customerId }, attempt);
  }
  await openBooks(t.database, campaignId);
  return campaignId;
}

async function states(campaignId: number): Promise<Record<string, number>> {
  const sql = 'SELECT state, count(*) AS n FROM attempts WHERE campaign_id = $1 GROUP BY state ORDER BY state';
  const rows = await t.database.query<{ state: string; n: number }>(sql, [campaignId]);
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
}

describe('a worker whose session PostgreSQL ends', () => {
  it('sends nothing more at once, not even what it had handed over, and says so', async () => {
    const endpoints = stage.app.get(ProviderEndpoints);
    jest.spyOn(endpoints, 'open').mockReturnValue([{ provider, perSecond: 1_000, perDay: null }]);
    const [worker, liveness] = [stage.app.get(DispatchWorker), stage.app.get(WorkerLiveness)];
    const campaignId = await plan(12);

    const sending = worker.sendDue();
    await until('as many as there are lanes are on the wire', () => provider.left.length === WIDTH);
    expect(await states(campaignId)).toEqual({ handed_over: 12 });
    await t.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = $1 AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [liveness.id],
    );
    await until('the worker notices', () => liveness.id === null);
    provider.openGate();
    await sending;

    expect(provider.left).toHaveLength(WIDTH);
    await liveness.beat();
    expect(await states(campaignId)).toEqual({ accepted: WIDTH, failed: 12 - WIDTH });
    await worker.sendDue();
    expect(provider.left).toHaveLength(WIDTH);
    // The promise itself: the mark was committed before the message left.
    expect(new Set(provider.left.map(({ state }) => state))).toEqual(new Set(['handed_over']));
  });
});
