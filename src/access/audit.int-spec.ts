import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { AuditService } from './audit.service.js';

describe('the time of an entry in the audit trail', () => {
  let t: TestDatabase;
  const clock = new FixedClock('2031-05-06T01:00:00Z');
  let audit: AuditService;

  beforeAll(async () => {
    t = await openTestDatabase();
    audit = new AuditService(t.database, clock);
  });
  afterAll(() => t.close());

  const timeOf = async (action: string) => (await audit.list({ action, limit: 1 }))[0]?.at.getTime();

  it('is business time where somebody acts on the business', async () => {
    await audit.record({ actor: 'user:alice', action: 'campaign.launch', subject: 'campaign:1' });
    expect(await timeOf('campaign.launch')).toBe(clock.now().getTime());
  });

  it.each(['user.sign-in', 'user.sign-in-failed', 'user.sign-out'])(
    'is the database’s own for %s, which a lock-out counts',
    async (action) => {
      const { before } = await t.database.one<{ before: Date }>('SELECT clock_timestamp() AS before');
      await audit.record({ actor: 'anonymous', action, subject: 'login:alice' });
      expect(await timeOf(action)).toBeGreaterThanOrEqual(before.getTime());
      expect(await timeOf(action)).toBeLessThan(clock.now().getTime());
    },
  );
});
