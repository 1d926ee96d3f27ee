import { jest } from '@jest/globals';
import fc from 'fast-check';
import { SettingsService } from '../config/settings.service.js';
import { JobRunner } from '../jobs/job-runner.worker.js';
import { ClaimRepository } from '../planning/claim.repository.js';
import { insertAgent } from '../../test/support/builders.js';
import { type DispatchStage, openDispatchStage } from '../../test/support/dispatch-stage.js';
import { FixedClock } from '../../test/support/fixed-clock.js';
import { allPairs, ORDER_KINDS, type OrderStep, sequenceFor } from '../../test/support/order-steps.js';
import { type OrderTools, OrderWorld } from '../../test/support/order-world.js';
import { type TestDatabase, openTestDatabase } from '../../test/support/test-database.js';
import { WorkerLiveness } from './worker-liveness.service.js';

jest.setTimeout(3_600_000);

/** REVISIT_ORDER_RUNS=2000 explores longer; REVISIT_ORDER_SEED takes another way. */
const RUNS = Number(process.env['REVISIT_ORDER_RUNS'] ?? '8');
const SEED = Number(process.env['REVISIT_ORDER_SEED'] ?? '20261124');
/** Worlds share nothing but the database. */
const SIDE_BY_SIDE = 4;
const clock = new FixedClock('2026-11-24T02:00:00Z');
let t: TestDatabase;
let stage: DispatchStage;
let tools: OrderTools[];
let sessions: Awaited<ReturnType<TestDatabase['database']['session']>>[];
let survivor: WorkerLiveness;

beforeAll(async () => {
  t = await openTestDatabase();
  stage = await openDispatchStage(t.database, clock);
  const claims = stage.app.get(ClaimRepository, { strict: false });
  survivor = new WorkerLiveness(t.database, claims, clock, stage.app.get(SettingsService), stage.app.get(JobRunner));
  await survivor.register();
  sessions = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => t.database.session()));
  await t.database.execute(
    `INSERT INTO provider_buckets (provider, tokens, refilled_at) VALUES ('model', 1000, clock_timestamp())`,
  );
  const agentId = await insertAgent(t.database);
  tools = sessions.map(({ queryable: locks }) => ({ t, stage, clock, survivor, locks, agentId }));
});
afterAll(async () => {
  await survivor.end();
  for (const session of sessions) session.release(true);
  await stage.close();
  await t.close();
});

/** Answers with the pairs of neighbours that did something both. */
async function walk(steps: readonly OrderStep[], lane: OrderTools): Promise<string[]> {
  const world = await OrderWorld.open(lane);
  const worked: boolean[] = [];
  for (const step of steps) {
    worked.push(await world.take(step));
    if (ORDER_KINDS.indexOf(step.kind) >= 5) await world.checkBooks();
  }
  await world.finish();
  const told = steps.map(({ kind, who }) => `${kind} ${who}`).join(', ');
  if (world.faults.length > 0) throw new Error(`${told}:\n${world.faults.join('\n')}`);
  return steps.slice(1).flatMap(({ kind }, i) => (worked[i] && worked[i + 1] ? [`${steps[i]?.kind}, ${kind}`] : []));
}

describe('two attempts and two workers', () => {
  it('keep the promise in every order of two things that may happen', async () => {
    const sequences = allPairs().map(([first, second], i) => sequenceFor(first, second, i));
    const taken = new Set<string>();
    const effective = new Set<string>();
    const rest = [...sequences];
    const worker = async (lane: OrderTools) => {
      for (let steps = rest.shift(); steps !== undefined; steps = rest.shift()) {
        for (const [i, { kind }] of steps.slice(1).entries()) taken.add(`${steps[i]?.kind}, ${kind}`);
        for (const pair of await walk(steps, lane)) effective.add(pair);
      }
    };
    await Promise.all(tools.map(worker));
    expect(taken.size).toBe(ORDER_KINDS.length ** 2);
    // In the others the second has nothing left to do (a dead worker decides nothing), and must do nothing.
    expect(effective.size).toBeGreaterThan(90);
  });

  it('keep it in long mixed orders too', async () => {
    const step = fc.record({ kind: fc.constantFrom(...ORDER_KINDS), who: fc.constantFrom(1 as const, 2 as const) });
    const steps = fc.array(step, { minLength: 8, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(steps, async (order) => {
        await walk(order, tools[0]!);
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: RUNS < 100 },
    );
  });
});
