import { FixedClock } from '../../test/support/fixed-clock.js';
import { openTestDatabase } from '../../test/support/test-database.js';
import type { TestDatabase } from '../../test/support/test-database.js';
import { ApprovalService } from './approval.service.js';
import { AuditService } from './audit.service.js';

const wish = { kind: 'days-off', subject: 'campaign:12', askedBy: 'user:alice' } as const;

describe('four eyes', () => {
  let t: TestDatabase;
  let approvals: ApprovalService;
  let audit: AuditService;

  beforeAll(async () => {
    t = await openTestDatabase();
    const clock = new FixedClock('2026-11-28T01:00:00Z');
    audit = new AuditService(t.database, clock);
    approvals = new ApprovalService(t.database, audit, clock);
  }, 60_000);
  beforeEach(() => t.database.execute('DELETE FROM approvals'));
  afterAll(() => t.close());

  it('keeps a wish until somebody else decides', async () => {
    const asked = await approvals.ask(t.database, { ...wish, details: { name: 'National Day' } });
    expect(asked).toMatchObject({ decision: null, askedBy: 'user:alice', details: { name: 'National Day' } });
    expect(await approvals.waiting()).toEqual([asked]);
    expect(await approvals.isApproved(t.database, 'days-off', 'campaign:12')).toBe(false);
    const decided = await approvals.decide(asked.id, 'user:bob', 'approved', 'agreed by phone');
    expect(decided).toMatchObject({ decision: 'approved', decidedBy: 'user:bob', note: 'agreed by phone' });
    expect(await approvals.isApproved(t.database, 'days-off', 'campaign:12')).toBe(true);
    expect(await approvals.waiting()).toEqual([]);
    const trail = (await audit.list({ subject: 'campaign:12', limit: 10 })).map((event) => event.action);
    expect(trail).toEqual(['approval.approved', 'approval.ask-days-off']);
  });

  it('lets nobody decide the own wish, and the database agrees', async () => {
    const { id } = await approvals.ask(t.database, wish);
    await expect(approvals.decide(id, 'user:alice', 'approved', null)).rejects.toMatchObject({
      reason: { code: 'approval-own' },
    });
    const bypass = `UPDATE approvals SET decision = 'approved', decided_by = asked_by, decided_at = asked_at`;
    await expect(t.database.execute(bypass)).rejects.toThrow('approvals_second_person_check');
  });

  it('decides once', async () => {
    const { id } = await approvals.ask(t.database, wish);
    await approvals.decide(id, 'user:bob', 'refused', null);
    await expect(approvals.decide(id, 'user:carol', 'approved', null)).rejects.toMatchObject({
      reason: { code: 'approval-decided' },
    });
    expect((await approvals.ask(t.database, wish)).decision).toBe('refused');
    await expect(approvals.decide(id + 1, 'user:carol', 'approved', null)).rejects.toThrow('There is no approval');
  });

  it('needs a new agreement after a change', async () => {
    const { id } = await approvals.ask(t.database, wish);
    await approvals.decide(id, 'user:bob', 'approved', null);
    await approvals.withdraw(t.database, 'days-off', 'campaign:12', 'user:alice');
    expect(await approvals.isApproved(t.database, 'days-off', 'campaign:12')).toBe(false);
    expect((await approvals.ask(t.database, wish)).decision).toBeNull();
  });
});
