import { jest } from '@jest/globals';
import { CampaignService } from '../campaigns/campaign.service.js';
import { DispatchWorker } from '../dispatch/dispatch.worker.js';
import { AdvanceRungsJob } from '../planning/advance-rungs.job.js';
import { CampaignRunService } from '../planning/campaign-run.service.js';
import { CompleteCampaignsJob } from '../planning/complete-campaigns.job.js';
import { PlanService } from '../planning/plan.service.js';
import { VisitService } from '../planning/visit.service.js';
import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import type { Answers } from './draw-rates.js';
import { RunCounts } from './rehearsal-counts.js';
import { RehearsalRun } from './rehearsal-run.js';
import { AnswerRatesReadModel } from './answer-rates.read-model.js';
import { RehearsalService } from './rehearsal.service.js';
import { PlanCollection } from '../planning/plan-collection.service.js';
import { PlanRepository } from '../planning/plan.repository.js';
import { Database } from '../database/database.service.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(180_000);

const MORNING = '2026-11-23T01:00:00Z'; // Monday 09:00 in Shanghai
const MINUTE = 60_000;
const signal = new AbortController().signal;
const clock = new FixedClock(MORNING);
let t: TestDatabase;
let stage: DispatchStage;
let rehearsals: RehearsalService;

const get = <T>(type: abstract new (...args: never[]) => T): T => stage.app.get<T>(type, { strict: false });

beforeEach(async () => {
  clock.set(MORNING);
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  const [collection, plans] = [get(PlanCollection), get(PlanRepository)];
  rehearsals = new RehearsalService(get(Database), clock, collection, plans, new AnswerRatesReadModel());
});
afterEach(async () => {
  await get(DispatchWorker).stop();
  await stage.close();
  await t.close();
});

/** Twelve customers: some answer the SMS after so many minutes, some the e-mail, some nothing. */
const SMS_AFTER: readonly (number | null)[] = [7, null, 90, null, null, 240, null, null, 600, null, null, 3];
const EMAIL_AFTER: readonly (number | null)[] = [null, 45, null, null, 5, null, null, 1_000, null, null, null, null];

async function makeCampaign(overrides: object = {}): Promise<number> {
  await insertAgent(t.database, { agent_no: '001' });
  for (let i = 0; i < SMS_AFTER.length; i++) {
    const phone = `+86138000000${String(i).padStart(2, '0')}`;
    await insertCustomer(t.database, {
      customer_no: `R${String(i).padStart(2, '0')}`,
      phone,
      email: `r${i}@example.com`,
    });
  }
  const ladder = [
    { channel: 'sms', waitHours: 8 },
    { channel: 'email', waitHours: 10 },
  ];
  const dates = { startAt: MORNING, deadlineAt: '2026-11-25T12:00:00Z' };
  return (await get(CampaignService).create({ name: 'x', ladder, ...dates, ...overrides }, 'test')).id;
}

/** What of a timeline both have: the minute in which each message went, and how each visit ended. */
interface Story {
  readonly sent: readonly string[];
  readonly ends: readonly string[];
}

async function rehearse(id: number): Promise<Story> {
  const { prepared } = await rehearsals.prepare(await get(CampaignService).get(id));
  const sent: string[] = [];
  const ends = new Map<number, string>();
  const delay = (visit: number, channel: string) => (channel === 'sms' ? SMS_AFTER : EMAIL_AFTER)[visit] ?? null;
  const nameOf = (visit: number) =>
    Number(prepared.plan.visits.people.addressOf(prepared.plan.visits.member[visit]!, 1).slice(1, -12));
  const answers: Answers = {
    message: (visit, channel) => {
      const after = delay(nameOf(visit), channel);
      return { failed: null, act: after === null ? null : 'answer', afterMs: (after ?? 0) * MINUTE };
    },
    call: () => 'no-answer',
  };
  const run = new RehearsalRun(prepared, answers, new RunCounts(prepared.counted), {
    handedOver: (visit, channel, at) => sent.push(`${minuteOf(new Date(at))} ${channel} ${nameOf(visit)}`),
    ended: (visit, state) => ends.set(nameOf(visit), state),
  });
  while (run.advance(1_000));
  return { sent: sent.sort(), ends: [...ends].sort(([a], [b]) => a - b).map(([name, state]) => `${name} ${state}`) };
}

/** The minute in which the jobs and loops of a minute find it. */
function minuteOf(at: Date): string {
  return new Date(Math.ceil(at.getTime() / MINUTE) * MINUTE).toISOString().slice(5, 16);
}

interface SentRow {
  readonly customerNo: string;
  readonly visitId: number;
  readonly channel: string;
  readonly state: string;
  readonly at: Date | null;
}

const SENT_SQL = `SELECT k.customer_no AS "customerNo", v.id AS "visitId", a.channel, v.state, a.handed_over_at AS at
FROM attempts a JOIN visits v ON v.id = a.visit_id JOIN customers k ON k.id = v.customer_id WHERE a.campaign_id = $1 ORDER BY a.id`;

/** The same for real: from event to event, each time the minute's jobs, what is due sent, and who answers then. */
async function carryOut(id: number): Promise<Story> {
  const rows = () => t.database.query<SentRow>(SENT_SQL, [id]);
  const done = new Set<string>();
  for (let steps = 0; steps < 400; steps++) {
    await get(AdvanceRungsJob).run({}, signal);
    await get(CompleteCampaignsJob).run({}, signal);
    await get(DispatchWorker).sendDue();
    for (const { customerNo, visitId, channel, at } of await rows()) {
      const after = (channel === 'sms' ? SMS_AFTER : EMAIL_AFTER)[Number(customerNo.slice(1))] ?? null;
      const isDue =
        at !== null && after !== null && at.getTime() + after * MINUTE <= clock.now().getTime() + MINUTE / 2;
      if (!isDue || done.has(`${visitId} ${channel}`)) continue;
      done.add(`${visitId} ${channel}`);
      await t.database.transaction((tx) => get(VisitService).answer(tx, visitId, { actor: 'test', at: clock.now() }));
    }
    const next = await nextMoment(id);
    if (next === null) break;
    clock.set(next.toISOString());
  }
  const all = await rows();
  const sent = all
    .filter(({ at }) => at !== null)
    .map(({ at, channel, customerNo }) => `${roundToMinute(at!)} ${channel} ${Number(customerNo.slice(1))}`);
  const ends = new Map(all.map(({ customerNo, state }) => [Number(customerNo.slice(1)), state]));
  return { sent: sent.sort(), ends: [...ends].sort(([a], [b]) => a - b).map(([name, state]) => `${name} ${state}`) };
}

/** SQL's business time runs a few milliseconds behind the fixed clock or ahead of it. */
function roundToMinute(at: Date): string {
  return new Date(Math.round(at.getTime() / MINUTE) * MINUTE).toISOString().slice(5, 16);
}

/** The next full minute in which something is due; null when every visit is over. */
async function nextMoment(id: number): Promise<Date | null> {
  const { live, at } = await t.database.one<{ live: number; at: Date | null }>(
    `SELECT (SELECT count(*)::int FROM visits WHERE campaign_id = $1 AND state IN ('planned', 'open')) AS live,
       (SELECT min(x.at) FROM (
         SELECT scheduled_at AS at FROM attempts WHERE campaign_id = $1 AND state = 'scheduled'
         UNION ALL SELECT next_rung_at FROM visits WHERE campaign_id = $1 AND state IN ('planned', 'open')
         UNION ALL SELECT rolled_due_at FROM visits WHERE campaign_id = $1 AND state IN ('planned', 'open')) x WHERE x.at > $2) AS at`,
    [id, clock.now()],
  );
  if (live === 0) return null;
  const answers = await t.database.query<SentRow>(SENT_SQL, [id]);
  const moments = answers.flatMap(({ customerNo, channel, at: sentAt, state }) => {
    const after = (channel === 'sms' ? SMS_AFTER : EMAIL_AFTER)[Number(customerNo.slice(1))] ?? null;
    return sentAt === null || after === null || state === 'completed' ? [] : [sentAt.getTime() + after * MINUTE];
  });
  const next = Math.min(
    at?.getTime() ?? Infinity,
    ...moments.filter((moment) => moment > clock.now().getTime() + MINUTE / 2),
  );
  return new Date(Math.ceil((next - MINUTE / 4) / MINUTE) * MINUTE);
}

/** The rows of every table, by a hash of their text. */
async function hashes(): Promise<Record<string, string>> {
  const tables = await t.database.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname`,
  );
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const sql = `SELECT count(*) || ':' || coalesce(md5(string_agg(r::text, '|' ORDER BY r::text)), '') AS hash FROM ${name} r`;
    found[name] = (await t.database.one<{ hash: string }>(sql)).hash;
  }
  return found;
}

describe('a rehearsal beside the campaign that it rehearses', () => {
  it('tells the same minutes and ends as dispatch, when the same customers answer', async () => {
    // Mutant that this finds: a wait that is counted from the slot instead of from the hand-over's answer.
    const id = await makeCampaign();
    await get(PlanService).plan(id, {}, 'test');
    const rehearsed = await rehearse(id);
    await get(CampaignRunService).launch(id, 'test');
    const real = await carryOut(id);
    expect(rehearsed).toEqual(real);
    expect(new Set(real.ends.map((end) => end.split(' ')[1]))).toEqual(new Set(['completed', 'expired']));
  });

  it('writes nothing, neither before planning nor after it', async () => {
    // Mutant that this finds: a look at the plan whose transaction is committed.
    const id = await makeCampaign();
    const campaign = () => get(CampaignService).get(id);
    const draft = await hashes();
    const first = await rehearsals.rehearse(await campaign(), { runs: 3 });
    expect(await hashes()).toEqual(draft);
    await get(PlanService).plan(id, {}, 'test');
    const planned = await hashes();
    const second = await rehearsals.rehearse(await campaign(), { runs: 3 });
    expect(await hashes()).toEqual(planned);
    expect([first.audience, second.audience, first.visits]).toEqual([12, 12, 12]);
  });

  it('is refused once the campaign runs', async () => {
    const id = await makeCampaign();
    await get(PlanService).plan(id, {}, 'test');
    await get(CampaignRunService).launch(id, 'test');
    await expect(rehearsals.rehearse(await get(CampaignService).get(id))).rejects.toMatchObject({
      reason: { code: 'campaign-is-running' },
    });
  });
});
