import type { RunningSettings } from '../config/settings.service.js';
import { ClockSync } from '../database/clock-sync.service.js';
import { DispatchWorker } from '../dispatch/dispatch.worker.js';
import { isComposed } from '../messages/compose-message.js';
import { MessageComposer } from '../messages/message-composer.service.js';
import { fillArchive } from './bench-archive.js';
import { timed } from './bench-timing.js';
import { compareTimes, median, round, type BenchResult } from './bench-result.js';
import { timeClaimAndRecord } from './claim-and-record.js';
import { addFuture, addSent, type BenchChannel, makeDue } from './due-messages.js';
import { MAIL_FROM, plainMailPool, plainTwilio, TWILIO_LOGIN } from './plain-clients.adapter.js';
import type { OpenScratch, Scratch, SendFromScratch } from './scratch.js';
import { settledHeap } from './settled-heap.adapter.js';
import { openSink, type Sink } from './sink.adapter.js';

export const DISPATCH_PARTS = ['email', 'sms', 'claim-and-record', 'workers', 'scale', 'sent', 'snapshot'] as const;
export type DispatchPart = (typeof DISPATCH_PARTS)[number];
/** What is measured unless something else is asked for. */
export const QUICK_PARTS: readonly DispatchPart[] = ['email', 'sms', 'claim-and-record'];

export interface DispatchBenchOptions {
  readonly size: number;
  readonly parts: readonly DispatchPart[];
  /** Whose ratio is the headline. */
  readonly channel: BenchChannel;
  /** How many sending processes `workers` compares with one. */
  readonly workers: number;
  /** How many further attempts the table holds for `scale`, `sent` and `snapshot`. */
  readonly rows: number;
}

type Part = NonNullable<BenchResult['parts']>[number];

interface Stage {
  readonly scratch: Scratch;
  readonly sink: Sink;
  readonly size: number;
  readonly rows: number;
  readonly channel: BenchChannel;
  readonly workers: number;
  readonly send: SendFromScratch;
}

const RUNS = 3;
/** A Tuesday morning in Shanghai. */
const START = new Date('2026-11-24T01:05:00Z');
const UNLIMITED = 100_000;
/** Of the made-up customers 60 in 100 have a mobile number and an hour that is open. */
const SHARE = 0.6;
/** What a table of usual size holds beside what is due. */
const FEW_ROWS = 10_000;
const GOALS = { email: 0.9, sms: 0.9, undici: 1.5, workers: 1, claims: 8, scale: 0.9, memory: 1.2 } as const;

/** Due messages through claim, hand-over, wire and record, beside the same library sending the same messages by itself. */
export async function benchDispatch(
  open: OpenScratch,
  send: SendFromScratch,
  { parts: asked, ...how }: DispatchBenchOptions,
): Promise<BenchResult> {
  const sink = await openSink();
  const scratch = await open(settingsFor(sink));
  try {
    await scratch.services.get(ClockSync).shareStart(START);
    await fillArchive(scratch.database, Math.ceil(how.size / SHARE));
    const stage = { scratch, sink, send, ...how };
    return await measure(stage, new Set(asked));
  } finally {
    await scratch.services.get(DispatchWorker).stop();
    await scratch.close();
    sink.close();
  }
}

async function measure(stage: Stage, asked: ReadonlySet<DispatchPart>): Promise<BenchResult> {
  const main = await besidePlain(stage, stage.channel);
  const measured = async (channel: BenchChannel) =>
    channel === stage.channel ? main : await besidePlain(stage, channel);
  const parts: Part[] = [];
  const email = asked.has('email') || asked.has('claim-and-record') ? await measured('email') : main;
  if (asked.has('email')) parts.push(part("e-mail by nodemailer's pool", email.ratio, GOALS.email));
  if (asked.has('sms')) {
    const sms = await measured('sms');
    parts.push(part("SMS by Twilio's client as it comes", sms.ratio, GOALS.sms));
    parts.push(part('SMS over undici, by the same', sms.ratio, GOALS.undici));
  }
  if (asked.has('claim-and-record')) {
    const rate = await claimRate(stage);
    parts.push(part('claiming and recording, by the rate of e-mail', rate / email.revisit, GOALS.claims));
  }
  if (asked.has('workers')) parts.push(await workersPart(stage));
  parts.push(...(await crowdedParts(stage, asked)));
  parts.push(main.memory);
  parts.push({ name: 'messages not recorded as accepted', value: main.doubt, goal: 0, met: main.doubt === 0 });
  return {
    bench: 'dispatch',
    size: stage.size,
    runs: RUNS,
    baseline: { name: main.name, perSecond: main.baseline },
    revisit: { perSecond: main.revisit, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024) },
    ratio: main.ratio,
    parts,
  };
}

function part(name: string, value: number, goal: number): Part {
  return { name, value: round(value), goal, met: value >= goal };
}

function settingsFor(sink: Sink): Partial<RunningSettings> {
  return {
    smtp: { url: sink.smtpUrl, mailFrom: MAIL_FROM },
    twilio: { ...TWILIO_LOGIN, apiBaseUrl: sink.twilioBaseUrl },
    smsRoutes: { countries: {}, others: 'twilio' },
    smsRatePerSecond: UNLIMITED,
    emailRatePerSecond: UNLIMITED,
  };
}

/** Turn by turn, so that both meet the same machine. */
async function besidePlain(stage: Stage, channel: BenchChannel) {
  const { scratch, sink, size } = stage;
  const plain = await plainClient(stage, channel);
  const [baselineMs, revisitMs, heap]: [number[], number[], number[]] = [[], [], []];
  let doubt = 0;
  for (let run = 0; run < RUNS; run += 1) {
    baselineMs.push(await timed(() => plain(size)));
    const { due } = await makeDue(scratch, channel, size);
    revisitMs.push(await timeSending(sink, due, size, () => scratch.services.get(DispatchWorker).sendDue()));
    heap.push(settledHeap());
    doubt += await countUnrecorded(scratch);
  }
  // The first run warms up: code is compiled, pools are filled.
  const grown = (heap.at(-1) ?? 0) / (heap[1] ?? 1);
  const memory = { name: 'memory held after the last run, by that after the one before', value: round(grown) };
  return {
    ...compareTimes(size, baselineMs, revisitMs),
    name: channel === 'email' ? "the same e-mails through nodemailer's pool" : "the same SMS through Twilio's client",
    doubt,
    memory: { ...memory, goal: GOALS.memory, met: grown <= GOALS.memory },
  };
}

async function plainClient({ scratch, sink }: Stage, channel: BenchChannel) {
  const preview = { templateId: 'visit-survey', channel, language: 'zh-CN' };
  const message = await scratch.services.get(MessageComposer).preview(preview);
  if (!isComposed(message)) throw new Error(`the message cannot be made: ${message.reason.code}`);
  return channel === 'email' ? plainMailPool(sink, message) : plainTwilio(sink, message);
}

/** Milliseconds that `size` messages take at the rate at which the due ones went; throws where another number arrived. */
async function timeSending(sink: Sink, due: number, size: number, work: () => Promise<unknown>): Promise<number> {
  const before = await sink.taken();
  const ms = await timed(work);
  const sent = (await sink.taken()) - before;
  if (sent !== due || due === 0) throw new Error(`${due} messages were due, ${sent} arrived`);
  return (ms / due) * size;
}

async function countUnrecorded({ database }: Scratch): Promise<number> {
  const { n } = await database.one<{ n: number }>(
    `SELECT count(*) AS n FROM attempts WHERE handed_over_at IS NOT NULL AND state NOT IN ('accepted', 'delivered')`,
  );
  return n;
}

/** Attempts per second. */
async function claimRate({ scratch, size }: Stage): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { campaignId, due } = await makeDue(scratch, 'email', size);
    times.push((await timeClaimAndRecord(scratch, campaignId)) / due);
  }
  return 1_000 / median(times);
}

/** One process that sends beside several. */
async function workersPart({ scratch, sink, size, send, workers: many }: Stage): Promise<Part> {
  const workers: Awaited<ReturnType<SendFromScratch>>[] = [];
  const [one, two]: [number[], number[]] = [[], []];
  try {
    while (workers.length < many) workers.push(await send(scratch, settingsFor(sink)));
    for (let run = 0; run < RUNS; run += 1) {
      for (const [times, count] of [[one, 1] as const, [two, many] as const]) {
        const { due } = await makeDue(scratch, 'email', size);
        const all = () => Promise.all(workers.slice(0, count).map((worker) => worker.sendDue()));
        times.push(await timeSending(sink, due, size, all));
      }
    }
  } finally {
    for (const worker of workers) await worker.stop();
  }
  const ratio = median(one) / median(two);
  return { name: `${many} workers by one`, value: round(ratio), goal: GOALS.workers, met: ratio > GOALS.workers };
}

/** The rate with a crowded table by that with a small one. */
async function crowdedParts(stage: Stage, asked: ReadonlySet<DispatchPart>): Promise<Part[]> {
  const crowds: [DispatchPart, string, (campaignId: number) => Promise<() => Promise<void>>][] = [
    ['scale', `with ${stage.rows} attempts ahead`, (id) => addFutureRows(stage, id)],
    ['sent', `after ${stage.rows} were sent`, (id) => addSentRows(stage, id)],
    ['snapshot', `after ${stage.rows} were sent, with an old snapshot held`, (id) => addUnderSnapshot(stage, id)],
  ];
  const usual = () =>
    timeCrowded(stage, async (id) => {
      await addFuture(stage.scratch.database, id, 'email', FEW_ROWS);
      return () => Promise.resolve();
    });
  const parts: Part[] = [];
  for (const [, name, crowd] of crowds.filter(([wanted]) => asked.has(wanted))) {
    // Before and after, so that a machine that gets quieter is not taken for a table that does.
    const before = await usual();
    const crowdedMs = await timeCrowded(stage, crowd);
    const usualMs = (before + (await usual())) / 2;
    parts.push(part(`the rate ${name}, by that with ${FEW_ROWS} ahead`, usualMs / crowdedMs, GOALS.scale));
  }
  return parts;
}

/** Milliseconds for `size` messages of a campaign that was crowded before; once, for a crowd takes long to make. */
async function timeCrowded(
  { scratch, sink, size }: Stage,
  crowd: (campaignId: number) => Promise<() => Promise<void>>,
): Promise<number> {
  const { campaignId, due } = await makeDue(scratch, 'email', size);
  const release = await crowd(campaignId);
  try {
    return await timeSending(sink, due, size, () => scratch.services.get(DispatchWorker).sendDue());
  } finally {
    await release();
  }
}

async function addFutureRows({ scratch, rows }: Stage, campaignId: number) {
  await addFuture(scratch.database, campaignId, 'email', rows);
  return () => Promise.resolve();
}

async function addSentRows({ scratch, rows }: Stage, campaignId: number) {
  await addSent(scratch.database, campaignId, 'email', rows);
  return () => Promise.resolve();
}

/** A transaction that began before the rows were sent keeps every dead entry of the index from being taken out. */
async function addUnderSnapshot({ scratch, rows }: Stage, campaignId: number) {
  const { client, release } = await scratch.database.session();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  await client.query('SELECT count(*) FROM campaigns');
  await addSent(scratch.database, campaignId, 'email', rows);
  return async () => {
    await client.query('ROLLBACK');
    release();
  };
}
