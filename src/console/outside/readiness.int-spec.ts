import { parseSettings } from '../../config/settings.js';
import { SettingsService } from '../../config/settings.service.js';
import { ClockSync } from '../../database/clock-sync.service.js';
import { SettingsRepository } from '../../database/settings.repository.js';
import { SystemClock } from '../../kernel/system-clock.adapter.js';
import { type TestDatabase, openTestDatabase } from '../../../test/support/test-database.js';
import type { ProviderStatesReadModel } from '../../planning/provider-states.read-model.js';
import { ReadinessService } from './readiness.service.js';

/** A machine whose clock is behind or ahead of the server's. */
class SlowMachine extends SystemClock {
  constructor(private readonly aheadMs: number) {
    super();
  }

  override learnServerTime(serverNow: Date, tripMs?: number): void {
    super.learnServerTime(new Date(serverNow.getTime() - this.aheadMs), tripMs);
  }
}

const noProviders = { list: () => Promise.resolve([]) } as unknown as ProviderStatesReadModel;

describe('the body of /readyz', () => {
  let t: TestDatabase;
  beforeAll(async () => (t = await openTestDatabase()));
  afterAll(() => t.close());

  async function warnings(aheadMs: number, shiftMs = 0): Promise<string> {
    const settings = new SettingsService({ ...parseSettings({}), secretKey: 'x'.repeat(32) });
    const clock = new SlowMachine(aheadMs);
    clock.shiftBy(shiftMs);
    const sync = new ClockSync(t.database, new SettingsRepository(t.database), settings, clock);
    const { warnings: said } = await new ReadinessService(t.database, clock, settings, noProviders, sync).check();
    return said.join(' ');
  }

  it.each([2_600, -2_600])('warns where the machine is %s ms off', async (aheadMs) => {
    expect(await warnings(aheadMs)).toMatch(
      new RegExp(`differs from the database server's by ${aheadMs > 0 ? '-' : ''}2[56]\\d\\d ms`),
    );
  });

  it('says nothing of a second', async () => {
    expect(await warnings(1_000)).toBe('');
  });

  it('tells an intended offset and a clock that is off apart', async () => {
    expect(await warnings(0, 3_600_000)).toMatch(/^Business time is shifted/);
    expect(await warnings(3_000, 3_600_000)).toMatch(/differs.*Business time is shifted/);
  });
});
