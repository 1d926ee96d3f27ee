import { callsOnDaysOff, daysOffHash } from './days-off.js';

const CALL = { channel: 'call', waitHours: 24 } as const;
const SMS = { channel: 'sms', waitHours: 24 } as const;

describe('calls on days off', () => {
  it('are those of a campaign that may use them and calls at all', () => {
    expect(callsOnDaysOff({ holidayWindows: true, ladder: [SMS, CALL] })).toBe(true);
    expect(callsOnDaysOff({ holidayWindows: true, ladder: [SMS] })).toBe(false);
    expect(callsOnDaysOff({ holidayWindows: false, ladder: [CALL] })).toBe(false);
  });

  it('are agreed to for these customers and this time only', () => {
    const campaign = {
      holidayWindows: true,
      ladder: [CALL],
      segment: { all: [] },
      standing: null,
      startAt: new Date('2026-10-01T01:00:00Z'),
      deadlineAt: new Date('2026-10-04T01:00:00Z'),
      policyId: 'CN-default',
      purpose: 'service',
      caps: 'policy',
    } as const;
    expect(daysOffHash({ ...campaign })).toBe(daysOffHash(campaign));
    expect(daysOffHash({ ...campaign, deadlineAt: new Date('2026-10-08T01:00:00Z') })).not.toBe(daysOffHash(campaign));
    expect(daysOffHash({ ...campaign, segment: { any: [] } })).not.toBe(daysOffHash(campaign));
  });
});
