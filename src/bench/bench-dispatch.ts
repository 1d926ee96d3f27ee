import { CampaignService } from '../campaigns/campaign.service.js';
import type { RunningSettings } from '../config/settings.service.js';
import { DispatchWorker } from '../dispatch/dispatch.worker.js';
import { ProviderEndpoints } from '../dispatch/provider-endpoints.service.js';
import type { OutgoingMessage, Provider } from '../dispatch/provider.js';
import { Clock } from '../kernel/clock.js';
import { CampaignRunService } from '../planning/campaign-run.service.js';
import { PlanService } from '../planning/plan.service.js';
import { fillArchive } from './bench-archive.js';
import { timed } from './bench-timing.js';
import { compareTimes, round, type BenchResult } from './bench-result.js';
import type { OpenScratch, Scratch } from './scratch.js';
import { openSink, type Sink } from './sink.adapter.js';

export interface DispatchBenchOptions {
  readonly size: number;
  readonly channel: 'sms' | 'email';
  readonly workers: number;
}

const RUNS = 3;
const HOUR_MS = 3_600_000;
const START = new Date('2026-11-24T01:05:00Z');
const UNLIMITED = 100_000;
/** So many of the made-up customers have an address of the channel. */
const SHARE = { sms: 0.6, email: 0.9 } as const;

/** Due messages through claim, hand-over, wire and record, against the same client sending the same number by itself. */
export async function benchDispatch(open: OpenScratch, options: DispatchBenchOptions): Promise<BenchResult> {
  const sink = await openSink();
  const scratches: Scratch[] = [];
  try {
    for (let worker = 0; worker < options.workers; worker += 1)
      scratches.push(await open(settingsFor(sink), scratches[0]));
    return await measure(scratches, sink, options);
  } finally {
    for (const scratch of scratches.reverse()) {
      await scratch.services.get(DispatchWorker).stop();
      await scratch.close();
    }
    sink.close();
  }
}

function settingsFor(sink: Sink): Partial<RunningSettings> {
  return {
    clockStart: START,
    smtp: { url: sink.smtpUrl, mailFrom: 'Bench <bench@example.com>' },
    twilio: {
      accountSid: `AC${'0'.repeat(32)}`,
      authToken: 'bench',
      from: '+15005550006',
      apiBaseUrl: sink.twilioBaseUrl,
    },
    smsRatePerSecond: UNLIMITED,
    emailRatePerSecond: UNLIMITED,
  };
}

async function measure(
  scratches: readonly Scratch[],
  sink: Sink,
  { size, channel }: DispatchBenchOptions,
): Promise<BenchResult> {
  const [first] = scratches;
  if (first === undefined) throw new Error('a benchmark needs a worker');
  await fillArchive(first.database, Math.ceil(size / SHARE[channel]));
  const baselineMs: number[] = [];
  const revisitMs: number[] = [];
  let sent = size;
  for (let run = 0; run < RUNS; run += 1) {
    baselineMs.push(await timePlainClient(first, channel, size));
    const due = await makeDue(first, channel, size);
    const before = await sink.taken();
    const ms = await timed(() => Promise.all(scratches.map(({ services }) => services.get(DispatchWorker).sendDue())));
    sent = (await sink.taken()) - before;
    revisitMs.push((ms / Math.max(1, sent)) * size);
    if (sent !== due) throw new Error(`${due} messages were due, ${sent} arrived`);
  }
  const rates = compareTimes(size, baselineMs, revisitMs);
  const doubt = await first.database.one<{ n: number }>(
    `SELECT count(*) AS n FROM attempts WHERE handed_over_at IS NOT NULL AND state NOT IN ('accepted', 'delivered')`,
  );
  return {
    bench: 'dispatch',
    size: sent,
    runs: RUNS,
    baseline: { name: `the same ${channel} client without a database, same concurrency`, perSecond: rates.baseline },
    revisit: { perSecond: rates.revisit, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) },
    ratio: rates.ratio,
    parts: [{ name: 'messages not recorded as accepted', value: round(doubt.n), goal: 0, met: doubt.n === 0 }],
  };
}

async function timePlainClient({ services }: Scratch, channel: 'sms' | 'email', size: number): Promise<number> {
  const provider = services
    .get(ProviderEndpoints)
    .open()
    .find((way) => way.provider.channel === channel)?.provider;
  if (provider === undefined) throw new Error(`there is no way out for ${channel}`);
  const ms = await timed(() => sendAll(provider, channel, size));
  await provider.close();
  return ms;
}

async function sendAll(provider: Provider, channel: 'sms' | 'email', size: number): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < size) {
      const i = (next += 1);
      const result = await provider.send(plainMessage(channel, i), new AbortController().signal);
      if (result.outcome !== 'accepted') throw new Error(`the plain client failed: ${result.code}`);
    }
  };
  await Promise.all(Array.from({ length: provider.width }, lane));
}

function plainMessage(channel: 'sms' | 'email', i: number): OutgoingMessage {
  const text = '您好，感谢您使用我们的服务，请为本次服务评分1-5，5为非常满意。回复数字即可，拒收请回复R';
  const common = {
    channel,
    text,
    key: `bench-${i}`,
    bodyHash: '',
    templateVersion: { id: 'bench', channel, language: 'zh-CN', version: 1 },
  };
  if (channel === 'sms') return { ...common, to: '+8613900000001', segments: 1 } as OutgoingMessage;
  return {
    ...common,
    to: `b${i}@example.com`,
    subject: '回访',
    html: `<p>${text}</p>`,
    headers: {},
  } as OutgoingMessage;
}

/** A launched campaign whose first attempts are all due; answers with their number. */
async function makeDue({ services, database }: Scratch, channel: 'sms' | 'email', size: number): Promise<number> {
  await database.execute('TRUNCATE visits, attempts, exclusions, visit_events, ledger_deltas, contact_log CASCADE');
  await database.execute(`UPDATE campaigns SET state = 'cancelled' WHERE state = 'running'`);
  const now = services.get(Clock).now();
  const { id } = await services.get(CampaignService).create(
    {
      name: 'Bench',
      kind: 'after-service',
      purpose: 'service',
      segment: { all: [] },
      ladder: [channel],
      assignment: 'even',
      startAt: now.toISOString(),
      deadlineAt: new Date(now.getTime() + 240 * HOUR_MS).toISOString(),
    },
    'bench',
  );
  await services.get(PlanService).plan(id, {}, 'bench');
  await services.get(CampaignRunService).launch(id, 'bench');
  // Only who is awake: a message that would be deferred says nothing about the rate.
  const { n } = await database.one<{ n: number }>(
    `WITH due AS (SELECT a.id FROM attempts a JOIN visits v ON v.id = a.visit_id
       WHERE a.campaign_id = $1 AND a.channel = $2 AND v.zones = ARRAY['Asia/Shanghai'] ORDER BY a.id LIMIT $3),
     moved AS (UPDATE attempts SET scheduled_at = CASE WHEN due.id IS NULL THEN $4::timestamptz + interval '9 days'
       ELSE $4::timestamptz - interval '1 minute' END
       FROM attempts a LEFT JOIN due ON due.id = a.id WHERE attempts.id = a.id AND a.campaign_id = $1 RETURNING due.id)
     SELECT count(moved.id) AS n FROM moved`,
    [id, channel, size, now],
  );
  return n;
}
