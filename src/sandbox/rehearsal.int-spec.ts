import { jest } from '@jest/globals';
import { CampaignService } from '../campaigns/campaign.service.js';
import { DispatchWorker } from '../dispatch/dispatch.worker.js';
import { CampaignRunService } from '../planning/campaign-run.service.js';
import { PlanService } from '../planning/plan.service.js';
import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { BesideStage } from '../../test/support/rehearsal-beside.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { AnswerRatesReadModel } from './answer-rates.read-model.js';
import { RehearsalService } from './rehearsal.service.js';
import { PlanCollection } from '../planning/plan-collection.service.js';
import { PlanRepository } from '../planning/plan.repository.js';
import { Database } from '../database/database.service.js';

// Real sockets on a busy machine: generous, because nothing here is about speed.
jest.setTimeout(180_000);

const MORNING = '2026-11-23T01:00:00Z'; // Monday 09:00 in Shanghai
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
    const beside = new BesideStage(stage.app, clock, {
      answersAfter: (customer, channel) => (channel === 'sms' ? SMS_AFTER : EMAIL_AFTER)[customer] ?? null,
    });
    const rehearsed = await beside.rehearse(rehearsals, id);
    await get(CampaignRunService).launch(id, 'test');
    const real = await beside.carryOut(id);
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
