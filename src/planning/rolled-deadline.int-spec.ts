import { insertAgent, insertCustomer } from '../../test/support/builders.js';
import { openDispatchStage, type DispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { openPlanServices } from '../../test/support/plan-services.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { AttemptFactsReadModel } from './attempt-facts.read-model.js';
import { decideAttempt } from './decide-attempt.js';

/** The evening before National Day 2026: no hour is open before the deadline of the third of October. */
const clock = new FixedClock('2026-09-30T12:30:00Z');
let t: TestDatabase;
let stage: DispatchStage;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
}, 60_000);
afterAll(async () => {
  await stage.close();
  await t.close();
});

describe('a visit that was planned behind the deadline, because no hour was open before it', () => {
  it('is carried out at its minute, and ends when its own last moment is over', async () => {
    const services = await openPlanServices(t.database, clock);
    const shifts = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }]);
    await insertAgent(t.database, { shifts });
    await insertCustomer(t.database, { phone: '+8613800138000' });
    const dates = { startAt: '2026-09-30T12:30:00Z', deadlineAt: '2026-10-03T09:00:00Z' };
    const { id } = await services.campaigns.create({ name: 'x', ladder: ['call'], ...dates }, 'test');
    await services.plans.plan(id, {}, 'test');
    await t.database.execute(`UPDATE campaigns SET state = 'running' WHERE id = $1`, [id]);
    const attempt = await t.database.one<{ id: number; at: Date; due: Date }>(
      `SELECT a.id, a.scheduled_at AS at, v.rolled_due_at AS due FROM attempts a JOIN visits v ON v.id = a.visit_id`,
    );
    const decide = async (at: Date) => {
      const [loaded] = await stage.app.get(AttemptFactsReadModel, { strict: false }).load(t.database, [attempt.id], at);
      return decideAttempt(loaded!.facts, at);
    };
    expect(attempt.at.getTime()).toBeGreaterThan(Date.parse('2026-10-03T09:00:00Z'));
    expect(await decide(attempt.at)).toMatchObject({ action: 'send' });
    expect(await decide(new Date('2026-10-03T10:00:00Z'))).toMatchObject({ action: 'defer' });
    expect(await decide(attempt.due)).toMatchObject({ action: 'end', reason: { code: 'deadline-passed' } });
  });
});
