import { pastContact } from '../../test/support/audience-builders.js';
import { aPlanFrame, hours, planColumns, somePlanAgents } from '../../test/support/plan-inputs.js';
import { reachedHour, utcHour } from './reached-hour.js';
import { solvePlan } from './solve-plan.js';

const FROM = Date.parse('2026-11-24T01:00:00Z');
const call = (at: string, overrides: object = {}) =>
  pastContact(at, { channel: 'call', ofCustomer: true, reached: true, ...overrides });

describe('the hour at which somebody was reached', () => {
  it('is that of the last call that reached the customer', () => {
    const contacts = [
      call('2026-10-01T07:20:00Z'),
      call('2026-11-01T02:40:00Z'),
      call('2026-11-02T05:00:00Z', { reached: false }),
      call('2026-11-03T05:00:00Z', { ofCustomer: false }),
      call('2026-11-04T05:00:00Z', { channel: 'sms' }),
    ];
    expect(reachedHour(contacts, 'Asia/Shanghai', FROM)).toBe(2);
  });

  it('is that of the wall clock where the clocks were changed since', () => {
    // 18:30 in Paris in summer, and 18:00 in winter is 17:00 UTC.
    expect(reachedHour([call('2026-07-01T16:30:00Z')], 'Europe/Paris', FROM)).toBe(17);
  });

  it.each([
    ['nobody was reached', [], 'Asia/Shanghai'],
    ['no zone is known', [call('2026-11-01T02:40:00Z')], undefined],
  ])('is none where %s', (_, contacts, zone) => {
    expect(reachedHour(contacts, zone, FROM)).toBe(-1);
  });
});

describe('calls', () => {
  const [at16] = hours(16);
  const frame = aPlanFrame({ agents: somePlanAgents(2, { shifts: hours(9, 12, 14, 18) }) });
  const deal = (hour: number) =>
    solvePlan(
      planColumns(Array.from({ length: 160 }, (_, i) => ({ profile: 2, hour: i % 40 === 0 ? hour : -1 }))),
      frame,
    );

  it('lie in the hour at which the customer was reached, and those of all others where they were', () => {
    const [plan, plain] = [deal(utcHour(at16!)), deal(-1)];
    for (const member of [0, 40, 80, 120]) expect(utcHour(plan.slot[member]!)).toBe(utcHour(at16!));
    expect([...plan.slot].sort()).toEqual([...plain.slot].sort());
    expect([...plan.assignment.load]).toEqual([...plain.assignment.load]);
    const moved = [...plan.slot].filter((at, member) => at !== plain.slot[member]).length;
    expect(moved).toBeLessThanOrEqual(8);
  });

  it('lie as they did where nobody has a cell in that hour', () => {
    expect([...deal(23).slot]).toEqual([...deal(-1).slot]);
  });
});
