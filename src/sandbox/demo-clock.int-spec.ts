import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { parseSettings } from '../config/settings.js';
import { SettingsService } from '../config/settings.service.js';
import { ClockSync } from '../database/clock-sync.service.js';
import { SettingsRepository } from '../database/settings.repository.js';
import { SystemClock } from '../kernel/system-clock.adapter.js';
import { DemoClock } from './demo-clock.service.js';

const DAY_MS = 86_400_000;
/** Real servers answer in their own time. */
const SLACK_MS = 60_000;

describe('the demonstration’s clock', () => {
  let t: TestDatabase;
  beforeAll(async () => (t = await openTestDatabase()), 60_000);
  afterAll(() => t.close());

  /** A process of its own on the same database. */
  const startProcess = (environment: Record<string, string> = {}) => {
    const settings = new SettingsService({ ...parseSettings(environment), secretKey: 'secret '.repeat(6) });
    const clock = new SystemClock();
    const sync = new ClockSync(t.database, new SettingsRepository(t.database), settings, clock);
    return { clock, sync, demo: new DemoClock(settings, sync, clock) };
  };

  it('moves on for every process, and never back', async () => {
    const [one, other] = [startProcess(), startProcess()];
    const tomorrow = new Date(one.clock.now().getTime() + DAY_MS);
    const { now } = await one.demo.moveClock(tomorrow);
    expect(now.getTime() - tomorrow.getTime()).toBeLessThan(SLACK_MS);
    await other.sync.refresh();
    expect(Math.abs(other.clock.now().getTime() - one.clock.now().getTime())).toBeLessThan(SLACK_MS);
    expect(other.clock.offsetMs()).toBeGreaterThan(DAY_MS - SLACK_MS);
    const back = other.demo.moveClock(new Date(tomorrow.getTime() - 1));
    await expect(back).rejects.toMatchObject({ reason: { code: 'clock-only-forward' } });
    await expect(other.demo.moveClock(new Date(NaN))).rejects.toMatchObject({ reason: { code: 'clock-only-forward' } });
  });

  it.each([
    ['clock-real-provider', { SMTP_URL: 'smtp://mail.example.com', MAIL_FROM: 'a@example.com' }],
    ['clock-of-process', { REVISIT_CLOCK: '2026-11-23T01:00:00Z' }],
  ])('is refused: %s', async (code, environment) => {
    const { demo } = startProcess(environment);
    await expect(demo.moveClock(new Date('2040-01-01T00:00:00Z'))).rejects.toMatchObject({ reason: { code } });
  });
});
