import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { parseSettings } from '../config/settings.js';
import { SettingsService } from '../config/settings.service.js';
import { JobHandler, type TickRule } from './job-handler.js';
import { JobQueue } from './job-queue.service.js';
import { Tick } from './tick.service.js';

class Noted extends JobHandler {
  constructor(
    override readonly job: string,
    override readonly tick: TickRule,
  ) {
    super();
  }

  override run(): Promise<void> {
    return Promise.resolve();
  }
}

describe('Tick', () => {
  let test: TestDatabase;
  const clock = new FixedClock('2026-11-23T01:00:00Z');
  const settings = new SettingsService({ ...parseSettings({}), secretKey: 'x'.repeat(32) });
  const handlers = [new Noted('each-minute', { everyMinute: true }), new Noted('each-morning', { dailyAt: '08:00' })];
  const makeTick = () => new Tick(test.database, new JobQueue(), clock, settings);

  beforeAll(async () => (test = await openTestDatabase()));
  afterAll(() => test.close());

  const waiting = async (job: string) =>
    (
      await test.database.query<{ n: number }>(
        `SELECT count(*) AS n FROM graphile_worker.jobs WHERE jobs.task_identifier = $1`,
        [job],
      )
    )[0]?.n;

  it('enqueues what is due once, however many machines beat', async () => {
    const all = await Promise.all([makeTick().beat(handlers), makeTick().beat(handlers), makeTick().beat(handlers)]);
    expect(all.flat().sort()).toEqual(['each-minute 2026-11-23T09:00', 'each-morning 2026-11-23']);
    expect(await makeTick().beat(handlers)).toEqual([]);
    expect(await waiting('each-morning')).toBe(1);
  });

  it('keeps only one waiting job of each minute, and no trail of old minutes', async () => {
    clock.advanceMs(60_000);
    expect(await makeTick().beat(handlers)).toEqual(['each-minute 2026-11-23T09:01']);
    expect(await waiting('each-minute')).toBe(1);
    const rows = await test.database.query(`SELECT job_runs.bucket FROM job_runs WHERE job_runs.job = 'each-minute'`);
    expect(rows).toEqual([{ bucket: '2026-11-23T09:01' }]);
  });

  it('makes up the day that was missed, once', async () => {
    clock.set('2026-11-24T23:30:00Z'); // 07:30 on the 25th in Shanghai: the 24th was missed
    expect(await makeTick().beat(handlers)).toContain('each-morning 2026-11-24');
    expect(await makeTick().beat(handlers)).not.toContain('each-morning 2026-11-24');
    clock.set('2026-11-25T00:00:00Z');
    expect(await makeTick().beat(handlers)).toContain('each-morning 2026-11-25');
  });
});
