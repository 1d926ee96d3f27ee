import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Scratch } from '../../src/bench/scratch.js';
import { Clock } from '../../src/kernel/clock.js';
import { patiently, productEnvironment } from './chaos-run.js';
import { ACCOUNT_SID, AUTH_TOKEN, Crew, SECRET_KEY } from './crew.js';
import { OPEN } from './hours.js';
import { Judge } from './judge.js';
import { OwnServer } from './own-server.js';
import { openScratchOn } from './scratch-on.js';
import { leastOfBlocks, trendOf } from './trend.js';
import { WitnessLink } from './witness-link.js';
import { type ChaosCampaign, launch, prepareArchive } from './world.js';

// npm run soak -- --minutes 30: two workers at half of the rate that was measured just before, with their memory.

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '30' }, measure: { type: 'string', default: '20' } },
});
const MINUTES = Number(values.minutes);
const MEASURE_S = Number(values.measure);
const CREW = { worker: 2, scheduler: 1, web: 1 };
const UNLIMITED = 100_000;
const LOOK_MS = 2_000;
const BLOCKS = 20;
/** One-sided, one in a hundred: so often is memory that stays called memory that grows. */
const CRITICAL_Z = 2.326;
/** What is due at once, in seconds of the measured rate: nobody waits for the next campaign. */
const AHEAD_S = 60;
const MOST_CUSTOMERS = 20_000;
const START = new Date('2026-11-24T01:00:00Z');

interface Soak {
  readonly server: OwnServer;
  readonly witness: WitnessLink;
  readonly scratch: Scratch;
  readonly publicUrl: string;
  readonly webPorts: readonly number[];
  readonly campaigns: ChaosCampaign[];
}

function say(line: string): void {
  process.stderr.write(`${(performance.now() / 1_000).toFixed(0)} s: ${line}\n`);
}

/** One more campaign for everybody, all of it due within so many seconds from now. */
async function addWork({ scratch, campaigns }: Soak, ladder: string, withinS: number): Promise<void> {
  const id = await launch(scratch, { name: `soak ${campaigns.length}`, ladder: [ladder], policy: OPEN.id });
  campaigns.push({ id, name: 'sms' });
  await scratch.database.execute(
    `UPDATE attempts SET scheduled_at = $2::timestamptz + ((id * 2654435761) % 1000)::float8 / 1000 * $3::float8 * interval '1 second'
     WHERE campaign_id = $1 AND state = 'scheduled' AND scheduled_at > $2`,
    [id, scratch.services.get(Clock).now(), withinS],
  );
}

async function countDue({ scratch }: Soak, channel: string): Promise<number> {
  const sql = `SELECT count(*) AS n FROM attempts WHERE state = 'scheduled' AND channel = $1 AND scheduled_at < $2::timestamptz + interval '1 day'`;
  return (await scratch.database.one<{ n: number }>(sql, [channel, scratch.services.get(Clock).now()])).n;
}

/** Messages a second with everything due and no rate to hold it. */
async function measure(soak: Soak): Promise<number> {
  for (const channel of ['sms', 'email']) await addWork(soak, channel, 0);
  const crew = await startCrew(soak, UNLIMITED);
  const [from, began] = [soak.witness.taken, performance.now()];
  await wait(MEASURE_S * 1_000);
  const rate = (soak.witness.taken - from) / ((performance.now() - began) / 1_000);
  await crew.stop();
  return rate;
}

function startCrew({ server, witness, publicUrl, webPorts }: Soak, rate: number): Promise<Crew> {
  return Crew.start(CREW, webPorts, productEnvironment(server, witness, publicUrl, rate));
}

/** Resident memory in MiB; null where the process is gone. */
function residentMb(pid: number): number | null {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024;
  } catch {
    return null;
  }
}

async function soakFor(soak: Soak, rate: number) {
  const perChannel = Math.max(1, rate / 4);
  const crew = await startCrew(soak, perChannel);
  const memory = new Map<number, number[]>(crew.pids('worker').map((pid) => [pid, []]));
  const [from, end] = [soak.witness.taken, performance.now() + MINUTES * 60_000];
  while (performance.now() < end) {
    for (const channel of ['sms', 'email']) {
      if ((await countDue(soak, channel)) < perChannel * AHEAD_S) await addWork(soak, channel, AHEAD_S);
    }
    for (const [pid, row] of memory) {
      const mb = residentMb(pid);
      if (mb !== null) row.push(mb);
    }
    await wait(LOOK_MS);
  }
  const said = await crew.stop();
  return { sends: soak.witness.taken - from, memory: [...memory.values()], said, surprises: crew.surprises };
}

/** The first third warms up: code is compiled, pools and caches are filled. */
function judgeMemory(row: readonly number[]) {
  const after = row.slice(Math.floor(row.length / 3));
  const { slope, z, n } = trendOf(leastOfBlocks(after, BLOCKS));
  const blocksPerHour = (n * 60) / ((MINUTES * 2) / 3);
  const round = (x: number) => Math.round(x * 100) / 100;
  return {
    fromMb: round(after[0] ?? 0),
    toMb: round(after.at(-1) ?? 0),
    slopeMbPerHour: round(slope * blocksPerHour),
    z: round(z),
    blocks: n,
    grows: z > CRITICAL_Z,
  };
}

async function main(): Promise<boolean> {
  const server = await OwnServer.create();
  const webPorts = await Crew.webPorts(CREW.web);
  const publicUrl = `http://127.0.0.1:${webPorts[0] ?? 0}`;
  const account = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, publicUrl, webUrls: [publicUrl] };
  const witness = await WitnessLink.start({ seed: 1, faults: false, ...account });
  const scratch = await openScratchOn(server.url, SECRET_KEY, productEnvironment(server, witness, publicUrl, 1));
  try {
    await prepareArchive(scratch, MOST_CUSTOMERS, START);
    const soak: Soak = { server, witness, scratch, publicUrl, webPorts, campaigns: [] };
    const measured = await measure(soak);
    say(`${measured.toFixed(1)} messages a second measured; soaking ${MINUTES} minutes at half of it`);
    const { sends, memory, said, surprises } = await soakFor(soak, measured);
    const judge = new Judge(scratch.database, soak.campaigns, scratch.services.get(Clock).offsetMs());
    const unbalanced = await patiently(() => judge.unbalanced());
    const { faults, examples } = await judge.judge(witness.arrivals, witness.repeated.length);
    const errors = said.flatMap((text) => text.split('\n').filter((line) => /"level":[56]0/.test(line)));
    const workers = memory.map(judgeMemory);
    const isKept = Object.values(faults).every((n) => n === 0) && unbalanced.length === 0;
    const ok = isKept && errors.length === 0 && surprises.length === 0 && workers.every(({ grows }) => !grows);
    const told = {
      minutes: MINUTES,
      measured: Math.round(measured),
      sends,
      perSecond: Math.round(sends / MINUTES / 60),
    };
    const summary = { ...told, workers, errors: errors.slice(0, 5), surprises, unbalanced, faults, examples, ok };
    process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    return ok;
  } finally {
    await Promise.race([scratch.close().catch(() => undefined), wait(5_000)]);
    await witness.stop();
    await server.remove();
  }
}

process.exit((await main()) ? 0 : 1);
