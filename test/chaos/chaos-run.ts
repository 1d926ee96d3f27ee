import { setTimeout as wait } from 'node:timers/promises';
import type { Scratch } from '../../src/bench/scratch.js';
import { Clock } from '../../src/kernel/clock.js';
import { seededRandom } from '../../src/kernel/seeded-random.js';
import { CampaignRunService } from '../../src/planning/campaign-run.service.js';
import { ACCOUNT_SID, AUTH_TOKEN, Crew, type CrewRole, type CrewSize, SECRET_KEY } from './crew.js';
import { type Faults, Judge, type Limits } from './judge.js';
import { OwnServer } from './own-server.js';
import { openScratchOn } from './scratch-on.js';
import { WitnessLink } from './witness-link.js';
import { type ChaosCampaign, launchCampaigns, prepareArchive } from './world.js';

export interface ChaosOptions {
  readonly seed: number;
  readonly sends: number;
  readonly kills: number;
  readonly crew: CrewSize;
  /** Messages a second, of each channel. */
  readonly rate: number;
  /** So long the end waits for what is still under way. */
  readonly patienceMs: number;
  readonly startAt: Date;
  readonly say: (line: string) => void;
}

export interface ChaosSummary {
  readonly seed: number;
  readonly seconds: number;
  /** Messages that the witness took. */
  readonly sends: number;
  readonly kills: Readonly<Record<Victim, number>>;
  readonly stops: { readonly optOuts: number; readonly pauses: number; readonly cancels: number };
  readonly checks: number;
  readonly unbalanced: readonly string[];
  readonly faults: Faults;
  readonly limits: Limits;
  readonly mostInDoubt: number;
  /** Processes that ended by themselves. */
  readonly surprises: readonly string[];
  readonly examples: readonly string[];
  readonly ok: boolean;
}

type Victim = CrewRole | 'postgres';

/** Every message that a kill may leave in doubt: in flight, two groups, and results not yet recorded. */
const DOUBT_PER_KILL = 150;
const LOOK_MS = 150;
const LAST_KILL_AT = 0.9;
const STOPS_PER_KILL = 3;
/** One kill in ten is the database's, and never none. */
const POSTGRES_SHARE = 10;

interface Stage {
  readonly options: ChaosOptions;
  readonly server: OwnServer;
  readonly scratch: Scratch;
  readonly witness: WitnessLink;
  readonly crew: Crew;
  readonly campaigns: readonly ChaosCampaign[];
  readonly judge: Judge;
  readonly random: () => number;
  readonly stops: { optOuts: number; pauses: number; cancels: number };
}

/** One run: sends, kills, stops, and the judgement. */
export async function runChaos(options: ChaosOptions): Promise<ChaosSummary> {
  const began = performance.now();
  const server = await OwnServer.create();
  const webPorts = await Crew.webPorts(options.crew.web);
  const webUrls = webPorts.map((port) => `http://127.0.0.1:${port}`);
  const publicUrl = webUrls[0] ?? '';
  const { seed } = options;
  const order = { seed, faults: true, accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, publicUrl, webUrls };
  const witness = await WitnessLink.start(order);
  const environment = { ...productEnvironment(server, witness, publicUrl, options.rate) };
  const scratch = await openScratchOn(server.url, SECRET_KEY, environment);
  let crew: Crew | null = null;
  try {
    const customers = Math.ceil(options.sends / 2.8);
    await prepareArchive(scratch, customers, options.startAt);
    const campaigns = await launchCampaigns(scratch, options, options.startAt);
    options.say(`${customers} customers, ${campaigns.length} campaigns; starting the processes`);
    crew = await Crew.start(options.crew, webPorts, environment);
    options.say('the processes are up');
    const judge = new Judge(scratch.database, campaigns, scratch.services.get(Clock).offsetMs());
    const random = seededRandom(seed);
    const stops = { optOuts: 0, pauses: 0, cancels: 0 };
    const stage = { options, server, scratch, witness, crew, campaigns, judge, random, stops };
    const killed = await carryOut(stage);
    await settle(stage);
    options.say('nothing is under way any more');
    const end = await judge.judge(witness.arrivals, witness.repeated.length);
    const unbalanced = [...killed.unbalanced, ...(await judge.unbalanced())];
    const kills = Object.values(killed.kills).reduce((sum, n) => sum + n, 0);
    const isKept = Object.values(end.faults).every((n) => n === 0) && unbalanced.length === 0;
    return {
      ...{ seed, seconds: Math.round((performance.now() - began) / 1_000), sends: witness.taken, stops },
      ...{ ...killed, ...end, unbalanced, surprises: crew.surprises },
      ok: isKept && end.limits.inDoubtAfterKills <= kills * DOUBT_PER_KILL,
    };
  } finally {
    if (crew !== null) await Promise.race([crew.stop(), wait(15_000)]);
    crew?.abandon();
    await Promise.race([scratch.close().catch(() => undefined), wait(5_000)]);
    await witness.stop();
    await server.remove();
  }
}

/** What the product's processes are told. */
export function productEnvironment(
  server: OwnServer,
  witness: WitnessLink,
  publicUrl: string,
  rate: number,
): Record<string, string> {
  return {
    DATABASE_URL: server.url,
    REVISIT_DATA_DIR: server.folder,
    SECRET_KEY,
    PUBLIC_URL: publicUrl,
    TWILIO_ACCOUNT_SID: ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: AUTH_TOKEN,
    TWILIO_FROM: '+14155550100',
    TWILIO_API_BASE_URL: witness.twilioBaseUrl,
    SMTP_URL: witness.smtpUrl,
    MAIL_FROM: 'Chaos <chaos@example.com>',
    SMS_RATE_PER_SECOND: String(rate),
    EMAIL_RATE_PER_SECOND: String(rate),
    LOG_LEVEL: 'warn',
  };
}

/** Kills at moments that the seed chooses among the sends, with stops between them; looks at everything each time. */
async function carryOut(stage: Stage) {
  const { options, random, witness, judge } = stage;
  const moments = Array.from({ length: options.kills }, () => random() * LAST_KILL_AT * options.sends).sort(
    (a, b) => a - b,
  );
  const victims = chooseVictims(options.kills, random);
  const kills: Record<Victim, number> = { worker: 0, scheduler: 0, web: 0, postgres: 0 };
  const unbalanced: string[] = [];
  let mostInDoubt = 0;
  let doubted = 0;
  for (const [i, moment] of moments.entries()) {
    await reach(stage, moment);
    await wait(random() * 400);
    const victim = victims[i] ?? 'worker';
    const stops = sendStops(stage, i);
    await kill(stage, victim, kills);
    await stops;
    unbalanced.push(...(await patiently(() => judge.unbalanced())));
    const { limits } = await patiently(() => judge.judge(witness.arrivals, witness.repeated.length));
    mostInDoubt = Math.max(mostInDoubt, limits.inDoubtAfterKills - doubted);
    doubted = limits.inDoubtAfterKills;
    options.say(
      `kill ${i + 1} of ${options.kills} (${victim}): ${witness.taken} taken, ${doubted} once in doubt by kills, ${witness.repeated.length} twice`,
    );
  }
  return { kills, unbalanced, mostInDoubt, checks: moments.length + 1 };
}

function chooseVictims(kills: number, random: () => number): Victim[] {
  const ofPostgres = Math.ceil(kills / POSTGRES_SHARE);
  const others = Array.from({ length: kills - ofPostgres }, (_, i): Victim => {
    if (i % 6 === 4) return 'scheduler';
    return i % 6 === 5 ? 'web' : 'worker';
  });
  const victims: Victim[] = [...others, ...Array.from({ length: ofPostgres }, (): Victim => 'postgres')];
  return victims
    .map((victim) => ({ victim, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ victim }) => victim);
}

async function kill({ server, crew, random }: Stage, victim: Victim, kills: Record<Victim, number>): Promise<void> {
  if (victim === 'postgres') {
    await server.kill();
    await wait(random() * 500);
    await server.start();
  } else {
    for (let tried = 0; crew.kill(victim, random()) === 0 && tried < 100; tried += 1) await wait(LOOK_MS);
  }
  kills[victim] += 1;
}

/** Until so many were sent; where nothing comes any more (all are down, or nothing is due) it is not waited for. */
async function reach({ witness, options }: Stage, sends: number): Promise<void> {
  while (witness.taken < sends && witness.quietMs < options.patienceMs) await wait(LOOK_MS);
}

/** People write STOP whose message may be on its way; one campaign is cancelled, one paused and resumed. */
async function sendStops(stage: Stage, kill: number): Promise<void> {
  const { scratch, campaigns, options, stops, witness } = stage;
  const run = scratch.services.get(CampaignRunService);
  const idOf = (name: ChaosCampaign['name']) => campaigns.find((each) => each.name === name)?.id ?? 0;
  try {
    const rows = await scratch.database.query<{ address: string }>(
      `SELECT address FROM attempts WHERE channel = 'sms' AND state IN ('claimed', 'scheduled') AND address IS NOT NULL
       ORDER BY state, scheduled_at, id LIMIT $1`,
      [STOPS_PER_KILL],
    );
    for (const { address } of rows) {
      void witness.stopFrom(address).then((accepted) => (stops.optOuts += accepted ? 1 : 0));
    }
    if (stops.cancels === 0 && kill >= Math.floor(options.kills / 2)) {
      await run.cancel(idOf('to be cancelled'), 'chaos');
      stops.cancels += 1;
    }
    if (kill % 2 === 0) {
      await run.pause(idOf('paused'), 'chaos');
      stops.pauses += 1;
    } else await run.resume(idOf('paused'), 'chaos');
  } catch {
    // The database was killed meanwhile: whether it was committed, its audit trail says.
  }
}

/** The end: no faults any more, everything that is due goes out, nothing is in a process's hands. */
async function settle({ scratch, campaigns, witness, options }: Stage): Promise<void> {
  witness.behave();
  const paused = campaigns.find(({ name }) => name === 'paused')?.id ?? 0;
  await scratch.services
    .get(CampaignRunService)
    .resume(paused, 'chaos')
    .catch(() => undefined);
  const limit = performance.now() + options.patienceMs;
  for (;;) {
    const { n } = await patiently(() =>
      scratch.database.one<{ n: number }>(
        `SELECT count(*) AS n FROM attempts a JOIN campaigns c ON c.id = a.campaign_id
         WHERE a.state IN ('claimed', 'handed_over') OR (a.state = 'scheduled' AND c.state = 'running' AND a.scheduled_at <= $1)`,
        [scratch.services.get(Clock).now()],
      ),
    );
    if (n === 0 && witness.quietMs > 1_000) return;
    if (performance.now() > limit && witness.quietMs > options.patienceMs) {
      throw new Error(`${n} messages are under way and nothing moves`);
    }
    await wait(LOOK_MS);
  }
}

/** The database may just be away. */
export async function patiently<T>(work: () => Promise<T>, tries = 100): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried === tries) throw error;
      await wait(LOOK_MS);
    }
  }
}
